"""The entry point: commands are loaded when they are called, and every way a run can end has its exit code.

0 clean; 1 findings or failed tests; 2 a file could not be read or parsed; 3 wrong usage or configuration; 4 our own
fault. A closed pipe and an interrupt end quietly, as the shell expects: 141 and 130.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from ruleforge import __version__
from ruleforge.cli import console
from ruleforge.errors import RuleforgeError

__all__ = ["cli", "guarded", "run"]

INTERRUPTED = 130
PIPE_CLOSED = 141
UNREADABLE = 2
USAGE = 3
OUR_FAULT = 4
_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000

_COMMANDS = {
    "check-pattern": ("check_pattern", "Say what a filter pattern means, or why AWS refuses it."),
    "conformance": ("conformance", "Ask AWS what it makes of patterns, and whether ruleforge says the same."),
    "coverage": ("coverage", "Show what the catalogue covers, and where the chain has gaps."),
    "deploy": ("deploy", "Make an account as the rules have it."),
    "drift": ("drift", "Say where an account is not as the rules have it."),
    "explain": ("explain", "Say why a rule matches an event, or why not; or what every stage makes of it."),
    "export": ("export", "Write what AWS takes: for the AWS CLI, CloudFormation, Terraform or SQL."),
    "fmt": ("fmt", "Put rule files into their one form, comments and meaning kept."),
    "import": ("import_", "Make rules of templates, of Terraform's JSON, and of what the AWS CLI prints."),
    "lint": ("lint", "Say what AWS will refuse, what can never fire, what nobody records."),
    "list": ("list", "List the rules of the catalogue."),
    "lock": ("lock", "Write down what each version of a rule means, or say what changed since."),
    "match": ("match", "Print the log events that a filter pattern matches, like grep."),
    "new": ("new", "Write a rule to begin with, tests included."),
    "plan": ("plan", "Say what a deployment would do to an account."),
    "query": ("query", "Run a Logs Insights query on local logs."),
    "replay": ("replay", "Evaluate the rules over log files: what is recorded, matched, counted, alarmed."),
    "scenario": ("scenario", "Tell stories of attacks, and check every stage of the chain."),
    "show": ("show", "Show everything about a rule."),
    "test": ("test", "Run the tests of rules."),
}


class _Commands(click.Group):
    """A group that imports a command's module when the command is called, so that --help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the help page."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"ruleforge.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table: no module is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(_COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt command."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 clean, 1 findings or failed tests, 2 unreadable input, 3 wrong usage, 4 our own fault.",
)
@click.version_option(__version__, "-V", "--version", message="ruleforge %(version)s")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output; NO_COLOR is honoured.",
)
def cli(color: str) -> None:
    """Write, test, explain and replay AWS-native detections, offline."""
    console.set_color(color)


def run() -> NoReturn:
    """Runs the command line and ends the process with the code for how it went."""
    # Nearly all that a command makes is needed to its end: looking for what is not takes up to a fifth of the time.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    code = guarded(sys.argv[1:])
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        code = PIPE_CLOSED
    if code == PIPE_CLOSED:
        # Python flushes once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # Python looks for unreachable objects as it ends, and what is frozen is passed over: a tenth of a short run.
    gc.freeze()
    sys.exit(code)


def guarded(arguments: Sequence[str]) -> int:
    """Runs a command and gives the exit code for how it went; whatever went wrong has been told on standard error."""
    console.set_json(False)
    try:
        code = _invoke(list(arguments))
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except RuleforgeError as error:
        console.failure(error.findings)
        return error.exit_code
    except click.UsageError as error:
        error.show(sys.stderr)
        return USAGE
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"ruleforge: {where}{error.strerror or error}", err=True)
        return UNREADABLE
    except Exception:  # noqa: BLE001 - the last line of defence: a fault of ours is told as one
        if os.environ.get("RULEFORGE_DEBUG"):
            traceback.print_exc()
        kind, fault, _ = sys.exc_info()
        name = kind.__name__ if kind else "error"
        click.echo(f"ruleforge: internal error ({name}: {fault}). This is our fault: please report it.", err=True)
        click.echo("RULEFORGE_DEBUG=1 shows where it happened.", err=True)
        return OUR_FAULT
    return code if isinstance(code, int) else 0


def _invoke(arguments: list[str]) -> Any:
    """As click's own `main`, which would end a closed pipe and an interrupt in its own way."""
    if "_RULEFORGE_COMPLETE" in os.environ:
        return cli.main(arguments, prog_name="ruleforge", standalone_mode=False)
    with cli.make_context("ruleforge", arguments) as context:
        return cli.invoke(context)
