"""Reading `{ … }`: conditions on selectors, joined with && and ||, grouped with parentheses.

Grouping is read with a stack rather than by recursion: a thousand parentheses fit into a pattern. A condition that
cannot be read is skipped up to the next joint, so that the conditions after it are still looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from ruleforge.diagnostics import Span
from ruleforge.languages.filter_pattern.scanner import BLANKS, SYNTAX, Refusal, Scanner
from ruleforge.languages.filter_pattern.selector import parse_selector
from ruleforge.languages.filter_pattern.tree import (
    Branch,
    Compare,
    ConstantCheck,
    Expression,
    JsonPattern,
    PresenceCheck,
    Selector,
    TextValue,
)
from ruleforge.languages.filter_pattern.values import parse_value
from ruleforge.predicate.conditions import Operator

__all__ = ["parse_json_pattern"]

_OPERATORS = ("!=", "<=", ">=", "=", "<", ">")
_VALUE_STOPS = '()&|,"}'
_WORD = re.compile(r"[A-Za-z]+")
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}
_WRONG_JOINTS = {"AND": "&&", "OR": "||", "&": "&&", "|": "||", ",": "&& or ||"}
_WORD_JOINT = re.compile(r"(?:AND|OR)(?=[\s(])", re.IGNORECASE)
_NO_NEGATION = f"{SYNTAX}: there is no NOT or ! in front of a condition"


def parse_json_pattern(scanner: Scanner) -> JsonPattern | None:
    """The pattern between the braces, or None where nothing of it could be read; problems stay with the scanner."""
    start, end = scanner.position, scanner.end
    scanner.position += 1
    scanner.end = end - 1
    expression = _Conditions(scanner).parse()
    scanner.end = end
    return None if expression is None else JsonPattern(expression, Span(start, end))


@dataclass(slots=True)
class _Group:
    """An open parenthesis (or the pattern itself): finished alternatives, and the conditions of the one being read."""

    start: int
    alternatives: list[list[Expression]] = field(default_factory=list)
    current: list[Expression] = field(default_factory=list)


class _Conditions:
    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.groups = [_Group(scanner.position)]

    def parse(self) -> Expression | None:
        scanner = self.scanner
        wants_condition = True
        while True:
            scanner.skip_blanks()
            if scanner.done():
                break
            try:
                wants_condition = self._condition_or_group() if wants_condition else self._joint()
            except Refusal as refusal:
                scanner.problems.append(refusal.finding)
                self._skip_to_joint()
                wants_condition = False
        if wants_condition:
            self._report_missing()
        for group in self.groups[1:]:
            span = Span(group.start, group.start + 1)
            scanner.problems.append(
                scanner.finding("parenthesis", span, "this ( is never closed", help="close it with )")
            )
        return None if scanner.problems else _finish(self.groups[0])

    def _report_missing(self) -> None:
        scanner = self.scanner
        if scanner.problems:
            return
        span = Span(scanner.end, min(scanner.end + 1, len(scanner.text)))
        message = (
            "a condition is missing here" if self.groups[0].current or self.groups[0].alternatives else "no condition"
        )
        scanner.problems.append(
            scanner.finding("condition", span, message, help='write one, as in { $.eventName = "StopLogging" }')
        )

    def _condition_or_group(self) -> bool:
        """Reads one condition or an opening parenthesis; says whether a condition is still wanted."""
        scanner = self.scanner
        if scanner.at("("):
            self.groups.append(_Group(scanner.position))
            scanner.position += 1
            return True
        if scanner.at(")"):
            span = Span(scanner.position, scanner.position + 1)
            scanner.position += 1
            if len(self.groups) > 1:
                self.groups.pop()
            scanner.refuse(
                "condition", span, "a condition is missing before this )", help="write one, or drop the parentheses"
            )
        self.groups[-1].current.append(self._condition())
        return False

    def _joint(self) -> bool:
        """Reads &&, || or a closing parenthesis; says whether a condition is wanted next."""
        scanner = self.scanner
        group = self.groups[-1]
        if scanner.take("&&"):
            return True
        if scanner.take("||"):
            group.alternatives.append(group.current)
            group.current = []
            return True
        if scanner.at(")"):
            if len(self.groups) == 1:
                span = Span(scanner.position, scanner.position + 1)
                scanner.position += 1
                scanner.refuse("parenthesis", span, "this ) closes nothing", help="drop it, or open a ( before")
            scanner.position += 1
            self.groups.pop()
            if not scanner.problems:
                self.groups[-1].current.append(_finish(group))
            return False
        return self._wrong_joint()

    def _wrong_joint(self) -> bool:
        """Reports what stands where a joint should; says whether it was meant as one."""
        scanner = self.scanner
        span = scanner.word_span("()")
        word = scanner.text[span.start : span.end]
        for wrong, right in _WRONG_JOINTS.items():
            if word.upper() == wrong or (not wrong.isalpha() and word.startswith(wrong)):
                place = Span(span.start, span.start + len(wrong))
                scanner.position = place.end
                message = f"{word[: len(wrong)]!r} does not join conditions"
                # It is plain what was meant: the next condition is still looked at.
                scanner.problems.append(scanner.finding("joint", place, message, help=f"write {right}"))
                return True
        if word.startswith("}"):
            scanner.position += 1
            place = Span(span.start, span.start + 1)
            scanner.refuse(
                "brace", place, "the pattern goes on after this }", help="end the pattern here, or quote the text"
            )
        before = scanner.text[: span.start].rstrip(BLANKS)[-1:]
        unquoted = before not in ('"', "%", ")", "") and word[:1] not in "$()"
        scanner.refuse(
            "joint",
            span,
            f"&& or || is missing before {word!r}",
            help="quote a value of several words" if unquoted else "join two conditions with && or ||",
        )

    def _skip_to_joint(self) -> None:
        """Steps to the next && or ||, or to a parenthesis, past quoted text and expressions."""
        scanner = self.scanner
        while not scanner.done() and not (
            scanner.at("&&") or scanner.at("||") or scanner.at(")") or self._at_word_joint()
        ):
            closing = -1
            if scanner.peek() in ('"', "%"):
                closing = scanner.text.find(scanner.peek(), scanner.position + 1, scanner.end)
            if scanner.at("("):
                self.groups.append(_Group(scanner.position))
            scanner.position = closing + 1 if closing > 0 else scanner.position + 1

    def _at_word_joint(self) -> bool:
        before = self.scanner.text[self.scanner.position - 1]
        return before in BLANKS and _WORD_JOINT.match(self.scanner.text, self.scanner.position) is not None

    def _condition(self) -> Expression:
        scanner = self.scanner
        start = scanner.position
        if not scanner.at("$"):
            self._refuse_start()
        selector = parse_selector(scanner)
        scanner.skip_blanks()
        for text in _OPERATORS:
            if scanner.at(text):
                return self._comparison(selector, Operator(text), start)
        return self._keyword(selector, start)

    def _comparison(self, selector: Selector, operator: Operator, start: int) -> Compare:
        scanner = self.scanner
        operator_start = scanner.position
        scanner.position += len(operator.value)
        place = Span(operator_start, scanner.position + 1)
        if operator in (Operator.EQUAL, Operator.NOT_EQUAL) and scanner.peek() in ("=", "~"):
            wrong = scanner.text[operator_start : scanner.position + 1]
            right = "compare with %regex%" if wrong.endswith("~") else f"write {operator.value}"
            scanner.refuse("operator", place, f"{wrong} is no operator", because=_OPERATOR_RULE, help=right)
        turned = re.compile(r"\s*=").match(scanner.text, scanner.position, scanner.end)
        if operator in (Operator.LESS, Operator.GREATER) and turned:
            place = Span(operator_start, turned.end())
            wrong = scanner.text[place.start : place.end]
            help_ = f"write {operator.value}= without a blank"
            scanner.refuse("operator", place, f"{wrong} is no operator", because=_OPERATOR_RULE, help=help_)
        if operator is Operator.EQUAL and scanner.peek() in ("<", ">"):
            help_ = f"write {scanner.peek()}="
            wrong = f"={scanner.peek()}"
            scanner.refuse("operator", place, f"{wrong} is no operator", because=_OPERATOR_RULE, help=help_)
        if operator is Operator.LESS and scanner.peek() == ">":
            scanner.refuse("operator", place, "<> is no operator", because=_OPERATOR_RULE, help="write !=")
        scanner.skip_blanks()
        value_start = scanner.position
        if scanner.peek() and scanner.peek() in "{}":
            scanner.refuse(
                "bare-value", scanner.word_span(")"), "a brace in a value without quotes", help="quote the value"
            )
        value = parse_value(scanner, _VALUE_STOPS)
        if operator.relational and not hasattr(value, "spelling"):
            what = "text" if isinstance(value, TextValue) else "a regular expression"
            scanner.refuse(
                "relational",
                Span(value_start, scanner.position),
                f"{operator.value} compares numbers, and this is {what}",
                because=f"{SYNTAX}: < > <= >= take a number",
                help="write the number without quotes"
                if isinstance(value, TextValue) and value.quoted
                else "compare with a number, or use = or !=",
            )
        return Compare(selector, operator, value, Span(start, scanner.position))

    def _keyword(self, selector: Selector, start: int) -> Expression:
        scanner = self.scanner
        place = scanner.position
        words = self._words()
        if words == ["NOT", "EXISTS"]:
            return PresenceCheck(selector, Span(start, scanner.position))
        if len(words) == 2 and words[0] == "IS" and words[1] in _CONSTANTS:
            return ConstantCheck(selector, _CONSTANTS[words[1]], Span(start, scanner.position))
        scanner.position = place
        self._refuse_keyword(words, selector)

    def _words(self) -> list[str]:
        """The next two words; the cursor ends after the last one read."""
        words = []
        for _ in range(2):
            if found := _WORD.match(self.scanner.text, self.scanner.position, self.scanner.end):
                words.append(found.group())
                self.scanner.position = found.end()
                if len(words) == 1:
                    self.scanner.skip_blanks()
        return words

    def _refuse_keyword(self, words: list[str], selector: Selector) -> NoReturn:
        scanner = self.scanner
        path = scanner.text[selector.span.start : selector.span.end]
        upper = [word.upper() for word in words]
        if scanner.done() or (not words and scanner.peek() in "()&|"):
            span = Span(selector.span.end - 1, selector.span.end)
            scanner.refuse(
                "operator",
                span,
                f"an operator is missing after {path}",
                because=_OPERATOR_RULE,
                help=f"to ask whether it is there: {path} = *",
            )
        span = scanner.word_span("()")
        if upper != words and (upper == ["NOT", "EXISTS"] or upper[:1] == ["IS"]):
            fix = " ".join(upper)
            scanner.refuse(
                "keyword",
                span,
                "keywords are written in upper case",
                because=f"{SYNTAX}: lower case is not documented",
                help=f"write {fix}",
            )
        if upper[:1] == ["EXISTS"]:
            scanner.refuse(
                "keyword",
                span,
                "there is no EXISTS, only NOT EXISTS",
                because=_OPERATOR_RULE,
                help=f"write {path} = * for a string or a number",
            )
        if upper[:2] == ["IS", "NOT"]:
            both = re.compile(r"\w+\s+\w+").match(scanner.text, span.start, scanner.end)
            scanner.refuse(
                "keyword",
                Span(span.start, both.end()) if both else span,
                "there is no IS NOT",
                because=_OPERATOR_RULE,
                help=f"write ({path} = *), or list the other constants with ||",
            )
        if upper[:1] == ["IS"]:
            scanner.refuse(
                "keyword",
                span,
                "IS is followed by TRUE, FALSE or NULL",
                because=_OPERATOR_RULE,
                help=f"for a value write {path} = value",
            )
        if upper[:1] == ["NOT"]:
            scanner.refuse(
                "keyword", span, "NOT is followed by EXISTS", because=_NO_NEGATION, help=f"write {path} != value"
            )
        if upper[:1] == ["IN"]:
            fix = f'{path} = "x" || {path} = "y"'
            scanner.refuse("keyword", span, f"there is no {words[0]}", because=_OPERATOR_RULE, help=f"write ({fix})")
        if upper[:1] in (["LIKE"], ["CONTAINS"], ["MATCHES"]):
            scanner.refuse(
                "keyword",
                span,
                f"there is no {words[0]}",
                because=_OPERATOR_RULE,
                help=f'write {path} = "*text*", or several conditions joined with ||',
            )
        word = scanner.text[span.start : span.end]
        scanner.refuse(
            "operator",
            span,
            f"{word!r} is no operator",
            because=_OPERATOR_RULE,
            help="expected = != < > <= >=, IS or NOT EXISTS",
        )

    def _refuse_start(self) -> NoReturn:
        scanner = self.scanner
        span = scanner.word_span("()=!<>")
        word = scanner.text[span.start : span.end]
        if scanner.peek() == "!" or word.upper() == "NOT":
            scanner.refuse(
                "negation",
                Span(span.start, span.start + max(1, len(word))),
                "a condition cannot be negated as a whole",
                because=_NO_NEGATION,
                help="turn the operators round: != for =, NOT EXISTS for = *",
            )
        if scanner.at("&&") or scanner.at("||"):
            scanner.refuse(
                "condition",
                Span(scanner.position, scanner.position + 2),
                f"a condition is missing before {scanner.peek(2)}",
            )
        if scanner.peek() in ('"', "'"):
            scanner.refuse(
                "selector",
                span,
                "a condition starts with a selector, not with a quoted name",
                because=_SELECTOR_RULE,
                help='write { $.name = "value" }; to find raw text use a pattern without braces',
            )
        if word.upper() == "EXISTS":
            scanner.refuse("keyword", span, "there is no EXISTS", because=_OPERATOR_RULE, help="write $.name = *")
        name = word.rstrip("=!<>")
        scanner.refuse(
            "selector",
            span,
            f"{name!r} is no selector",
            because=_SELECTOR_RULE,
            help=f"write $.{name}" if re.fullmatch(r"[\w.-]+", name) else "write $.name",
        )


_OPERATOR_RULE = f"{SYNTAX}: = != < > <= >= IS TRUE, IS FALSE, IS NULL and NOT EXISTS are all there is"
_SELECTOR_RULE = f"{SYNTAX}: a selector starts with $."


def _finish(group: _Group) -> Expression:
    """The expression of a group that has been read to its end: an or of ands, flattened."""
    group.alternatives.append(group.current)
    return _branch([_branch(items, conjunction=True) for items in group.alternatives], conjunction=False)


def _branch(items: list[Expression], *, conjunction: bool) -> Expression:
    flat: list[Expression] = []
    for item in items:
        if isinstance(item, Branch) and item.conjunction is conjunction:
            flat.extend(item.items)
        else:
            flat.append(item)
    if len(flat) == 1:
        return flat[0]
    return Branch(conjunction, tuple(flat), Span(flat[0].span.start, flat[-1].span.end))
