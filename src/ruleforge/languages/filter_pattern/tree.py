"""The syntax tree of a filter pattern, every node with its span in the pattern's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ruleforge.diagnostics import Span
from ruleforge.predicate.conditions import Operator
from ruleforge.predicate.operands import JsonPath
from ruleforge.predicate.regex import Regex

__all__ = [
    "Branch",
    "Compare",
    "Condition",
    "ConstantCheck",
    "EverythingPattern",
    "Expression",
    "Field",
    "FieldTest",
    "JsonPattern",
    "NumberValue",
    "Pattern",
    "PresenceCheck",
    "RegexPattern",
    "RegexValue",
    "Selector",
    "SpacePattern",
    "Term",
    "TermsPattern",
    "TextValue",
    "Value",
]


@dataclass(frozen=True, slots=True)
class TextValue:
    """A quoted or bare value; `text` is decoded and still holds its stars."""

    text: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A bare number, as spelled."""

    spelling: str
    span: Span


@dataclass(frozen=True, slots=True)
class RegexValue:
    """A regular expression between percent signs."""

    regex: Regex
    span: Span


Value: TypeAlias = TextValue | NumberValue | RegexValue


@dataclass(frozen=True, slots=True)
class Selector:
    """A JSON selector such as `$.resources[0].type`."""

    path: JsonPath
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """`selector operator value`."""

    selector: Selector
    operator: Operator
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class ConstantCheck:
    """`selector IS TRUE`, `IS FALSE` or `IS NULL`."""

    selector: Selector
    constant: bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class PresenceCheck:
    """`selector NOT EXISTS`."""

    selector: Selector
    span: Span


@dataclass(frozen=True, slots=True)
class Branch:
    """Two or more expressions joined by `&&` (`conjunction`) or `||`, none of them a branch of the same joint."""

    conjunction: bool
    items: tuple[Expression, ...]
    span: Span


Condition: TypeAlias = Compare | ConstantCheck | PresenceCheck
Expression: TypeAlias = Branch | Condition


@dataclass(frozen=True, slots=True)
class JsonPattern:
    """`{ expression }`."""

    expression: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class FieldTest:
    """`name operator value` inside a field."""

    operator: Operator
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a space-delimited pattern: `name` (empty: unnamed), or `...`; its tests as an or of ands."""

    name: str
    ellipsis: bool
    tests: tuple[tuple[FieldTest, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SpacePattern:
    """`[field, field, …]`; no fields accept every line."""

    fields: tuple[Field, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase; `sign` is empty, `?` (optional) or `-` (excluded)."""

    sign: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class TermsPattern:
    """Terms over the raw message."""

    terms: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RegexPattern:
    """One regular expression over the raw message."""

    value: RegexValue
    span: Span


@dataclass(frozen=True, slots=True)
class EverythingPattern:
    """The empty pattern: every event matches."""

    span: Span


Pattern: TypeAlias = JsonPattern | SpacePattern | TermsPattern | RegexPattern | EverythingPattern
