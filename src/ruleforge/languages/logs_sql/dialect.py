"""The dialect: Spark's grammar, with every function call kept under the name that was written.

sqlglot reads far more than Logs Insights takes, so reading is not checking: `checks.py` says what AWS refuses.
"""

from __future__ import annotations

from typing import Any, Final

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import ErrorLevel, ParseError, TokenError
from sqlglot.tokens import Token, TokenType

from ruleforge.diagnostics import Finding, SourceText, Span

__all__ = ["LogsInsights", "read_statement", "span_of"]

_KEPT_PARSERS = ("CAST", "TRY_CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_SQL_PAGE = "CloudWatch Logs user guide, OpenSearch SQL"


class LogsInsights(Spark):
    """OpenSearch SQL as Logs Insights takes it."""

    class Parser(Spark.Parser):
        """Spark's, without its knowledge of functions, so that a call is told by the name in the text."""

        FUNCTIONS: Final[dict[str, Any]] = {}  # type: ignore[misc]
        FUNCTION_PARSERS: Final[dict[str, Any]] = {  # type: ignore[misc]
            name: Spark.Parser.FUNCTION_PARSERS[name] for name in _KEPT_PARSERS
        }
        NO_PAREN_FUNCTION_PARSERS: Final[dict[str, Any]] = {  # type: ignore[misc]
            name: Spark.Parser.NO_PAREN_FUNCTION_PARSERS[name] for name in ("ANY", "CASE")
        }


def read_statement(source: SourceText) -> tuple[exp.Query | None, list[Finding]]:
    """The one SELECT of a text, or what is wrong with its grammar."""
    try:
        tokens = LogsInsights().tokenize(source.text)
    except TokenError as error:
        return None, [_unreadable_token(source, str(error))]
    if findings := list(_statement_findings(source, tokens)):
        return None, findings
    try:
        parsed = LogsInsights().parser(error_level=ErrorLevel.IMMEDIATE).parse(tokens, source.text)
    except ParseError as error:
        return None, [_syntax(source, item) for item in error.errors[:1]] or [_at(source, "sql/syntax", str(error))]
    except RecursionError:
        return None, [_at(source, "sql/syntax", "the query is nested too deeply")]
    statement = parsed[0]
    while isinstance(statement, exp.Subquery) and not any(
        value for name, value in statement.args.items() if name != "this"
    ):
        statement = statement.this
    if isinstance(statement, exp.Query) and not isinstance(statement, exp.Table):
        return statement, []
    return None, [_at(source, "sql/statement", "this is no SELECT", because=f"{_SQL_PAGE}: read-only queries")]


def span_of(node: exp.Expr | None) -> Span | None:
    """Where a node stands in the text: from its first to its last part with a place."""
    if node is None:
        return None
    spans = [(part.meta["start"], part.meta["end"] + 1) for part in node.walk() if part._meta and "start" in part.meta]
    if not spans:
        return None
    return Span(min(start for start, _ in spans), max(end for _, end in spans))


def _at(source: SourceText, check: str, message: str, span: Span | None = None, **more: str) -> Finding:
    return Finding(check, message, source=source, span=span or Span(0, len(source.text)), **more)


_STATEMENTS = {
    "WITH": ("sql/with", "common table expressions are not supported", "put the inner query into FROM (SELECT …) AS x"),
    "EXPLAIN": ("sql/statement", "EXPLAIN is not supported", "`ruleforge explain` tells the plan of a query"),
}


def _statement_findings(source: SourceText, tokens: list[Token]) -> list[Finding]:
    """What can be said before parsing: no statement, another one than SELECT, more than one."""
    first = next((token for token in tokens if token.token_type is not TokenType.L_PAREN), None)
    if first is None or first.token_type is TokenType.SEMICOLON:
        return [_at(source, "sql/syntax", "there is no query", help="write SELECT … FROM `log-group` …")]
    span = Span(first.start, first.end + 1)
    word = first.text.upper()
    if first.token_type not in (TokenType.SELECT, TokenType.FROM):
        because = f"{_SQL_PAGE}: read-only, one SELECT statement"
        if word in _STATEMENTS:
            check, message, help_ = _STATEMENTS[word]
            return [_at(source, check, message, span, because=because, help=help_)]
        if word in ("GROUP", "WHERE", "ORDER", "HAVING", "LIMIT", "JOIN", "ON"):
            message = f"the query begins with {word}: its head is missing"
            return [_at(source, "sql/statement", message, span, because=because, help="begin with SELECT … FROM …")]
        return [_at(source, "sql/statement", f"{word} is refused: only SELECT is supported", span, because=because)]
    for index, token in enumerate(tokens):
        if token.token_type is TokenType.SEMICOLON and index + 1 < len(tokens):
            following = tokens[index + 1]
            if following.token_type is not TokenType.SEMICOLON:
                place = Span(following.start, tokens[-1].end + 1)
                because = f"{_SQL_PAGE}: several statements in one query are not supported"
                return [_at(source, "sql/statements", "a second statement follows", place, because=because)]
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    return []


def _syntax(source: SourceText, error: dict[str, Any]) -> Finding:
    highlight = str(error.get("highlight") or "")
    line, column = int(error.get("line") or 1), int(error.get("col") or 1)
    end = _offset(source.text, line, column)
    start = max(0, end - len(highlight))
    if source.text[start:end] != highlight:
        start = end = min(end, len(source.text))
    what = str(error.get("description") or "it cannot be read").rstrip(".")
    shown = f"{what[0].lower()}{what[1:]}" + (f" at {highlight!r}" if highlight else "")
    help_ = ""
    if highlight == "-":
        help_ = "a log group or a field with anything but letters and digits stands in `back quotes`"
    return _at(source, "sql/syntax", shown, Span(start, max(start, end)), help=help_)


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column


def _unreadable_token(source: SourceText, message: str) -> Finding:
    for quote, what in (("`", "back quote"), ("'", "quote"), ('"', "double quote")):
        if source.text.count(quote) % 2:
            place = source.text.rfind(quote)
            return _at(source, "sql/syntax", f"a {what} is opened and not closed", Span(place, place + 1))
    return _at(source, "sql/syntax", message.splitlines()[0])
