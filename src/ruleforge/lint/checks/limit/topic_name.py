"""The name of an SNS topic that a bundle makes."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/topic-name",
    severity=Severity.ERROR,
    summary="A text that cannot be the name of a topic.",
    why=(
        f"A topic is named with 1 to {number('sns.name.max')} letters, digits, - and _. Those that end in"
        " .fifo are FIFO topics, which CloudWatch does not send to: a bundle makes none."
    ),
    reading=True,
    kinds=frozenset({Kind.BUNDLE}),
    limits=("sns.name.charset", "sns.name.max"),
    avoid=(
        Example("""\
kind: bundle
spec:
  rules: [metric-filter/*]
  topics: {SECURITY_TOPIC_ARN: ⟦AI security⟧}
---
kind: metric-filter
"""),
    ),
    prefer=(
        Example("""\
kind: bundle
spec:
  rules: [metric-filter/*]
  topics: {SECURITY_TOPIC_ARN: AI-security}
---
kind: metric-filter
"""),
    ),
)
