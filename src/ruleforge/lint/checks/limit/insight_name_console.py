"""Names of Contributor Insights rules that the console refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import InsightRuleSpec, Kind

__all__ = ["CHECK"]

_FORM = re.compile(limit("ci.name.charset_console").limit)


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    if isinstance(spec, InsightRuleSpec) and not _FORM.fullmatch(subject.body["RuleName"]):
        message = f"the console takes no name such as {spec.name!r}"
        yield Problem(message, ("spec", "RuleName"), help="letters, digits and - _ .")


CHECK = Check(
    id="limit/insight-name-console",
    severity=Severity.WARNING,
    summary="A name that PutInsightRule takes and the console does not.",
    why=(
        "The console makes and edits rules whose names are letters, digits, hyphens, underscores and dots, where"
        " the API takes all printable ASCII. A rule with a blank in its name cannot be mended in the console."
    ),
    rule=_ask,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.name.charset_console",),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: ⟦Denied calls⟧
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution: {Keys: [$.userIdentity.arn]}
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
    LogFormat: JSON
    Contribution: {Keys: [$.userIdentity.arn]}
    AggregateOn: Count
"""),
    ),
)
