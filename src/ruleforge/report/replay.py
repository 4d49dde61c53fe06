"""The report of a replay, for people: the input, then stage by stage what came of it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from ruleforge.engine import InputReport, Report, RuleReport
from ruleforge.engine.duplicates import RECENT
from ruleforge.engine.report import TrailReport
from ruleforge.engine.tally import Sample
from ruleforge.model import Kind
from ruleforge.report.table import table

__all__ = ["text"]

_PROBLEMS_SHOWN = 20
_CONTRIBUTORS_SHOWN = 3
_CHANGES_SHOWN = 2
_WIDTH = 110
_MATCHING = (Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER)


def text(report: Report) -> str:
    """The input; what is recorded; alarms; filters that matched, with a sample; contributors; the silent; problems."""
    lines = [*_input(report.input)]
    if report.trail is not None:
        lines += ["", *_trail(report.trail)]
    of_kind: dict[Kind, list[RuleReport]] = {}
    for rule in report.rules:
        of_kind.setdefault(rule.rule.kind, []).append(rule)
    if alarms := of_kind.get(Kind.ALARM):
        lines += ["", *_alarms(alarms)]
    matching = [rule for kind in _MATCHING for rule in of_kind.get(kind, ())]
    if any(rule.matches for rule in matching):
        lines += ["", *_filters([rule for rule in matching if rule.matches])]
    if counting := [rule for rule in of_kind.get(Kind.CONTRIBUTOR_INSIGHTS, ()) if rule.matches]:
        lines += ["", *_contributors(counting)]
    if report.trail is None and (selectors := of_kind.get(Kind.EVENT_SELECTOR)):
        lines += ["", *_selectors([rule for rule in selectors if rule.matches])]
    if not report.input.events:
        lines += ["", "Nothing was evaluated: no event was read."]
    elif not any(rule.matches for rule in report.rules):
        lines += ["", "No rule matched."]
    told = {Kind.ALARM} if report.trail is None else {Kind.ALARM, Kind.EVENT_SELECTOR}
    if blind := [rule for rule in report.rules if rule.missed and not rule.matches]:
        lines += ["", *_blind(blind)]
    silent = sorted(
        rule.rule.id for rule in report.rules if not rule.matches and not rule.missed and rule.rule.kind not in told
    )
    if silent and report.input.events:
        lines += ["", f"Without a match ({len(silent)})", *_listed(silent)]
    if report.parameters:
        assumed = [f"{name}={value}" for name, value in sorted(report.parameters.items())]
        lines += [
            "",
            f"Examples in the place of parameters; --set gives them values ({len(assumed)})",
            *_listed(assumed),
        ]
    return "\n".join([*lines, *_problems(report.input)])


def _input(found: InputReport) -> Iterator[str]:
    span = f", {found.first} to {found.last}" if found.first else ""
    yield f"{found.events:,} events in {found.files:,} file{'s' if found.files != 1 else ''}{span}"
    counts = [f"{count:,} {name}" for name, count in sorted(found.pipelines.items())]
    if counts:
        yield f"  from {', '.join(counts)}"
    counts = [f"{name} {getattr(found, name):,}" for name in ("skipped", "broken", "duplicates", "outside")]
    yield f"  {', '.join(counts)} (duplicates are looked for within {RECENT:,} events)"


def _trail(found: TrailReport) -> list[str]:
    """What the trail records, by category and by selector, and what would be missed without it."""
    every = found.events
    total = every.recorded + every.not_recorded
    lines = [f"Trail {found.rule.id} records {every.recorded:,} of {total:,} CloudTrail events"]
    categories = sorted(found.categories.items())
    rows = [(f"{item.recorded:,}", f"{item.not_recorded:,}", name) for name, item in categories]
    lines += _indented(table(("RECORDED", "NOT", "CATEGORY"), rows, right=(0, 1)))
    taking = sorted(((count, name) for name, count in found.selectors.items() if count), key=lambda p: (-p[0], p[1]))
    lines += ["", *_indented(table(("EVENTS", "SELECTOR"), [(f"{n:,}", name) for n, name in taking], right=(0,)))]
    if idle := sorted(name for name, count in found.selectors.items() if not count):
        lines += ["", f"  Selectors that take nothing ({len(idle)})", *_indented(_listed(idle))]
    only = sorted(((n, rule) for rule, n in found.beyond_default.items() if n), key=lambda p: (-p[0], p[1]))
    if only:
        header = ("MATCHES", "ONLY BECAUSE OF THIS TRAIL")
        lines += ["", *_indented(table(header, [(f"{n:,}", rule) for n, rule in only], right=(0,)))]
    return lines


_URGENCY = ("critical", "high", "medium", "low", "informational")


def _blind(rules: list[RuleReport]) -> list[str]:
    """The rules that see nothing with the trail, and would have without: the most urgent first."""
    rules.sort(key=lambda rule: (_URGENCY.index(rule.rule.severity.value), -(rule.missed or 0), rule.rule.id))
    rows = [(f"{rule.missed:,}", rule.rule.severity.value, rule.rule.id) for rule in rules]
    lines = [f"Blind with this trail ({len(rules)})"]
    return lines + _indented(table(("MISSED", "SEVERITY", "RULE"), rows, right=(0,)))


def _filters(matched: list[RuleReport]) -> list[str]:
    matched.sort(key=lambda rule: (-rule.matches, rule.rule.id))
    missing = any(rule.missed for rule in matched)
    header = (
        "MATCHES",
        *(("MISSED",) if missing else ()),
        "DATAPOINTS",
        "PEAK/MIN",
        "FIRST",
        "LAST",
        "SEVERITY",
        "FILTER",
    )
    rows = [_row(rule, missing) for rule in matched]
    lines = [*table(header, rows, right=range(4 if missing else 3)), "", "Samples"]
    for rule in matched:
        lines += [f"  {rule.rule.id}", f"    {_sample(rule.sample)}"]
        lines += [f"    {count:,} published nothing: {reason}" for reason, count in sorted(rule.unpublished.items())]
    return lines


def _row(found: RuleReport, missing: bool) -> tuple[str, ...]:
    peak = found.datapoints.peak()
    return (
        f"{found.matches:,}",
        *((f"{found.missed or 0:,}",) if missing else ()),
        f"{len(found.datapoints):,}" if peak is not None else "-",
        f"{peak:g}" if peak is not None else "-",
        found.first or "-",
        found.last or "-",
        found.rule.severity.value,
        found.rule.id,
    )


def _contributors(rules: list[RuleReport]) -> list[str]:
    rules.sort(key=lambda rule: (-rule.matches, rule.rule.id))
    lines = ["Top contributors"]
    for rule in rules:
        if rule.insight is None:
            continue
        unique = rule.insight.unique
        notes = [f"{rule.matches:,} matches", f"{unique:,} contributor{'s' if unique != 1 else ''}"]
        if rule.insight.without_keys:
            notes.append(f"{rule.insight.without_keys:,} without a key")
        if rule.insight.error:
            notes.append(f"values may be too low by {rule.insight.error:g}")
        lines.append(f"  {rule.rule.id}: {', '.join(notes)}")
        ranked = [item for item in rule.insight.contributors if item.value != rule.insight.contributors[-1].value]
        top = (ranked or rule.insight.contributors[:1])[:_CONTRIBUTORS_SHOWN]
        width = max((len(f"{item.value:,g}") for item in top), default=0)
        lines += [f"    {item.value:>{width},g}  {_shortened(', '.join(item.keys))}" for item in top]
    return lines


def _alarms(rules: list[RuleReport]) -> list[str]:
    """The alarms that went off, with their changes of state; those that could not be watched; how many stayed quiet."""
    watched = [(rule, rule.alarm) for rule in rules if rule.alarm is not None]
    rang = sorted(((r, a) for r, a in watched if a.went_off), key=lambda p: (-p[1].went_off, p[0].rule.id))
    lines = [f"Alarms: {len(rang)} of {len(rules)} went off"]
    for rule, alarm in rang:
        times = "once" if alarm.went_off == 1 else f"{alarm.went_off:,} times"
        team = f", {rule.rule.team}" if rule.rule.team else ""
        lines.append(f"  {rule.rule.id} ({rule.rule.severity.value}{team}): {times}")
        shown = [item for item in alarm.transitions if item.state == "ALARM" or item.previous == "ALARM"]
        for item in shown[:_CHANGES_SHOWN]:
            values = ", ".join("missing" if value is None else f"{value:g}" for _, value in item.periods)
            lines.append(f"    {item.at}  {item.state:<5}  {alarm.alarm.tree.statistic.name} {values}")
        if len(shown) > _CHANGES_SHOWN:
            lines.append(f"    … and {len(shown) - _CHANGES_SHOWN:,} more changes; --format json has them")
    lines += [f"  {rule.rule.id}: {alarm.problem}" for rule, alarm in watched if alarm.problem]
    return lines


def _selectors(matched: list[RuleReport]) -> list[str]:
    matched.sort(key=lambda rule: (-rule.matches, rule.rule.id))
    lines = [f"Selectors that would record something ({len(matched)})"]
    return lines + _indented(
        table(("EVENTS", "SELECTOR"), [(f"{r.matches:,}", r.rule.id) for r in matched], right=(0,))
    )


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _listed(names: Sequence[str]) -> list[str]:
    return textwrap.wrap(
        ", ".join(names),
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _sample(sample: Sample | None) -> str:
    """One line that tells what an event was: when, what, who, from where, with which outcome."""
    if sample is None:
        return "-"
    try:
        record = json.loads(sample.message)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return _shortened(sample.message)
    identity = record.get("userIdentity")
    who = (
        identity.get("arn") or identity.get("principalId") or identity.get("accountId")
        if isinstance(identity, dict)
        else ""
    )
    parts = [sample.time, record.get("eventSource"), record.get("eventName") or record.get("eventType")]
    parts += [record.get("errorCode"), who, record.get("sourceIPAddress")]
    return _shortened("  ".join(str(part) for part in parts if part))


def _shortened(line: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in line)
    return plain if len(plain) <= _WIDTH else plain[: _WIDTH - 1] + "…"


def _problems(found: InputReport) -> Iterator[str]:
    if not found.problems:
        return
    yield ""
    yield f"Problems ({len(found.problems):,})"
    for problem in found.problems[:_PROBLEMS_SHOWN]:
        yield f"  {problem.place}: {problem.severity}: {problem.message}"
    if len(found.problems) > _PROBLEMS_SHOWN:
        yield f"  … and {len(found.problems) - _PROBLEMS_SHOWN:,} more; --format json has them"
