"""Metric values that CloudFormation refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, MetricFilterSpec

__all__ = ["CHECK"]

_FORM = re.compile(limit("mf.metric_value.pattern_cfn").limit)


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    for index, item in enumerate(spec.metric_transformations if isinstance(spec, MetricFilterSpec) else ()):
        if not _FORM.fullmatch(item.metric_value):
            message = f"CloudFormation takes no metric value {item.metric_value!r}"
            yield Problem(
                message,
                ("spec", "metricTransformations", index, "metricValue"),
                help="write a whole number, and scale it where the metric is read",
            )


CHECK = Check(
    id="limit/metric-value-cfn",
    severity=Severity.WARNING,
    summary="A metric value that PutMetricFilter takes and CloudFormation does not.",
    why=(
        "CloudFormation takes whole numbers without a sign, or a field, as the value of a metric; the API takes"
        " decimals and signs as well. A rule with such a value cannot be deployed as a stack."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.metric_value.pattern_cfn",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: ⟦"0.5"⟧
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
