"""Patterns with regular expressions on one log group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.languages.filter_pattern.parser import count_regexes
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.groups import beyond, filters_by_group
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("mf.regex_patterns_per_group")
_HELP = "compare with values and * where that is enough, or join two patterns"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    groups = filters_by_group(catalog, Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER)
    searching = [replace(item, subjects=[one for one in item.subjects if _searches(one)]) for item in groups]
    yield from beyond(searching, _MOST, "patterns with regular expressions", help=_HELP)


def _searches(subject: RuleSubject) -> bool:
    return subject.pattern is not None and count_regexes(subject.pattern.tree) > 0


def _filter(name: str, value: str, group: str = "${CLOUDTRAIL_LOG_GROUP}") -> str:
    return f"""\
id: {name}
kind: metric-filter
spec:
  logGroupName: {group}
  filterPattern: '{{ $.eventName = {value} }}'
  metricTransformations:
    - {{metricNamespace: Security, metricName: {name}, metricValue: "1"}}
"""


_FIVE = [_filter(name, f"%^{name}%") for name in ("a-create", "b-delete", "c-put", "d-stop", "e-update")]

CHECK = Check(
    id="limit/group-regex-patterns",
    severity=Severity.ERROR,
    summary="More than five filter patterns with regular expressions on one log group.",
    why=(
        f"On a log group, metric filters and subscription filters together have at most {_MOST} patterns with"
        " regular expressions. AWS's guide counts patterns; the text of PutMetricFilter can be read as counting"
        " expressions, of which a pattern has up to two."
    ),
    catalog=_ask,
    limits=("mf.regex_patterns_per_group",),
    avoid=(Example("---\n".join([*_FIVE, _filter("f-detach", "%^Detach%", "⟦${CLOUDTRAIL_LOG_GROUP}⟧")])),),
    prefer=(Example("---\n".join([*_FIVE, _filter("f-detach", '"Detach*"')])),),
)
