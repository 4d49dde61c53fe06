"""The columns of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-position",
    severity=Severity.ERROR,
    summary="A position of a column that is no number from 1 on.",
    why=(
        f"The fields of a CLF event are numbered from {number('ci.clf_position.min')}; Fields gives names to such"
        " numbers."
    ),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.clf_position.min",),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: CLF
    Fields:
      "0": ⟦Version⟧
      "4": Address
    Contribution:
      Keys: [Address]
      Filters:
        - {Match: Address, StartsWith: ["10."]}
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: CLF
    Fields:
      "4": Address
    Contribution:
      Keys: [Address]
      Filters:
        - {Match: Address, StartsWith: ["10."]}
    AggregateOn: Count
"""),
    ),
)
