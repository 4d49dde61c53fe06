"""`ruleforge explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, parameter_option
from ruleforge.diagnostics import Finding
from ruleforge.errors import InputError, UsageError

if TYPE_CHECKING:
    from typing import Protocol

    from ruleforge.predicate import Explanation

    class Explains(Protocol):
        """What says why: a pattern, a rule, a chain."""

        def explain(self, message: str) -> Explanation:
            """The reasons for the verdict on a message."""


__all__ = ["command"]

DEFAULT_TRAIL = "ai-workloads"


@click.command("explain", epilog="Exit codes: 0 (1 with --exit-code for no match), 2 unreadable input, 3 usage.")
@click.argument("words", metavar="[RULE] EVENT", nargs=-1, required=True)
@click.option("--pattern", help="Explain this filter pattern instead of a rule.")
@click.option("--chain", is_flag=True, help="Explain every stage, from the trail to the alarms, for all rules.")
@click.option(
    "--trail", metavar="ID", help=f"With --chain: the trail that records. Default: {DEFAULT_TRAIL}, if there."
)
@click.option("--event", "ordinal", type=click.IntRange(min=1), help="Only the event with this ordinal in the file.")
@click.option(
    "--logs", "logs", metavar="GROUP=PATH", multiple=True, help="For a query: logs, to tell what its JOIN does."
)
@click.option("--exit-code", is_flag=True, help="End with 1 when no event matches.")
@catalog_option
@parameter_option
@format_option("text", "json")
def command(
    words: tuple[str, ...],
    pattern: str | None,
    chain: bool,
    trail: str | None,
    ordinal: int | None,
    logs: tuple[str, ...],
    exit_code: bool,
    catalog_path: str | None,
    parameters: dict[str, str],
    output: str,
) -> int:
    """Say why a rule matches an event, or why not: each condition with the value found.

    With --chain: what every stage makes of the event. Which selector records it, which filters match, who contributes,
    which alarms it adds to; and where nothing does, what comes nearest.

    EVENT is a fixture by name, a file of log events in any shape, or - for standard input.

    Of a query (its id, or SQL) the plan in words, without an EVENT; with --logs also which keys of its JOIN met, and
    which rows found no partner.

    \b
    ruleforge explain bedrock-guardrail-changes cloudtrail/bedrock/delete-guardrail
    ruleforge explain bedrock-guardrail-changes events.json.gz --event 3
    ruleforge explain --chain cloudtrail/agentcore/invoke-gateway-401
    ruleforge explain agent-session-denials --logs CLOUDTRAIL_LOG_GROUP=./AWSLogs --logs aws/spans=spans.ndjson
    ruleforge explain --pattern '{ $.readOnly IS FALSE }' event.json
    """
    if trail is not None and not chain:
        raise click.UsageError("--trail goes with --chain.")
    if chain and pattern is not None:
        raise click.UsageError("Give --chain or --pattern, not both.")
    if len(words) == 1 and not chain and pattern is None:
        return _query(words[0], logs, catalog_path, parameters, output)
    if logs:
        raise click.UsageError("--logs goes with a query, and without an event.")
    if len(words) != (1 if chain or pattern is not None else 2):
        raise click.UsageError("Give a rule and an event, or --pattern or --chain and an event.")
    fixtures: tuple[Path, ...] = ()
    verbs = ("matches", "does not match")
    asked: Explains
    if pattern is not None:
        from ruleforge.languages.filter_pattern import FilterPattern

        name, asked = "<pattern>", FilterPattern.parse(pattern)
    elif chain:
        from ruleforge.catalog import load_catalog
        from ruleforge.engine.chain import Chain

        catalog = load_catalog(catalog_path)
        if trail is None and DEFAULT_TRAIL in catalog:
            trail = DEFAULT_TRAIL
        name, fixtures, verbs = "the chain", tuple(catalog.fixtures), ("detects", "does not detect")
        asked = Chain(catalog, trail=trail, parameters=parameters)
    else:
        name, fixtures, verbs, asked = _rule(words[0], catalog_path, parameters)
    found, problems = _events(words[-1], fixtures, ordinal)
    explained = [(label, asked.explain(message)) for label, message in found]
    if output == "json":
        events = [{"event": label, **explanation.to_dict()} for label, explanation in explained]
        console.echo_json({"rule": name, "events": events})
    else:
        for index, (label, explanation) in enumerate(explained):
            verdict = verbs[0] if explanation.matched else verbs[1]
            tree = console.colored(str(explanation))
            console.echo(f"{chr(10) if index else ''}{name} {verdict} {label}\n{tree}")
    if problems:
        raise InputError(problems)
    matched = any(explanation.matched for _, explanation in explained)
    return 1 if exit_code and not matched else 0


def _query(query: str, logs: tuple[str, ...], catalog_path: str | None, parameters: dict[str, str], output: str) -> int:
    from ruleforge.cli.query import log_paths, parsed_query
    from ruleforge.engine.query_logs import explain_query
    from ruleforge.report.queries import explanation_text

    parsed, values, code = parsed_query(query, catalog_path, parameters)
    explanation = explain_query(parsed, log_paths(parsed, logs, values))
    if output == "json":
        console.echo_json(explanation.to_dict())
    else:
        console.echo(explanation_text(explanation))
    return code


def _rule(
    identifier: str, catalog_path: str | None, parameters: dict[str, str]
) -> tuple[str, tuple[Path, ...], tuple[str, str], Explains]:
    """A rule made ready, with its id, where its catalogue has fixtures, and what it does or does not do."""
    from ruleforge.catalog import load_catalog, load_rule, values_for
    from ruleforge.engine.detectors import VERBS, detector
    from ruleforge.model import Kind

    rule, catalog = load_rule(identifier, catalog_path)
    if rule.kind in (Kind.TRAIL, Kind.ALARM):
        catalog = load_catalog(catalog_path)
    asked = detector(rule, catalog, values_for(catalog.parameters, parameters))
    return rule.id, tuple(catalog.fixtures), VERBS[rule.kind], asked


def _events(event: str, fixtures: tuple[Path, ...], ordinal: int | None) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The messages that EVENT stands for, each with what to call it, and what of it could not be read."""
    if event != "-" and not Path(event).exists():
        from ruleforge.events import Fixtures

        return [(event, json.dumps(Fixtures.shipped(*fixtures).load(event), ensure_ascii=False))], []
    found, problems = _file_events(event)
    if ordinal is not None:
        if ordinal > len(found):
            message = f"{event} has {len(found)} events, and none numbered {ordinal}"
            raise UsageError([Finding("usage/event", message), *problems])
        found = [found[ordinal - 1]]
    elif not found:
        problems.append(Finding("input/empty", f"{event} holds no events"))
    return found, problems


def _file_events(file: str) -> tuple[list[tuple[str, str]], list[Finding]]:
    from ruleforge.events import Problem, discover, messages, read

    units, problems = discover([file])
    found: list[tuple[str, str]] = []
    for unit in units:
        for batch in read(unit):
            for item in (batch,) if isinstance(batch, Problem) else messages(batch, unit.name):
                if isinstance(item, Problem):
                    problems.append(item)
                else:
                    found.append((f"{unit.name}, event {len(found) + 1}", item.text))
    broken = [problem for problem in problems if problem.severity == "broken"]
    return found, [Finding("input/broken", f"{item.place}: {item.message}") for item in broken]
