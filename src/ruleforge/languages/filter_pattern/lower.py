"""From tree to predicate: where the comparison semantics of filter patterns are chosen."""

from __future__ import annotations

from typing import assert_never

from ruleforge.languages.filter_pattern.tree import (
    Branch,
    Compare,
    ConstantCheck,
    EverythingPattern,
    Expression,
    Field,
    JsonPattern,
    NumberValue,
    Pattern,
    PresenceCheck,
    RegexPattern,
    RegexValue,
    SpacePattern,
    TermsPattern,
    TextValue,
    Value,
)
from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    IsConstant,
    IsObject,
    NotExists,
    NumberCondition,
    Operator,
    RegexCondition,
    TextCondition,
)
from ruleforge.predicate.operands import Column, JsonPath, Message

__all__ = ["columns_of", "lower"]


def lower(tree: Pattern) -> Predicate:
    """The predicate that a pattern means."""
    match tree:
        case EverythingPattern():
            return Constant(True)
        case JsonPattern(expression, span):
            guard = Comparison(JsonPath(()), IsObject(), span)
            inner = _lower_expression(expression)
            items = inner.items if isinstance(inner, AllOf) else (inner,)
            return AllOf((guard, *items), span)
        case RegexPattern(value, span):
            return Comparison(Message(), RegexCondition(value.regex), span)
        case TermsPattern():
            return _lower_terms(tree)
        case SpacePattern():
            return _lower_space(tree)
    assert_never(tree)


def _lower_expression(expression: Expression) -> Predicate:
    match expression:
        case Branch(conjunction, items, span):
            parts = tuple(_lower_expression(item) for item in items)
            return AllOf(parts, span) if conjunction else AnyOf(parts, span)
        case Compare(selector, operator, value, span):
            return Comparison(selector.path, _condition(operator, value, tokens=False), span)
        case ConstantCheck(selector, constant, span):
            return Comparison(selector.path, IsConstant(constant), span)
        case PresenceCheck(selector, span):
            return Comparison(selector.path, NotExists(), span)
    assert_never(expression)


def _condition(operator: Operator, value: Value, *, tokens: bool) -> Condition:
    negated = operator is Operator.NOT_EQUAL
    match value:
        case RegexValue(regex):
            return RegexCondition(regex, negated)
        case NumberValue(spelling):
            return NumberCondition(operator, spelling, tokens)
        case TextValue(text):
            return _text_condition(text, negated)
    assert_never(value)


def _text_condition(text: str, negated: bool) -> TextCondition:
    """Stars count first and last only: `Ev*ent` is a literal star."""
    open_start = text.startswith("*")
    open_end = text.endswith("*") and (len(text) > 1 or not open_start)
    if text == "*":
        return TextCondition("", open_start=True, open_end=True, negated=negated)
    inner = text[1 if open_start else 0 : len(text) - 1 if open_end else len(text)]
    return TextCondition(inner, open_start, open_end, negated)


def _lower_terms(tree: TermsPattern) -> Predicate:
    """Optional terms count only where they stand alone: beside any other term AWS ignores them."""

    def contains(text: str, span_index: int) -> Comparison:
        return Comparison(Message(), Contains(text), tree.terms[span_index].span)

    indexed = list(enumerate(tree.terms))
    required: list[Predicate] = [contains(term.text, i) for i, term in indexed if term.sign == ""]
    required += [Not(contains(term.text, i), term.span) for i, term in indexed if term.sign == "-"]
    if not required:
        return AnyOf(tuple(contains(term.text, i) for i, term in indexed), tree.span)
    return AllOf(tuple(required), tree.span)


def columns_of(tree: SpacePattern) -> list[tuple[Field, Column]]:
    """Each field of the pattern, `...` left out, with the column it names.

    Fields before `...` count from the start of the line, fields after it from the end. Without `...` the last field
    takes the rest of a longer line.
    """
    fields = tree.fields
    split = next((index for index, field in enumerate(fields) if field.ellipsis), None)
    if split is None:
        last = len(fields) - 1
        return [(field, Column(index, index == last, field.name)) for index, field in enumerate(fields)]
    before = [(field, Column(index, False, field.name)) for index, field in enumerate(fields[:split])]
    after = fields[split + 1 :]
    return before + [(field, Column(index - len(after), False, field.name)) for index, field in enumerate(after)]


def _lower_space(tree: SpacePattern) -> Predicate:
    columns = columns_of(tree)
    items: list[Predicate] = [ColumnCount(max(1, len(columns)), tree.span)]
    for field, column in columns:
        alternatives = tuple(
            _joined(
                tuple(
                    Comparison(column, _condition(test.operator, test.value, tokens=True), test.span) for test in tests
                )
            )
            for tests in field.tests
        )
        if alternatives:
            items.append(alternatives[0] if len(alternatives) == 1 else AnyOf(alternatives, field.span))
    return AllOf(tuple(items), tree.span)


def _joined(items: tuple[Comparison, ...]) -> Predicate:
    return items[0] if len(items) == 1 else AllOf(items)
