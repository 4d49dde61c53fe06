"""Trails that record some of the resource types that a rule names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import Wish
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    whole = subject.catalog.whole
    missing: dict[str, list[str]] = {}
    for rule, wishes in whole.once(__name__, lambda: _by_type(whole)).items():
        lost = [wish for wish in wishes if not whole.recorded.records(wish, subject)]
        if len(lost) < len(wishes):
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


def _by_type(catalog: CatalogSubject) -> Mapping[str, Sequence[Wish]]:
    """The events that rules ask for by types of resources; what no trail takes is told at the rule."""
    found = {
        rule: [wish for wish in wishes if wish.name is None and wish.types and catalog.recorded.captured(wish)]
        for rule, wishes in catalog.wishes.items()
    }
    return {rule: wishes for rule, wishes in found.items() if wishes}


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
