"""Comparisons that the JSON type of a field never satisfies."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.record_fields import FieldType, field_types
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Leaf, Relation, leaves, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import Part
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    is_insight = subject.rule.kind is Kind.CONTRIBUTOR_INSIGHTS
    for part in subject.parts:
        for leaf in leaves(part.asked):
            row = field_types().get(leaf.field)
            if row is None or not _applies(row, part):
                continue
            said = _insight_problem(leaf, row) if is_insight else _pattern_problem(leaf, row)
            if said:
                message, help_ = said
                because = f"{row.source} (read {row.checked})"
                yield Problem(message, leaf.place.path, leaf.place.inner, because=because, help=help_)


def _applies(row: FieldType, part: Part) -> bool:
    found = {field: wanted(part.asked, field) for field in row.when}
    return all(values is not None and set(values) <= row.when[field] for field, values in found.items())


def _insight_problem(leaf: Leaf, row: FieldType) -> tuple[str, str] | None:
    """What is wrong with a filter of a rule: In, NotIn and StartsWith look at texts, the others at numbers."""
    listed = "In" in leaf.place.path or "NotIn" in leaf.place.path or "StartsWith" in leaf.place.path
    if row.type == "number" and listed:
        return f"{leaf.field} is a number, and In, NotIn and StartsWith compare texts", _numbers(leaf)
    if row.type == "truth value" and leaf.relation is not Relation.ABSENT and "IsPresent" not in leaf.place.path:
        return f"{leaf.field} is true or false, which no filter of a rule compares", "filter by eventName instead"
    if row.type == "text" and not listed and "IsPresent" not in leaf.place.path:
        return f"{leaf.field} is a text, and this operator compares numbers", f'write In: ["{leaf.value}"]'
    return None


def _numbers(leaf: Leaf) -> str:
    if "In" in leaf.place.path:
        return f"write EqualTo: {leaf.value}, or enclose several numbers with GreaterThan and LessThan"
    return "compare with GreaterThan, LessThan or NotEqualTo"


def _pattern_problem(leaf: Leaf, row: FieldType) -> tuple[str, str] | None:
    """What is wrong with a condition of a filter pattern, where numbers are compared by their text as well."""
    if row.type == "truth value" and leaf.relation in (Relation.IS, Relation.IS_NOT, Relation.BEGINS):
        word = "TRUE" if leaf.value.lower() == "true" else "FALSE"
        return f"{leaf.field} is true or false in the record, and this compares with a text", f"write IS {word}"
    if row.type == "text" and leaf.relation is Relation.CONSTANT:
        return f"{leaf.field} is a text in the record, and this asks for {leaf.value}", f'write = "{leaf.value}"'
    return None


CHECK = Check(
    id="record/field-type",
    severity=Severity.ERROR,
    summary="A comparison that the JSON type of the field never satisfies.",
    why=(
        "In a Contributor Insights rule In, NotIn and StartsWith compare texts and the rest compares numbers: a status"
        ' that is a number in the record matches neither "401" nor 401 in a list. In a filter pattern a truth value is'
        " asked for with IS TRUE and IS FALSE; quotes never match it. And mfaAuthenticated, which looks like a truth"
        " value, is a text."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContributorInsights-RuleSyntax.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS}),
    avoid=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Gateway-Refusals
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.eventName, In: [InvokeGateway]}
        - {Match: $.responseElements.statusCode, In: [⟦"401"⟧, ⟦"403"⟧]}
    AggregateOn: Count
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { ⟦$.readOnly = "false"⟧ && ⟦$.userIdentity.sessionContext.attributes.mfaAuthenticated IS FALSE⟧ }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Writes, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Gateway-Refusals
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.eventName, In: [InvokeGateway]}
        - {Match: $.responseElements.statusCode, GreaterThan: 400}
        - {Match: $.responseElements.statusCode, LessThan: 404}
        - {Match: $.responseElements.statusCode, NotEqualTo: 402}
    AggregateOn: Count
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.readOnly IS FALSE && $.userIdentity.sessionContext.attributes.mfaAuthenticated = "false" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Writes, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
