"""Reading `[field, field, …]`: named columns of a space-delimited line, each with its own tests."""

from __future__ import annotations

import re

from ruleforge.diagnostics import Span
from ruleforge.languages.filter_pattern.scanner import SYNTAX, Refusal, Scanner
from ruleforge.languages.filter_pattern.tree import Field, FieldTest, NumberValue, SpacePattern, TextValue
from ruleforge.languages.filter_pattern.values import parse_value
from ruleforge.predicate.conditions import Operator

__all__ = ["parse_space_pattern"]

_OPERATORS = ("!=", "<=", ">=", "=", "<", ">")
_NAME = re.compile(r"[^\s,=!<>()\[\]&|\"'%“”‘’]+")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_VALUE_STOPS = ',]&|"'
_RULE = f"{SYNTAX} for space-delimited events"


def parse_space_pattern(scanner: Scanner) -> SpacePattern | None:
    """The pattern between the brackets, or None where there was a problem; problems stay with the scanner."""
    start, end = scanner.position, scanner.end
    scanner.position += 1
    scanner.end = end - 1
    fields: list[Field] = []
    scanner.skip_blanks()
    while not (scanner.done() and not fields):
        try:
            fields.append(_field(scanner))
            _separator(scanner)
        except Refusal as refusal:
            scanner.problems.append(refusal.finding)
            _skip_to_comma(scanner)
        if scanner.done():
            break
        scanner.position += 1
    if not scanner.problems:
        _check_names(scanner, fields)
    scanner.end = end
    return None if scanner.problems else SpacePattern(tuple(fields), Span(start, end))


def _separator(scanner: Scanner) -> None:
    scanner.skip_blanks()
    if scanner.done() or scanner.at(","):
        return
    span = scanner.word_span(",")
    word = scanner.text[span.start : span.end]
    if word.startswith("]"):
        scanner.refuse(
            "bracket",
            Span(span.start, span.start + 1),
            "the pattern goes on after this ]",
            because=_RULE,
            help="end the pattern here, or quote the text",
        )
    scanner.refuse(
        "field",
        span,
        f"a comma is missing before {word!r}",
        because=_RULE,
        help="separate fields with commas, join tests with && or ||",
    )


def _skip_to_comma(scanner: Scanner) -> None:
    while not scanner.done() and not scanner.at(","):
        closing = -1
        if scanner.peek() in ('"', "%"):
            closing = scanner.text.find(scanner.peek(), scanner.position + 1, scanner.end)
        scanner.position = closing + 1 if closing > 0 else scanner.position + 1


def _field(scanner: Scanner) -> Field:
    scanner.skip_blanks()
    start = scanner.position
    if scanner.take("..."):
        return Field("", True, (), Span(start, scanner.position))
    if scanner.done() or scanner.at(","):
        return Field("", False, (), Span(start, start))
    name = _name(scanner)
    name_end = scanner.position
    scanner.skip_blanks()
    if scanner.done() or scanner.at(","):
        return Field(name, False, (), Span(start, name_end))
    return _tests(scanner, name, start)


def _tests(scanner: Scanner, name: str, start: int) -> Field:
    """The tests after a field's name: `op value`, then `&& name op value` or `|| name op value`, && binding closer."""
    alternatives: list[list[FieldTest]] = [[_test(scanner, start)]]
    while True:
        end = scanner.position
        scanner.skip_blanks()
        if scanner.take("||"):
            alternatives.append([])
        elif not scanner.take("&&"):
            tests = tuple(tuple(tests) for tests in alternatives)
            return Field(name, False, tests, Span(start, end))
        scanner.skip_blanks()
        test_start = scanner.position
        other = _name(scanner)
        if other != name:
            scanner.refuse(
                "other-field",
                Span(test_start, scanner.position),
                f"a test on {other} inside the field {name}",
                because=f"{_RULE}: all tests in a field are about that field; fields are always joined by and",
                help=f"move the test to the field {other}, after its own comma",
            )
        scanner.skip_blanks()
        alternatives[-1].append(_test(scanner, test_start))


def _name(scanner: Scanner) -> str:
    start = scanner.position
    found = _NAME.match(scanner.text, start, scanner.end)
    if scanner.at("("):
        scanner.refuse(
            "field",
            Span(start, start + 1),
            "parentheses in a field",
            because=f"{_RULE}: not documented",
            help="&& binds closer than ||; write the tests out",
        )
    if found is None:
        character = scanner.peek()
        scanner.refuse(
            "field",
            Span(start, min(start + 1, len(scanner.text))),
            f"a field name is expected here, not {character!r}" if character else "a field name is expected here",
            because=_RULE,
            help="write a name of letters, digits and _",
        )
    scanner.position = found.end()
    if not _PLAIN_NAME.fullmatch(found.group()):
        if found.group().startswith("..."):
            scanner.refuse(
                "field",
                Span(start, found.end()),
                "... stands alone",
                because=_RULE,
                help="put a comma between ... and the next field",
            )
        scanner.note("column-name", Span(start, found.end()))
    return found.group()


def _test(scanner: Scanner, start: int) -> FieldTest:
    place = scanner.position
    operator = next((Operator(text) for text in _OPERATORS if scanner.at(text)), None)
    if operator is None:
        span = scanner.word_span(",")
        word = scanner.text[span.start : span.end]
        missing = not word or word[0] in "&|"
        message = "an operator is missing here" if missing else f"{word!r} is no operator"
        scanner.refuse(
            "operator",
            span,
            message,
            because=f"{_RULE}: = != < > <= >=",
            help="write name = value; a name alone accepts any value",
        )
    scanner.position += len(operator.value)
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL) and scanner.peek() in ("=", "~"):
        wrong = scanner.text[place : scanner.position + 1]
        span = Span(place, scanner.position + 1)
        scanner.refuse(
            "operator",
            span,
            f"{wrong} is no operator",
            because=f"{_RULE}: = != < > <= >=",
            help=f"write {operator.value}",
        )
    scanner.skip_blanks()
    value_start = scanner.position
    value = parse_value(scanner, _VALUE_STOPS)
    if operator.relational and not isinstance(value, NumberValue):
        what = "text" if isinstance(value, TextValue) else "a regular expression"
        scanner.refuse(
            "relational",
            Span(value_start, scanner.position),
            f"{operator.value} compares numbers, and this is {what}",
            because=f"{_RULE}: < > <= >= take a number",
            help="write the number without quotes",
        )
    return FieldTest(operator, value, Span(start, scanner.position))


def _check_names(scanner: Scanner, fields: list[Field]) -> None:
    seen: set[str] = set()
    for field in fields:
        name = "..." if field.ellipsis else field.name
        if name and name in seen:
            span = Span(field.span.start, field.span.start + len(name))
            help_ = "keep one ..." if field.ellipsis else "give each field a name of its own"
            scanner.problems.append(
                scanner.finding(
                    "duplicate-field",
                    span,
                    f"{name} stands twice",
                    because=f"{_RULE}: a name, and ..., may stand once",
                    help=help_,
                )
            )
        seen.add(name)
