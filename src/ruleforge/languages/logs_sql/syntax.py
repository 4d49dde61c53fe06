"""What is wrong with the grammar of a text, in the words of whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token, TokenType

from ruleforge.diagnostics import Finding, SourceText, Span

__all__ = ["PAGE", "beginning", "printable", "too_deep", "unparsed", "unreadable"]

PAGE = "CloudWatch Logs user guide, OpenSearch SQL"
_READ_ONLY = f"{PAGE}: read-only, one SELECT statement"
_MOST_BRACKETS = 30
_MOST_CONVERSIONS = 6
_TYPE_NAMES = frozenset((
    "bigint", "binary", "boolean", "char", "date", "decimal", "double", "float", "int", "integer", "long", "numeric",
    "real", "short", "smallint", "string", "timestamp", "tinyint", "varchar",
))  # fmt: skip
"""How deep brackets may nest: reading each takes some twenty of the thousand calls that Python lets nest."""
_BODIES = ("GROUP BY", "WHERE", "ORDER BY", "HAVING", "LIMIT", "JOIN", "ON", "INNER", "LEFT", "AND", "OR")
_STATEMENTS = {
    "WITH": ("sql/with", "common table expressions are not supported", "put the inner query into FROM (SELECT …) AS x"),
    "EXPLAIN": ("sql/statement", "EXPLAIN is not supported", "leave it out"),
    "VALUES": ("sql/source", "an inline table is refused", "begin with SELECT … FROM `log-group`"),
    "TABLE": ("sql/statement", "TABLE is refused: only SELECT is supported", "write SELECT * FROM `log-group`"),
    "FIELDS": ("sql/statement", "this is Logs Insights QL, not SQL", "begin with SELECT … FROM `log-group`"),
    "SOURCE": ("sql/statement", "this is PPL or Logs Insights QL, not SQL", "begin with SELECT … FROM `log-group`"),
}
_OPENS = {TokenType.L_PAREN: ")", TokenType.L_BRACKET: "]", TokenType.CASE: "END"}
_CLOSES = {TokenType.R_PAREN: ")", TokenType.R_BRACKET: "]", TokenType.END: "END"}
_WHOLE = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--[^\n]*|/\*.*?\*/|[^'"`/-]+|.""", re.DOTALL
)
_OPENED = {"'": "a quote", '"': "a double quote", "`": "a back quote"}
_SOURCE_CALLS = ("loggroups", "datasource", "filterindex")
_MISSING = re.compile(r"Required keyword: '\w+' missing for <class '[\w.]*?(\w+)'>")


def unreadable(source: SourceText) -> Finding:
    """Why a text cannot be taken apart into words: a quote or a comment that does not end."""
    place = 0
    while match := _WHOLE.match(source.text, place):
        sign = match[0]
        if sign in _OPENED:
            return _syntax(source, f"{_OPENED[sign]} is opened and not closed", Span(place, place + 1))
        if sign == "/" and source.text.startswith("/*", place):
            return _syntax(source, "a comment is opened and not closed", Span(place, place + 2))
        place = match.end()
    return _syntax(source, "this is no text of a query", Span(0, len(source.text)))


def beginning(source: SourceText, tokens: Sequence[Token]) -> list[Finding]:
    """What can be said before parsing: no statement, another one than SELECT, brackets without end."""
    first = next((token for token in tokens if token.token_type is not TokenType.L_PAREN), None)
    if first is None or first.token_type is TokenType.SEMICOLON:
        help_ = "write SELECT … FROM `log-group` …"
        return [_syntax(source, "there is no query", Span(0, len(source.text)), help_)]
    if first.token_type not in (TokenType.SELECT, TokenType.FROM):
        return [_other_statement(source, first)]
    for check in (_brackets, _conversions, _bare_calls, _transform):
        if found := check(source, tokens):
            return found
    return []


def _other_statement(source: SourceText, first: Token) -> Finding:
    span = Span(first.start, first.end + 1)
    word = first.text.upper() or "this"
    if word in _STATEMENTS:
        check, message, help_ = _STATEMENTS[word]
    elif word in _BODIES:
        check, message = "sql/statement", f"the query begins with {word}: its head is missing"
        help_ = "begin with SELECT … FROM …"
    else:
        check, message, help_ = "sql/statement", f"{word} is refused: only SELECT is supported", ""
    return Finding(check, printable(message), because=_READ_ONLY, help=help_, source=source, span=span)


