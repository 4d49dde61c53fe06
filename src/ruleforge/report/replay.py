"""The report of a replay, for people."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from ruleforge.engine import InputReport, Report, RuleReport
from ruleforge.engine.duplicates import RECENT
from ruleforge.engine.tally import Sample
from ruleforge.report.table import table

__all__ = ["text"]

_PROBLEMS_SHOWN = 20
_SAMPLE_WIDTH = 110


def text(report: Report) -> str:
    """The input, a table of the rules that matched with a sample of each, the rules that did not, the problems."""
    matched = [rule for rule in report.rules if rule.matches]
    silent = sorted(rule.rule.id for rule in report.rules if not rule.matches)
    lines = [*_input(report.input), ""]
    if matched:
        matched.sort(key=lambda rule: (-rule.matches, rule.rule.id))
        header = ("MATCHES", "DATAPOINTS", "PEAK/MIN", "FIRST", "LAST", "SEVERITY", "RULE")
        lines += [*table(header, [_row(rule) for rule in matched], right=(0, 1, 2)), "", "Samples"]
        for rule in matched:
            lines += [f"  {rule.rule.id}", f"    {_sample(rule.sample)}"]
            lines += [
                f"    {count:,} published nothing: {reason}" for reason, count in sorted(rule.unpublished.items())
            ]
    else:
        lines.append("No rule matched.")
    if silent:
        lines += ["", f"Without a match ({len(silent)})", *_wrapped(silent)]
    return "\n".join([*lines, *_problems(report.input)])


def _input(found: InputReport) -> Iterator[str]:
    span = f", {found.first} to {found.last}" if found.first else ""
    yield f"{found.events:,} events in {found.files:,} file{'s' if found.files != 1 else ''}{span}"
    counts = [f"{count:,} {name}" for name, count in sorted(found.pipelines.items())]
    if counts:
        yield f"  from {', '.join(counts)}"
    counts = [f"{name} {getattr(found, name):,}" for name in ("skipped", "broken", "duplicates", "outside")]
    yield f"  {', '.join(counts)} (duplicates are looked for within {RECENT:,} events)"


def _row(found: RuleReport) -> tuple[str, ...]:
    peak = found.datapoints.peak()
    return (
        f"{found.matches:,}",
        f"{len(found.datapoints):,}" if peak is not None else "-",
        f"{peak:g}" if peak is not None else "-",
        found.first or "-",
        found.last or "-",
        found.rule.severity.value,
        found.rule.id,
    )


def _wrapped(names: list[str]) -> list[str]:
    return textwrap.wrap(
        ", ".join(names), _SAMPLE_WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
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
    return plain if len(plain) <= _SAMPLE_WIDTH else plain[: _SAMPLE_WIDTH - 1] + "…"


def _problems(found: InputReport) -> Iterator[str]:
    if not found.problems:
        return
    yield ""
    yield f"Problems ({len(found.problems):,})"
    for problem in found.problems[:_PROBLEMS_SHOWN]:
        yield f"  {problem.place}: {problem.severity}: {problem.message}"
    if len(found.problems) > _PROBLEMS_SHOWN:
        yield f"  … and {len(found.problems) - _PROBLEMS_SHOWN:,} more; --format json has them"
