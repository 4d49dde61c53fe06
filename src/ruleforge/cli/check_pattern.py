"""`ruleforge check-pattern`."""

from __future__ import annotations

import sys

import click

from ruleforge.cli import console
from ruleforge.cli.options import format_option

__all__ = ["command"]


@click.command("check-pattern", epilog="Exit codes: 0 AWS takes the pattern, 1 AWS refuses it, 2 unreadable, 3 usage.")
@click.argument("pattern", required=False)
@click.option("--file", "file", type=click.Path(), help="Read the pattern from a file; - is standard input.")
@format_option("text", "json")
def command(pattern: str | None, file: str | None, output: str) -> int:
    """Say what a filter pattern means, or why AWS refuses it.

    \b
    ruleforge check-pattern '{ $.errorCode = "AccessDenied*" }'
    ruleforge check-pattern "{ $.userIdentity.type = 'Root' }"
    """
    from ruleforge.errors import PatternSyntaxError
    from ruleforge.languages.filter_pattern import FilterPattern
    from ruleforge.report.patterns import pattern_data, pattern_page

    text, name = _text(pattern, file)
    try:
        parsed = FilterPattern.parse(text, name=name)
    except PatternSyntaxError as error:
        if output == "json":
            console.echo_json({"valid": False, "findings": [finding.to_dict() for finding in error.findings]})
        else:
            console.problems(error.findings)
        return 1
    if output == "json":
        console.echo_json(pattern_data(parsed))
    else:
        console.echo(pattern_page(parsed))
    return 0


def _text(pattern: str | None, file: str | None) -> tuple[str, str]:
    """The pattern and what messages call it."""
    if (pattern is None) == (file is None):
        raise click.UsageError("Give a pattern, or --file FILE.")
    if pattern is not None:
        return pattern, "<pattern>"
    from pathlib import Path

    from ruleforge.diagnostics import Finding
    from ruleforge.errors import InputError

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(str(file)).read_bytes()
        # A file ends with a line end that is no part of the pattern.
        return data.decode("utf-8").rstrip("\r\n"), "<stdin>" if file == "-" else str(file)
    except OSError as error:
        raise InputError([Finding("input/unreadable", f"{file}: {error.strerror or error}")]) from None
    except UnicodeDecodeError:
        raise InputError([Finding("input/encoding", f"{file}: not UTF-8")]) from None
