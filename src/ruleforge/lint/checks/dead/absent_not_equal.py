"""Inequalities in filter patterns on fields that the events meant do not have."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.record_fields import is_optional
from ruleforge.diagnostics import Edit, Finding, Fix, Severity, Span
from ruleforge.lint.asked_by_rules import field_name
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind
from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison, Predicate
from ruleforge.predicate.conditions import NotExists, NumberCondition, Operator, TextCondition

__all__ = ["CHECK"]

_PATTERN = ("spec", "filterPattern")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    if subject.pattern is None or subject.pattern.family != "json":
        return
    for comparison in _inequalities(subject.pattern.predicate, frozenset()):
        name = field_name(comparison.operand)
        if comparison.span is None:
            continue
        message = f"records without {name} do not match: an inequality wants the field to be there"
        help_ = f"write ($.{name} NOT EXISTS || …) where they are meant too"
        yield Problem(message, _PATTERN, comparison.span, help=help_, fix=_fix(subject, comparison.span, name))


def _inequalities(predicate: Predicate, seen: frozenset[str]) -> Iterator[Comparison]:
    """Inequalities on optional fields where nothing beside them says what becomes of records without the field."""
    match predicate:
        case AllOf(items) | AnyOf(items):
            told = seen | {
                field_name(item.operand) for item in items if isinstance(item, Comparison) and not _is_inequality(item)
            }
            for item in items:
                yield from _inequalities(item, told)
        case Comparison(operand, condition) if _is_inequality(predicate):
            name = field_name(operand)
            if is_optional(name) and name not in seen and not isinstance(condition, NotExists):
                yield predicate


def _is_inequality(comparison: Comparison) -> bool:
    match comparison.condition:
        case TextCondition(negated=True):
            return True
        case NumberCondition(Operator.NOT_EQUAL):
            return True
    return False


def _fix(subject: RuleSubject, span: Span, name: str) -> Fix | None:
    document = subject.document
    value = document.data["spec"]["filterPattern"]
    placed = next(document.placed(_PATTERN, value, [Finding("", "", span=span)])).span
    if placed is None:
        return None
    written = document.source.text[placed.start : placed.end]
    edit = Edit(placed, f"($.{name} NOT EXISTS || {written})")
    return Fix(f"let records without {name} match as well", (edit,))


CHECK = Check(
    id="dead/absent-not-equal",
    severity=Severity.WARNING,
    summary="An inequality on a field that many records lack, which leaves those records out.",
    why=(
        "In a filter pattern every comparison on an absent field is false, `!=` included. A pattern for"
        ' $.errorCode != "AccessDenied" matches other errors and no success, for a success has no errorCode.'
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
    checked="2026-11-24",
    fix="unsafe",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "Converse" && ⟦$.errorCode != "ThrottlingException"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventName = "Converse" && ($.errorCode NOT EXISTS || $.errorCode != "ThrottlingException") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
