"""Reading selectors: `$.a.b`, `$.a[0]`, `$.a[*]`, `$.a.*`, `$.['dotted.key']`."""

from __future__ import annotations

import re
from typing import NoReturn

from ruleforge.data import number
from ruleforge.diagnostics import SourceText, Span
from ruleforge.languages.filter_pattern.scanner import SYNTAX, Refusal, Scanner
from ruleforge.languages.filter_pattern.tree import Selector
from ruleforge.predicate.operands import JsonPath, Member, Step, Wildcard

__all__ = ["parse_selector", "parse_selector_text"]

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_NAME = re.compile(r"\['([^'\"\\]+)'\]")
_INDEX = re.compile(r"\[([0-9]{1,100})\]")
_ENDS = " \t\r\n()=!<>&|,}"
_NAMES = f"{SYNTAX}: names in selectors hold letters, digits, - and _"


def parse_selector(scanner: Scanner) -> Selector:
    """The selector at the cursor, which stands on the `$`; refuses what AWS refuses."""
    start = scanner.position
    scanner.position += 1
    steps: list[Step] = []
    while not scanner.done() and scanner.peek() not in _ENDS:
        if scanner.at("."):
            steps.append(_member(scanner, start))
        elif scanner.at("["):
            steps.append(_element(scanner, start, first=not steps))
        else:
            _refuse_character(scanner, start)
    span = Span(start, scanner.position)
    if not steps:
        scanner.refuse(
            "selector",
            span,
            "$ alone is no selector",
            because=f"{SYNTAX}: a selector starts with $.",
            help="write $.name",
        )
    if sum(isinstance(step, Wildcard) for step in steps) > number("mf.wildcards_per_selector"):
        scanner.refuse(
            "limit/path-wildcards",
            span,
            "two wildcards in one selector",
            because="CloudWatch Logs quotas: at most 1 wildcard in a selector",
            help="keep one, and name the other step by index or name",
        )
    return Selector(JsonPath(tuple(steps)), span)


def parse_selector_text(text: str) -> JsonPath | None:
    """The path of the selector that a whole text is, or None; for metric values and dimensions."""
    scanner = Scanner(SourceText("<selector>", text), 0, len(text))
    try:
        selector = parse_selector(scanner) if text.startswith("$.") else None
    except Refusal:
        return None
    return selector.path if selector is not None and scanner.done() else None


def _member(scanner: Scanner, start: int) -> Step:
    """A step that starts with a dot."""
    dot = scanner.position
    scanner.position += 1
    if scanner.take("*"):
        return Wildcard.MEMBER
    if found := _NAME.match(scanner.text, scanner.position, scanner.end):
        scanner.position = found.end()
        return Member(found.group())
    if found := _QUOTED_NAME.match(scanner.text, scanner.position, scanner.end):
        scanner.position = found.end()
        return Member(found.group(1))
    if scanner.peek() == '"':
        closing = scanner.text.find('"', scanner.position + 1, scanner.end)
        name = scanner.text[scanner.position + 1 : closing] if closing > 0 else "name"
        span = Span(dot, closing + 1 if closing > 0 else scanner.position + 1)
        scanner.position = span.end
        scanner.refuse("selector", span, "a quoted name after the dot", because=_NAMES, help=f"write .['{name}']")
    if scanner.at("["):
        _refuse_bracket(scanner)
    if scanner.at("."):
        scanner.refuse(
            "selector",
            Span(dot, dot + 2),
            "there is no descent with ..",
            because=_NAMES,
            help="name each step of the path",
        )
    _refuse_character(scanner, start)


def _element(scanner: Scanner, start: int, *, first: bool) -> Step:
    """A step that starts with a bracket."""
    if first:
        span = Span(start, scanner.position + 1)
        scanner.refuse(
            "selector",
            span,
            "an index needs a property before it",
            because=f"{SYNTAX}: a selector starts with $.",
            help="write $.name[0]",
        )
    if scanner.take("[*]"):
        return Wildcard.ELEMENT
    if found := _INDEX.match(scanner.text, scanner.position, scanner.end):
        scanner.position = found.end()
        return int(found.group(1))
    _refuse_bracket(scanner)


def _refuse_bracket(scanner: Scanner) -> NoReturn:
    opening = scanner.position
    closing = scanner.text.find("]", opening, scanner.end)
    inner = scanner.text[opening + 1 : closing] if closing > 0 else scanner.text[opening + 1 : scanner.end]
    span = Span(opening, closing + 1 if closing > 0 else opening + 1)
    after_dot = scanner.text[opening - 1] == "."
    scanner.position = span.end
    if closing < 0:
        scanner.refuse("selector", span, "this [ is never closed", help="close it with ]")
    if len(inner) > 1 and inner[0] == inner[-1] == '"':
        scanner.refuse(
            "selector", span, "double quotes in a selector", because=_NAMES, help=f"write .['{inner[1:-1]}']"
        )
    if len(inner) > 1 and inner[0] == inner[-1] == "'":
        if not after_dot and _QUOTED_NAME.fullmatch(f"[{inner}]"):
            scanner.refuse(
                "selector", span, "a dot is missing before the bracket", because=_NAMES, help=f"write .[{inner}]"
            )
        scanner.refuse(
            "selector",
            span,
            "a name that cannot be selected",
            because=f"{SYNTAX}: quotes and backslashes in ['…'] are not documented",
        )
    if after_dot:
        scanner.refuse(
            "selector", Span(opening - 1, span.end), "a dot before an index", help=f"write [{inner}] without the dot"
        )
    scanner.refuse(
        "selector",
        span,
        f"[{inner}] is no index",
        because=f"{SYNTAX}: an index is a number from 0, or * for every element",
        help="write [0], or [*] for any; there are no slices and no negative indexes",
    )


def _refuse_character(scanner: Scanner, start: int) -> NoReturn:
    place = scanner.position
    span = Span(place, min(place + 1, len(scanner.text))) if place < scanner.end else Span(place - 1, place)
    end = place
    while end < scanner.end and scanner.text[end] not in _ENDS + ".[":
        end += 1
    begin = max(scanner.text.rfind(".", start, place + 1), start) + 1
    name = scanner.text[begin:end]
    scanner.position = end
    if not name or place >= scanner.end or scanner.text[place] in _ENDS:
        scanner.refuse("selector", span, "a name is missing in the selector", because=_NAMES, help="write $.name")
    help_ = f"write $.{name}" if begin == start + 1 else f"write .['{name}']"
    scanner.refuse("selector", span, f"{scanner.text[place]!r} in a selector", because=_NAMES, help=help_)
