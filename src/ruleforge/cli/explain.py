"""`ruleforge explain`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option

__all__ = ["command"]


@click.command("explain", epilog="Exit codes: 0 (1 with --exit-code for no match), 2 unreadable input, 3 usage.")
@click.argument("words", metavar="[RULE] EVENT", nargs=-1, required=True)
@click.option("--pattern", help="Explain this filter pattern instead of a rule.")
@click.option("--event", "ordinal", type=click.IntRange(min=1), help="Only the event with this ordinal in the file.")
@click.option("--exit-code", is_flag=True, help="End with 1 when no event matches.")
@catalog_option
@format_option("text", "json")
def command(
    words: tuple[str, ...],
    pattern: str | None,
    ordinal: int | None,
    exit_code: bool,
    catalog_path: str | None,
    output: str,
) -> int:
    """Say why a rule matches an event, or why not: each condition with the value found.

    EVENT is a fixture by name, a file of log events in any shape, or - for standard input.

    \b
    ruleforge explain bedrock-guardrail-changes cloudtrail/bedrock/delete-guardrail
    ruleforge explain bedrock-guardrail-changes events.json.gz --event 3
    ruleforge explain --pattern '{ $.readOnly IS FALSE }' event.json
    """
    from ruleforge.languages.filter_pattern import FilterPattern

    expected = 1 if pattern is not None else 2
    if len(words) != expected:
        raise click.UsageError("Give a rule and an event, or --pattern and an event.")
    fixtures: tuple[Path, ...] = ()
    if pattern is not None:
        name, parsed = "<pattern>", FilterPattern.parse(pattern)
    else:
        from ruleforge.catalog import load_rule

        rule, catalog = load_rule(words[0], catalog_path)
        name, fixtures = rule.id, tuple(catalog.fixtures)
        parsed = FilterPattern.parse(rule.spec.filter_pattern, name=rule.path)
    found = list(_events(words[-1], fixtures, ordinal))
    explained = [(label, parsed.explain(message)) for label, message in found]
    if output == "json":
        events = [{"event": label, **explanation.to_dict()} for label, explanation in explained]
        console.echo_json({"rule": name, "events": events})
    else:
        for index, (label, explanation) in enumerate(explained):
            verdict = "matches" if explanation.matched else "does not match"
            tree = console.colored(str(explanation))
            console.echo(f"{chr(10) if index else ''}{name} {verdict} {label}\n{tree}")
    matched = any(explanation.matched for _, explanation in explained)
    return 1 if exit_code and not matched else 0


def _events(event: str, fixtures: tuple[Path, ...], ordinal: int | None) -> Iterator[tuple[str, str]]:
    """The messages that EVENT stands for, each with what to call it."""
    from ruleforge.events import Fixtures

    if event != "-" and not Path(event).exists():
        yield event, json.dumps(Fixtures.shipped(*fixtures).load(event), ensure_ascii=False)
        return
    yield from _file_events(event, ordinal)


def _file_events(file: str, ordinal: int | None) -> Iterator[tuple[str, str]]:
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import InputError, UsageError
    from ruleforge.events import Problem, discover, messages, read

    units, problems = discover([file])
    count = 0
    broken: list[Problem] = [problem for problem in problems if problem.severity == "broken"]
    for unit in units:
        for batch in read(unit):
            items: Any = (batch,) if isinstance(batch, Problem) else messages(batch, unit.name)
            for item in items:
                if isinstance(item, Problem):
                    broken += [item] if item.severity == "broken" else []
                    continue
                count += 1
                if ordinal is None or ordinal == count:
                    yield f"{unit.name}, event {count}", item.text
    if broken:
        raise InputError([Finding("input/broken", f"{item.place}: {item.message}") for item in broken])
    if ordinal is not None and ordinal > count:
        raise UsageError([Finding("usage/event", f"{file} has {count} events, and none numbered {ordinal}")])
    if count == 0:
        raise InputError([Finding("input/empty", f"{file} holds no events")])