def _brackets(source: SourceText, tokens: Sequence[Token]) -> list[Finding]:
    opened: list[Token] = []
    for token in tokens:
        if token.token_type in _OPENS:
            opened.append(token)
            if len(opened) > _MOST_BRACKETS:
                return [too_deep(source, Span(token.start, token.end + 1))]
        elif token.token_type in _CLOSES:
            sign = _CLOSES[token.token_type]
            if not opened and sign == "END":
                continue  # a field can be called so
            if not opened:
                return [_syntax(source, f"{sign} closes nothing", Span(token.start, token.end + 1))]
            if _OPENS[opened[-1].token_type] == sign:
                opened.pop()
    if opened and opened[-1].token_type is not TokenType.CASE:
        last = opened[-1]
        message = f"{last.text} is opened and not closed"
        return [_syntax(source, message, Span(last.start, last.end + 1))]
    return []


def _conversions(source: SourceText, tokens: Sequence[Token]) -> list[Finding]:
    """Functions that are called as types are, deep in one another: the time to read them doubles with each."""
    opened: list[bool] = []
    for before, token in pairwise(tokens):
        if token.token_type is TokenType.L_PAREN:
            opened.append(before.text.lower() in _TYPE_NAMES)
            if sum(opened) > _MOST_CONVERSIONS:
                message = f"more than {_MOST_CONVERSIONS} conversions such as double(…) in one another"
                place = Span(before.start, before.end + 1)
                return [_syntax(source, message, place, "write CAST(… AS DOUBLE), or only the outermost")]
        elif token.token_type is TokenType.R_PAREN and opened:
            opened.pop()
    return []


def _bare_calls(source: SourceText, tokens: Sequence[Token]) -> list[Finding]:
    """The calls that name log groups, where they stand without their back quotes."""
    found = []
    for token, following in pairwise(tokens):
        called = token.token_type is TokenType.VAR and following.token_type is TokenType.L_PAREN
        if called and token.text.lower() in _SOURCE_CALLS:
            message, span = f"{token.text}(…) stands in back quotes", Span(token.start, token.end + 1)
            found.append(Finding("sql/quote", message, source=source, span=span, help=f"write `{token.text}(…)`"))
    return found


def _transform(source: SourceText, tokens: Sequence[Token]) -> list[Finding]:
    """Whether a SELECT runs a program over its rows."""
    words = [token.text.upper() for token in tokens]
    for index in range(len(words) - 2):
        if words[index] != "SELECT" or words[index + 1] not in ("TRANSFORM", "MAP", "REDUCE"):
            continue
        if "USING" in words[index + 2 : index + 200] and "JOIN" not in words[index + 2 : index + 200]:
            span = Span(tokens[index + 1].start, tokens[index + 1].end + 1)
            message = f"{words[index + 1]} … USING is refused: a query runs no programs"
            return [Finding("sql/clause", message, because=_READ_ONLY, source=source, span=span)]
    return []


def too_deep(source: SourceText, span: Span | None = None) -> Finding:
    """A query whose brackets or operators nest deeper than is read here."""
    message = f"the query is nested too deeply for ruleforge, which reads {_MOST_BRACKETS} levels of brackets"
    return _syntax(source, message, span or Span(0, len(source.text)))


def unparsed(source: SourceText, tokens: Sequence[Token], error: ParseError) -> Finding:
    """Where and why a text is no statement of the grammar."""
    details = error.errors[0] if error.errors else {}
    place = (details.get("line"), details.get("col"))
    token = next((token for token in tokens if (token.line, token.col) == place), None)
    if token is None:
        return _syntax(source, "this is no SELECT", Span(0, len(source.text)))
    shown = source.text[token.start : token.end + 1]
    if len(shown) > 40:
        shown = shown[:40] + "…"
    message, help_ = _worded(str(details.get("description")), shown, token is tokens[-1])
    return _syntax(source, message, Span(token.start, token.end + 1), help_)


def _worded(description: str, shown: str, last: bool) -> tuple[str, str]:
    quoting = "a log group or a field with anything but letters and digits stands in `back quotes`"
    if description.startswith("Expected table name"):
        return ("a log group is missing after FROM", "") if last else (f"{shown} is no log group", quoting)
    if description.startswith("Found multiple"):
        return f"{shown.upper()} stands twice", ""
    if description.startswith("Expected TYPE"):
        return f"there is no type {shown}", "such as STRING, INT, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP"
    if _MISSING.match(description):
        return f"something is missing {'after' if last else 'before'} {shown}", ""
    if last and not description.startswith("Invalid expression"):
        return f"the query breaks off after {shown}", ""
    if shown in "-/.$#:@":
        return f"{shown} is not expected here", quoting
    help_ = f"where a field is called so, write `{shown}`" if shown.isidentifier() else ""
    return f"{shown} is not expected here", help_


def printable(text: str) -> str:
    """A text with control characters made visible, so that what a query holds cannot drive the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _syntax(source: SourceText, message: str, span: Span, help_: str = "") -> Finding:
    return Finding("sql/syntax", printable(message), source=source, span=span, help=printable(help_))
