"""`ruleforge match`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from ruleforge.cli import console
from ruleforge.cli.options import format_option
from ruleforge.events import Message, Problem

__all__ = ["command"]

_FOUND, _NOTHING, _BROKEN = 0, 1, 2


@click.command(
    "match",
    epilog="Exit codes, as grep's: 0 something matched, 1 nothing did, 2 unreadable input, 3 a refused pattern.",
)
@click.argument("pattern")
@click.argument("logs", nargs=-1)
@click.option("-c", "--count", is_flag=True, help="Print only how many events matched.")
@click.option("-v", "--invert", is_flag=True, help="Print the events that do not match.")
@click.option("-n", "--line-number", "numbered", is_flag=True, help="Print the line or ordinal before each event.")
@click.option("-H", "--with-filename", "named", is_flag=True, help="Print the file before each event.")
@click.option("--explain", "explained", is_flag=True, help="Print why, after each event.")
@format_option("text", "json")
def command(
    pattern: str,
    logs: tuple[str, ...],
    count: bool,
    invert: bool,
    numbered: bool,
    named: bool,
    explained: bool,
    output: str,
) -> int:
    """Print the log events that a filter pattern matches, like grep.

    LOGS are files, folders or globs in any shape that AWS delivers; standard input without any. Each log event is
    judged by its own message, JSON or not.

    \b
    ruleforge match '{ $.errorCode = "AccessDenied*" }' logs/
    aws logs tail my-group --format short | ruleforge match '?ERROR ?WARN'
    """
    from ruleforge.errors import PatternSyntaxError
    from ruleforge.languages.filter_pattern import FilterPattern

    try:
        parsed = FilterPattern.parse(pattern)
    except PatternSyntaxError as error:
        console.failure(error.findings)
        return 3
    found, broken = 0, False
    for file, item in _messages(logs or ("-",)):
        if isinstance(item, Problem):
            broken = broken or item.severity == "broken"
            console.echo(f"ruleforge: {item.place}: {item.severity}: {item.message}", err=True)
            continue
        if parsed.matches(item.text) is invert:
            continue
        found += 1
        if count:
            continue
        explanation = parsed.explain(item.text) if explained else None
        if output == "json":
            data = {"file": file, "line": item.line, "event": item.event, "message": item.text}
            console.echo_json(data | ({"explanation": explanation.to_dict()} if explanation else {}), indent=None)
            continue
        place = [file] if named else []
        place += [str(item.line or item.event)] if numbered else []
        console.echo("".join(f"{part}:" for part in place) + _shown(item.text))
        if explanation is not None:
            console.echo(console.colored(str(explanation)))
    if count:
        if output == "json":
            console.echo_json({"count": found})
        else:
            console.echo(str(found))
    return _BROKEN if broken else _FOUND if found else _NOTHING


def _messages(paths: tuple[str, ...]) -> Iterator[tuple[str, Message | Problem]]:
    from ruleforge.events import discover, messages, read

    units, problems = discover(paths)
    for problem in problems:
        yield problem.file, problem
    for unit in units:
        for batch in read(unit):
            if isinstance(batch, Problem):
                yield unit.name, batch
                continue
            for item in messages(batch, unit.name):
                yield unit.name, item


def _shown(text: str) -> str:
    """The message as it is for a pipe; for a terminal without control characters, which could drive it."""
    if not sys.stdout.isatty():
        return text
    return "".join(c if c == "\t" or c == "\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
