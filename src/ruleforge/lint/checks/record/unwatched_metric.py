"""Metric filters whose metric no alarm watches."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, MetricFilterSpec

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    watched = subject.catalog.whole.watched
    if isinstance(spec, MetricFilterSpec) and watched and spec.metric not in watched:
        message = f"no alarm watches {spec.metric[1]}"
        path = ("spec", "metricTransformations", 0, "metricName")
        yield Problem(message, path, help="write an alarm, unless the metric is for a dashboard alone")


CHECK = Check(
    id="record/unwatched-metric",
    severity=Severity.NOTE,
    summary="A metric filter whose metric no alarm of the catalogue watches.",
    why=(
        "A count that nobody is called for is found out when somebody happens to look. A catalogue without any alarm is"
        " left alone: its alarms are kept elsewhere."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: ⟦GuardrailsDeleted⟧, metricValue: "1", defaultValue: 0}
---
kind: alarm
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example2, metricValue: "1", defaultValue: 0}
---
kind: alarm
"""
        ),
    ),
)
