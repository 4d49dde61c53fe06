"""Long lists in the filters of Contributor Insights rules."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.lint.splitting import split_values
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("ci.operator_values.max")

CHECK = Check(
    id="limit/insight-values",
    severity=Severity.ERROR,
    summary="More than ten values in one list of a filter of a Contributor Insights rule.",
    why=(
        f"In, NotIn and StartsWith take at most {_MOST} values. Filters all have to hold, so that a second one does"
        " not make room for more values of In: that takes a second rule, or a prefix that the values share. It is"
        " the limit that rules written by hand break first."
    ),
    reading=True,
    mend=split_values,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.operator_values.max",),
    fix="unsafe",
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Changes-of-agents
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - Match: $.eventName
          In: ⟦[CreateAgent, UpdateAgent, DeleteAgent, CreateAgentAlias, UpdateAgentAlias, DeleteAgentAlias,
            CreateAgentActionGroup, UpdateAgentActionGroup, DeleteAgentActionGroup, PrepareAgent, TagResource]⟧
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Changes-of-agents
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - Match: $.eventName
          StartsWith: [CreateAgent, UpdateAgent, DeleteAgent, PrepareAgent, TagResource]
    AggregateOn: Count
"""),
    ),
)
