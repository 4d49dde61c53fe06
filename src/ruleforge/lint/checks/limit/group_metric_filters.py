"""Metric filters on one log group."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.groups import beyond, filters_by_group
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("mf.per_log_group")
_HELP = "join patterns that publish the same metric, or sum up contributors instead"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    yield from beyond(filters_by_group(catalog, Kind.METRIC_FILTER), _MOST, "metric filters", help=_HELP)


def _filter(number_: int, group: str) -> str:
    return f"""\
kind: metric-filter
spec:
  logGroupName: {group}
  filterPattern: '{{ $.eventName = "Stop{number_}" }}'
  metricTransformations:
    - {{metricNamespace: Security, metricName: Stop{number_}, metricValue: "1"}}
"""


def _filters(count: int) -> list[str]:
    return [_filter(index, "${CLOUDTRAIL_LOG_GROUP}") for index in range(100, 100 + count)]


CHECK = Check(
    id="limit/group-metric-filters",
    severity=Severity.ERROR,
    summary="More than 100 metric filters on one log group.",
    why=(
        f"A log group has at most {_MOST} metric filters, and the quota cannot be raised. Those of other people on"
        " the same group count as well, so that a catalogue alone had better stay far below."
    ),
    catalog=_ask,
    limits=("mf.per_log_group",),
    avoid=(
        Example("---\n".join([*_filters(_MOST), "id: the-last\n" + _filter(999, "⟦${CLOUDTRAIL_LOG_GROUP}⟧")])),
        Example(
            "---\n".join(
                [
                    *_filters(_MOST),
                    "id: the-last\n" + _filter(999, "⟦${CLOUDTRAIL_LOG_GROUP}⟧"),
                    "id: small\nkind: bundle\nspec: {rules: [the-last]}\n",
                    "id: large\nkind: bundle\nspec: {rules: [metric-filter/*]}\n",
                ]
            )
        ),
    ),
    prefer=(
        Example("---\n".join(_filters(_MOST)), note="A hundred are taken."),
        Example(
            "---\n".join([*_filters(_MOST), _filter(999, "another-group")]), note="Another group counts for itself."
        ),
        Example(
            "---\n".join(
                [*_filters(_MOST + 1), "kind: bundle\nspec: {rules: [metric-filter/*], without: [example-1]}\n"]
            ),
            note="Where there are bundles, what one of them deploys counts.",
        ),
    ),
)
