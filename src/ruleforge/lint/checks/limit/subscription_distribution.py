"""How a subscription filter spreads events over shards."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/subscription-distribution",
    severity=Severity.ERROR,
    summary="A distribution that CloudWatch Logs does not know.",
    why=(
        "A subscription filter spreads events over the shards of a stream Random or ByLogStream; there is no third way."
    ),
    reading=True,
    kinds=frozenset({Kind.SUBSCRIPTION_FILTER}),
    limits=("sf.distribution",),
    avoid=(
        Example("""\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ""
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
  distribution: ⟦ByShard⟧
"""),
    ),
    prefer=(
        Example("""\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ""
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
  distribution: ByLogStream
"""),
    ),
)
