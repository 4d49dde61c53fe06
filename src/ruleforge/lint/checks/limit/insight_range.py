"""Numbers that Contributor Insights does not look at."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_LOWEST, _HIGHEST = limit("ci.numeric_range").limit
_PLACE = ("spec", "RuleDefinition", "Contribution", "Filters")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for index, item in enumerate(subject.insight.tree.filters if subject.insight is not None else ()):
        value = item.values
        if isinstance(value, int | float) and not _LOWEST <= value <= _HIGHEST:
            message = f"no event with a {item.match} near {value:,} is looked at"
            yield Problem(message, (*_PLACE, index, item.operator), help="compare with a number inside of the range")


CHECK = Check(
    id="limit/insight-range",
    severity=Severity.WARNING,
    summary="A filter of a Contributor Insights rule on a number beyond a thousand million.",
    why=(
        f"An event is skipped where a number that the rule refers to is below {_LOWEST:,.0f} or above"
        f" {_HIGHEST:,.0f}. Times in milliseconds and sizes in bytes are often beyond that, and a filter on them"
        " decides nothing."
    ),
    rule=_ask,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.numeric_range",),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Large-answers
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.additionalEventData.bytesTransferredOut, GreaterThan: ⟦5000000000⟧}
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Large-answers
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.additionalEventData.bytesTransferredOut, GreaterThan: 100000000}
    AggregateOn: Count
"""),
    ),
)
