"""Making sqlglot trees: calls under the very name that the dialect has, and connectives that read well."""

from __future__ import annotations

import decimal
from collections.abc import Sequence

from sqlglot import exp

__all__ = [
    "FALSE",
    "Refusal",
    "both",
    "call",
    "cast",
    "either",
    "equals",
    "negate",
    "number",
    "one_of",
    "settled",
    "text",
]

FALSE = exp.false()
_EXACT_DIGITS = 15
_PLAIN_BELOW = decimal.Decimal(10) ** _EXACT_DIGITS


class Refusal(Exception):  # noqa: N818 - it never leaves the package
    """A dialect cannot say something; `check` is the last part of the finding's id."""

    def __init__(self, check: str, message: str, because: str = "", help_: str = "") -> None:
        super().__init__(message)
        self.check, self.message, self.because, self.help = check, message, because, help_


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function by its name, whatever sqlglot knows of it."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def cast(value: exp.Expr, kind: str, dialect: str) -> exp.Expr:
    """TRY_CAST: NULL for what cannot be converted."""
    return exp.TryCast(this=value.copy(), to=exp.DataType.build(kind, dialect=dialect), safe=True)


def text(value: str) -> exp.Expr:
    """A text. Raises Refusal for one with half of a surrogate pair, which no SQL text can hold."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Refusal("surrogate", f"{value!a} holds half of a surrogate pair", "SQL texts are Unicode text")
    if "\0" in value:
        raise Refusal("nul", f"{value!a} holds the character 0", "SQL statements are sent without it")
    return exp.Literal.string(value)


def number(spelling: str) -> exp.Expr:
    """A number that a double tells from its neighbours. Raises Refusal for any other."""
    value = decimal.Decimal(spelling)
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if len(digits) > _EXACT_DIGITS or (value != 0 and abs(value.adjusted()) >= 300):
        message = f"{spelling} is beyond what a double holds exactly"
        raise Refusal("number", message, "JSON numbers are compared as doubles", "compare with fewer digits")
    if value == 0:
        return exp.Literal.number(0)
    plain = format(value, "f")
    written = plain if abs(value) < _PLAIN_BELOW and len(plain) <= 2 * _EXACT_DIGITS else _scientific(value)
    if written.startswith("-"):
        return exp.Neg(this=exp.Literal.number(written[1:]))
    return exp.Literal.number(written.removeprefix("+"))


def _scientific(value: decimal.Decimal) -> str:
    """The number with an exponent, which every dialect reads as a double."""
    mantissa, _, exponent = f"{value.normalize():E}".partition("E")
    return f"{mantissa}E{int(exponent)}"


def both(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Parts that all have to hold; none is true."""
    return _joined(exp.And, parts) if parts else exp.true()


def either(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Parts of which one has to hold; none is false."""
    return _joined(exp.Or, parts) if parts else exp.false()


def _joined(kind: type[exp.And | exp.Or], parts: Sequence[exp.Expr]) -> exp.Expr:
    """The parts in a row, each once, without brackets around those that are such a row themselves."""
    several = dict.fromkeys(item for part in parts for item in (part.flatten() if isinstance(part, kind) else [part]))
    found, *others = several
    for part in others:
        found = kind(this=_bracketed(found, kind), expression=_bracketed(part, kind))
    return found


def _bracketed(part: exp.Expr, within: type[exp.Expr]) -> exp.Expr:
    return exp.Paren(this=part) if isinstance(part, exp.Connector) and not isinstance(part, within) else part


def negate(part: exp.Expr) -> exp.Expr:
    """The opposite of a part that is never NULL."""
    return exp.Not(this=exp.Paren(this=part) if isinstance(part, exp.Connector | exp.Predicate) else part)


def settled(part: exp.Expr) -> exp.Expr:
    """A part with false in the place of NULL."""
    return call("COALESCE", part, FALSE)


def equals(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Equality."""
    return exp.EQ(this=left.copy(), expression=right.copy())


def one_of(value: exp.Expr, values: Sequence[exp.Expr], *, negated: bool = False) -> exp.Expr:
    """A value that is one of some, or none of them."""
    if len(values) == 1:
        kind = exp.NEQ if negated else exp.EQ
        return kind(this=value.copy(), expression=values[0])
    found = exp.In(this=value.copy(), expressions=list(values))
    return exp.Not(this=found) if negated else found
