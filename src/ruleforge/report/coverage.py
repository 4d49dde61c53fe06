"""The coverage of a catalogue, for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from ruleforge.report.table import table
from ruleforge.testing import Coverage

__all__ = ["text"]

_WIDTH = 110


def text(found: Coverage) -> str:
    """Rules by dimension and by pipeline, the trails, and the gaps."""
    kinds = sorted({kind for table_ in (*found.dimensions.values(), *found.pipelines.values()) for kind in table_})
    dimensions = [((scope, dimension), counts) for (scope, dimension), counts in found.dimensions.items()]
    lines = _counts(("MATRIX", "DIMENSION"), dimensions, kinds)
    lines += ["", *_counts(("PIPELINE",), [((name,), counts) for name, counts in found.pipelines.items()], kinds)]
    lines += ["", *_trails(found)]
    gaps = (
        ("Rules that no selector feeds", found.unfed),
        ("Selectors that no rule reads", found.unread),
        ("Metric filters without an alarm", found.without_alarm),
        ("Alarms whose metric no filter publishes", found.without_filter),
        ("Rules without a test of each outcome", found.without_tests),
    )
    for title, names in gaps:
        lines += ["", f"{title} ({len(names)})", *_listed(names)]
    if found.uncaptured:
        lines += ["", "Operations that a rule takes and nothing records"]
        lines += [f"  {rule}: {', '.join(events)}" for rule, events in found.uncaptured.items()]
    return "\n".join(lines)


def _counts(
    names: Sequence[str], rows: Iterable[tuple[Sequence[str], Mapping[str, Sequence[str]]]], kinds: Sequence[str]
) -> list[str]:
    header = (*names, *(kind.upper() for kind in kinds))
    cells = [
        (*labels, *(str(len(counts[kind])) if kind in counts else "·" for kind in kinds)) for labels, counts in rows
    ]
    return table(header, cells, right=range(len(names), len(header)))


def _trails(found: Coverage) -> list[str]:
    header = ("TRAIL", "SELECTORS", "RULES THAT SEE", "BLIND")
    rows = [(item.id, str(item.selectors), str(len(item.seeing)), str(len(item.blind))) for item in found.trails]
    lines = table(header, rows, right=(1, 2, 3))
    for item in found.trails:
        if item.problem:
            lines += ["", f"{item.id}: {item.problem}"]
        elif item.blind and len(found.trails) == 1:
            lines += ["", f"Blind with {item.id} ({len(item.blind)})", *_listed(item.blind)]
    return lines


def _listed(names: Sequence[str]) -> list[str]:
    return textwrap.wrap(
        ", ".join(names), _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    ) or ["  none"]
