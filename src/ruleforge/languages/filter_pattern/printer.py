"""From tree to canonical text: one spelling for each meaning, the one AWS's own builders write."""

from __future__ import annotations

from typing import assert_never

from ruleforge.languages.filter_pattern.tree import (
    Branch,
    Compare,
    Condition,
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
    Term,
    TermsPattern,
    TextValue,
    Value,
)

__all__ = ["print_condition", "print_pattern", "quote"]


def print_pattern(tree: Pattern) -> str:
    """The canonical text of a pattern: quoted values, single blanks, no needless parentheses.

    It can be longer than what was written, so a pattern near AWS's limit of 1,024 characters may only fit as it was.
    """
    match tree:
        case EverythingPattern():
            return ""
        case JsonPattern(expression):
            return f"{{ {_expression(expression)} }}"
        case SpacePattern(fields):
            return f"[{', '.join(_field(field) for field in fields)}]"
        case TermsPattern(terms):
            return " ".join(_term(term) for term in terms)
        case RegexPattern(value):
            return f"%{value.regex.source}%"
    assert_never(tree)


def _expression(expression: Expression, *, inside_conjunction: bool = False) -> str:
    if not isinstance(expression, Branch):
        return print_condition(expression)
    joint = " && " if expression.conjunction else " || "
    text = joint.join(_expression(item, inside_conjunction=expression.conjunction) for item in expression.items)
    return f"({text})" if inside_conjunction else text


def print_condition(condition: Condition) -> str:
    """The canonical text of one condition."""
    match condition:
        case Compare(selector, operator, value):
            return f"{selector.path} {operator.value} {print_value(value)}"
        case ConstantCheck(selector, constant):
            return f"{selector.path} IS {'NULL' if constant is None else str(constant).upper()}"
        case PresenceCheck(selector):
            return f"{selector.path} NOT EXISTS"
    assert_never(condition)


def print_value(value: Value) -> str:
    """The canonical text of a value: text always in quotes, numbers and expressions as spelled."""
    match value:
        case TextValue(text):
            return quote(text)
        case NumberValue(spelling):
            return spelling
        case RegexValue(regex):
            return f"%{regex.source}%"
    assert_never(value)


def quote(text: str) -> str:
    """A text in double quotes, with `\\"` and `\\\\` for quotes and backslashes in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _field(field: Field) -> str:
    if field.ellipsis:
        return "..."
    tests = " || ".join(
        " && ".join(f"{field.name} {test.operator.value} {print_value(test.value)}" for test in tests)
        for tests in field.tests
    )
    return tests or field.name


def _term(term: Term) -> str:
    return f"{term.sign}{quote(term.text)}"
