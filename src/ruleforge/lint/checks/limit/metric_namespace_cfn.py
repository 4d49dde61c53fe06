"""Namespaces that CloudFormation refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, MetricFilterSpec

__all__ = ["CHECK"]

_FORM = re.compile(limit("mf.namespace.charset_cfn").limit)


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    for index, item in enumerate(spec.metric_transformations if isinstance(spec, MetricFilterSpec) else ()):
        if not _FORM.fullmatch(item.metric_namespace):
            message = f"CloudFormation takes no namespace {item.metric_namespace!r}"
            yield Problem(
                message,
                ("spec", "metricTransformations", index, "metricNamespace"),
                help="letters, digits and . - _ / #",
            )


CHECK = Check(
    id="limit/metric-namespace-cfn",
    severity=Severity.WARNING,
    summary="A metric namespace that PutMetricFilter takes and CloudFormation does not.",
    why=(
        "CloudFormation takes a namespace of 1 to 256 letters, digits and the signs . - _ / # only, where the API"
        " takes blanks and much else. A rule with such a namespace cannot be deployed as a stack."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.namespace.charset_cfn",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: ⟦AI Security⟧
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: AI/Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
