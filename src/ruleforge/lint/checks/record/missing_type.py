"""Trails that record some of the resource types that a rule names."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    missing: dict[str, list[str]] = {}
    for rule, wishes in subject.catalog.whole.wishes.items():
        by_type = [wish for wish in wishes if wish.name is None and wish.types]
        # What no trail takes is told at the rule.
        lost = [wish for wish in by_type if not recorded.records(wish, subject) and recorded.captured(wish)]
        if lost and any(recorded.records(wish, subject) for wish in by_type):
            for word in sorted({word for wish in lost for word in wish.types}):
                missing.setdefault(word, []).append(rule)
    if missing:
        by_rules: dict[tuple[str, ...], list[str]] = {}
        for word, rules in missing.items():
            by_rules.setdefault(tuple(rules), []).append(word)
        shown = (
            f"{' and '.join(words)}, which {listed(rules)} name{'' if rules[1:] else 's'} beside types that are taken"
            for rules, words in by_rules.items()
        )
        message = f"no selector takes {'; '.join(shown)}"
        help_ = "add selectors of these types"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


CHECK = Check(
    id="record/missing-type",
    severity=Severity.WARNING,
    summary="A trail that takes some of the resource types that a rule names, and not the others.",
    why=(
        "Types come in groups: the tools that AWS makes and those of one's own, an identity and its directory. A rule"
        " names the group; a trail that takes a part of it lets the rule work in a test and miss the rest. Types that"
        " no trail of the catalogue takes are told at the rule."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.resources[0].type = "AWS::BedrockAgentCore::Browser" || $.resources[0].type =
    "AWS::BedrockAgentCore::BrowserCustom" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Browsers, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: browsers
spec:
  Name: Browsers
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Browser"]}
---
kind: event-selector
id: custom-browsers
spec:
  Name: Custom browsers
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::BrowserCustom"]}
---
kind: trail
spec: {TrailName: whole, AdvancedEventSelectors: [browsers, custom-browsers]}
---
kind: trail
spec: {TrailName: half, AdvancedEventSelectors: ⟦[browsers]⟧}
"""
        ),
    ),
    prefer=(
        Example(
            note="A trail about another matter is left alone.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.resources[0].type = "AWS::BedrockAgentCore::Browser" || $.resources[0].type =
    "AWS::BedrockAgentCore::BrowserCustom" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Browsers, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: browsers
spec:
  Name: Browsers
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Browser"]}
---
kind: event-selector
id: custom-browsers
spec:
  Name: Custom browsers
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::BrowserCustom"]}
---
kind: trail
spec: {TrailName: whole, AdvancedEventSelectors: [browsers, custom-browsers]}
---
kind: event-selector
id: management
---
kind: trail
spec: {TrailName: other, AdvancedEventSelectors: [management]}
""",
        ),
    ),
)
