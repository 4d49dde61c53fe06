"""Values and topics of a bundle that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    bundles = bundles_of(catalog)
    if not bundles:
        return
    from ruleforge.export.resources import placeholders_in

    for bundle in bundles:
        if bundle.deployment is None:
            continue
        used = {name for item in bundle.deployment.resources for name in placeholders_in([item.name, item.body])}
        used |= bundle.deployment.parameters.keys()
        for member, names in (("parameters", bundle.spec.parameters), ("topics", bundle.spec.topics)):
            for name in names:
                if name not in used:
                    message = f"nothing that the bundle deploys has ${{{name}}} in it"
                    help_ = "take it out, or add the rules that it is for"
                    yield Problem(message, ("spec", member, name), key=True, rule=bundle.rule, help=help_)


_ALARM = """\
kind: metric-filter
---
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Examples
  MetricName: Example1
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
  AlarmActions: ["${SECURITY_TOPIC_ARN}"]
---
"""

CHECK = Check(
    id="bundle/unused",
    severity=Severity.WARNING,
    summary="A topic or a value of a bundle that nothing of what it deploys uses.",
    why=(
        "A topic that no alarm names is made all the same, and people subscribe to it in vain. A value that nothing"
        " needs is often meant for a placeholder of another name."
    ),
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(
        Example(
            _ALARM
            + """\
kind: bundle
spec:
  rules: [metric-filter/*, alarm/*]
  topics: {SECURITY_TOPIC_ARN: ai-security, ⟦AI_OPS_TOPIC_ARN⟧: ai-operations}
  parameters: {⟦AGENT_ID⟧: AGENT12345}
"""
        ),
    ),
    prefer=(
        Example(
            _ALARM
            + """\
kind: bundle
spec:
  rules: [metric-filter/*, alarm/*]
  topics: {SECURITY_TOPIC_ARN: ai-security}
  parameters: {CLOUDTRAIL_LOG_GROUP: trail}
"""
        ),
    ),
)
