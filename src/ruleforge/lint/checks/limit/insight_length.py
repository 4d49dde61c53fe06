"""The length of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("ci.definition.max")
_DEEP = ".".join(f"level{index}" for index in range(1200))

CHECK = Check(
    id="limit/insight-length",
    severity=Severity.ERROR,
    summary="A Contributor Insights rule of more than 8,192 characters.",
    why=(
        f"RuleDefinition has at most {_MOST:,} characters, counted here in its shortest spelling as JSON, in which"
        " every character beyond ASCII takes six. Long lists of ARNs reach that before they reach ten values."
    ),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.definition.max", "ci.definition.min", "ci.definition.charset"),
    avoid=(
        Example(f"""\
kind: contributor-insights
spec:
  RuleName: Calls-of-some-applications
  RuleDefinition: ⟦{{Schema: {{Name: CloudWatchLogRule, Version: 1}}, LogFormat: JSON, AggregateOn: Count,
    LogGroupNames: ["${{CLOUDTRAIL_LOG_GROUP}}"], Contribution: {{Keys: [$.sourceIPAddress],
    Filters: [{{Match: $.{_DEEP}, In: [x]}}]}}}}⟧
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Calls-of-some-applications
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.userIdentity.arn, StartsWith: ["arn:aws:sts::111122223333:assumed-role/support-"]}
    AggregateOn: Count
"""),
    ),
)
