"""From text to tree: choosing the family of a pattern, and the limits that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruleforge.data import number
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import PatternSyntaxError
from ruleforge.languages.filter_pattern.json_pattern import parse_json_pattern
from ruleforge.languages.filter_pattern.scanner import BLANKS, SYNTAX, Refusal, Scanner
from ruleforge.languages.filter_pattern.space_pattern import parse_space_pattern
from ruleforge.languages.filter_pattern.terms_pattern import parse_terms_pattern
from ruleforge.languages.filter_pattern.tree import (
    Branch,
    Compare,
    Condition,
    EverythingPattern,
    Expression,
    JsonPattern,
    Pattern,
    RegexPattern,
    RegexValue,
    Selector,
    SpacePattern,
)
from ruleforge.languages.filter_pattern.values import parse_regex_value

__all__ = [
    "MAX_CHARACTERS",
    "MAX_REGEXES",
    "MAX_WILDCARD_SELECTORS",
    "Parsed",
    "conditions",
    "count_regexes",
    "count_wildcard_selectors",
    "parse",
]


MAX_CHARACTERS = number("mf.pattern.max")
MAX_REGEXES = number("mf.regex_per_pattern")
MAX_WILDCARD_SELECTORS = number("mf.wildcard_selectors_per_pattern")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pattern's tree and the notes about choices taken in reading it."""

    tree: Pattern
    notes: tuple[Finding, ...]


def parse(text: str, name: str = "<pattern>") -> Parsed:
    """The tree of a filter pattern.

    Raises PatternSyntaxError with every problem found, each at its place in `text`; `name` is what messages call the
    text.
    """
    source = SourceText(name, text)
    start = len(text) - len(text.lstrip(BLANKS))
    end = len(text.rstrip(BLANKS))
    scanner = Scanner(source, min(start, end), end)
    if len(text) > MAX_CHARACTERS:
        scanner.problems.append(
            scanner.finding(
                "limit/pattern-length",
                Span(MAX_CHARACTERS, len(text)),
                f"the pattern has {len(text)} characters",
                because=f"CloudWatch Logs API, PutMetricFilter: a pattern has at most {MAX_CHARACTERS} characters",
                help="split the rule in two that publish the same metric",
            )
        )
        raise PatternSyntaxError(scanner.problems)
    try:
        tree = _parse_family(scanner)
    except Refusal as refusal:
        scanner.problems.append(refusal.finding)
        tree = None
    if tree is not None:
        _check_limits(scanner, tree)
    if scanner.problems or tree is None:
        raise PatternSyntaxError(scanner.problems)
    return Parsed(tree, tuple(scanner.notes))


def _parse_family(scanner: Scanner) -> Pattern | None:
    start, end = scanner.position, scanner.end
    text = scanner.text[start:end]
    if not text:
        return EverythingPattern(Span(start, end))
    for opening, closing, family in (("{", "}", "JSON"), ("[", "]", "space-delimited")):
        if text.startswith(opening) and not (text.endswith(closing) and len(text) > 1):
            _refuse_open(scanner, opening, closing, family)
    if text.startswith("{"):
        return parse_json_pattern(scanner)
    if text.startswith("["):
        return parse_space_pattern(scanner)
    if text.startswith("%") and text.endswith("%") and len(text) > 1:
        return _parse_regex_pattern(scanner)
    return parse_terms_pattern(scanner)


def _refuse_open(scanner: Scanner, opening: str, closing: str, family: str) -> None:
    start, end = scanner.position, scanner.end
    inside = scanner.text.rfind(closing, start, end)
    span = Span(inside + 1, end) if inside >= 0 else Span(start, start + 1)
    what = f"text after the {closing}" if inside >= 0 else f"this {opening} is never closed"
    escaped = scanner.text[start:end].replace("\\", "\\\\").replace('"', '\\"')
    scanner.refuse(
        "bracket" if opening == "[" else "brace",
        span,
        what,
        because=f"{SYNTAX}: a {family} pattern starts with {opening} and ends with {closing}",
        help=f'to find this very text, quote it: "{escaped}"' if inside >= 0 else f"close it with {closing}",
    )


def _parse_regex_pattern(scanner: Scanner) -> RegexPattern:
    start, end = scanner.position, scanner.end
    inner = scanner.text.find("%", start + 1, end - 1)
    if inner >= 0:
        scanner.refuse(
            "regex",
            Span(inner, inner + 1),
            "% inside a regular expression",
            because=f"{SYNTAX}: a pattern without brackets holds one expression, from % to %",
            help="write a literal percent sign as \\x25; to ask for one of two expressions, join them with |",
        )
    value = parse_regex_value(scanner)
    return RegexPattern(value, Span(start, end))


def count_regexes(tree: Pattern) -> int:
    """How many regular expressions a pattern has."""
    return len(_regexes(tree))


def count_wildcard_selectors(tree: Pattern) -> int:
    """How many selectors with a wildcard a pattern has."""
    return len(_wildcard_selectors(tree))


def _regexes(tree: Pattern) -> list[RegexValue]:
    return [value for value in _values(tree) if isinstance(value, RegexValue)]


def _wildcard_selectors(tree: Pattern) -> list[Selector]:
    return [selector for selector in _selectors(tree) if selector.path.wildcard]


def _check_limits(scanner: Scanner, tree: Pattern) -> None:
    regexes, wild = _regexes(tree), _wildcard_selectors(tree)
    if len(regexes) > MAX_REGEXES:
        scanner.problems.append(
            scanner.finding(
                "limit/pattern-regexes",
                regexes[MAX_REGEXES].span,
                f"{len(regexes)} regular expressions in one pattern",
                because=f"CloudWatch Logs quotas: at most {MAX_REGEXES} regular expressions in a filter pattern",
                help="join alternatives inside one expression with |, or use values with *",
            )
        )
    if len(wild) > MAX_WILDCARD_SELECTORS:
        scanner.problems.append(
            scanner.finding(
                "limit/pattern-wildcards",
                wild[MAX_WILDCARD_SELECTORS].span,
                f"{len(wild)} selectors with a wildcard in one pattern",
                because=f"CloudWatch Logs quotas: at most {MAX_WILDCARD_SELECTORS} wildcard selectors in a pattern",
                help="name elements by index, or split the rule in two",
            )
        )


def conditions(expression: Expression) -> Iterator[Condition]:
    """The conditions of a JSON pattern, in the order of the text."""
    if isinstance(expression, Branch):
        for item in expression.items:
            yield from conditions(item)
    else:
        yield expression


def _values(tree: Pattern) -> Iterator[object]:
    match tree:
        case JsonPattern(expression):
            yield from (item.value for item in conditions(expression) if isinstance(item, Compare))
        case SpacePattern(fields):
            yield from (test.value for field in fields for tests in field.tests for test in tests)
        case RegexPattern(value):
            yield value
        case _:
            return


def _selectors(tree: Pattern) -> Iterator[Selector]:
    if isinstance(tree, JsonPattern):
        yield from (item.selector for item in conditions(tree.expression))
