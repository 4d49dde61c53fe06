"""What is refused already by the look of it: hints, parameters, signs that Spark's grammar does not have."""

from __future__ import annotations

from sqlglot.tokenizer_core import Token, TokenType

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.reporter import Reporter

__all__ = ["check_tokens"]

_BACK_QUOTES = "a field with anything but letters and digits in its name stands in back quotes"
_SIGNS: dict[TokenType, tuple[str, str]] = {
    TokenType.DCOLON: ("`::` is no part of the grammar", "write CAST(field AS type)"),
    TokenType.DARROW: ("`->>` is no part of the grammar", "use get_json_object(field, '$.path')"),
    TokenType.HASH_ARROW: ("`#>` is no part of the grammar", "use get_json_object(field, '$.path')"),
    TokenType.DHASH_ARROW: ("`#>>` is no part of the grammar", "use get_json_object(field, '$.path')"),
}
_USERS = {
    TokenType.CURRENT_USER: "current_user is one of the misc functions, which are not supported",
    TokenType.SESSION_USER: "session_user is in no list of supported functions",
}
_NAMES = frozenset([TokenType.VAR, TokenType.IDENTIFIER, TokenType.R_PAREN, TokenType.R_BRACKET])
_LIST_ENDS = frozenset([TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.R_PAREN, TokenType.SEMICOLON])


def check_tokens(report: Reporter) -> None:
    """Refuses what no place in a query can hold, and whatever follows its end."""
    tokens = report.places.tokens
    ended = False
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.token_type is TokenType.SEMICOLON:
            ended = True
        elif ended:
            message = "a second statement follows"
            rule = "several statements in one query are not supported"
            report.refuse("sql/statements", message, Span(token.start, tokens[-1].end + 1), rule=rule)
            return
        else:
            _check_token(token, tokens[index - 1] if index else None, following, report)


def _check_token(token: Token, before: Token | None, following: Token | None, report: Reporter) -> None:
    span = Span(token.start, token.end + 1)
    kind = token.token_type
    if kind is TokenType.HINT:
        rule = "only the commands listed there are supported"
        report.refuse("sql/clause", "hints are refused", span, rule=rule, help="leave the hint out")
    elif kind in _SIGNS:
        # A number such as 1L is taken apart into a sign that is not there.
        if report.source.text[span.start : span.end] == token.text:
            message, help_ = _SIGNS[kind]
            report.refuse("sql/syntax", message, span, help=help_)
    elif kind in _USERS:
        if following is None or following.token_type is not TokenType.L_PAREN:
            report.refuse("sql/function", _USERS[kind], span, rule="supported function families")
    elif kind is TokenType.COMMA:
        if following is None or following.token_type in _LIST_ENDS:
            report.refuse("sql/syntax", "nothing follows this comma", span, help="leave it out")
    elif kind in (TokenType.IDENTIFIER, TokenType.VAR):
        _check_name(token, span, report)
    else:
        _check_parameter(token, before, following, report)


def _check_name(token: Token, span: Span, report: Reporter) -> None:
    if not token.text:
        report.refuse("sql/quote", "there is no name between these back quotes", span)
    elif token.token_type is TokenType.VAR and not all(sign.isalnum() or sign == "_" for sign in token.text):
        help_ = f"write `{token.text}`"
        report.refuse("sql/quote", f"{token.text!r} is no name", span, rule=_BACK_QUOTES, help=help_)


def _check_parameter(token: Token, before: Token | None, following: Token | None, report: Reporter) -> None:
    """Refuses what other dialects take for a value that is given with the call, or for a path into one."""
    span = Span(token.start, token.end + 1)
    kind = token.token_type
    if kind is TokenType.PARAMETER and following is not None:
        span = Span(token.start, following.end + 1)
        if token.text == "@":
            message, help_ = f"@{following.text} without back quotes is no field", f"write `@{following.text}`"
            report.refuse("sql/quote", message, span, rule=_BACK_QUOTES, help=help_)
            return
    elif kind is TokenType.COLON and before is not None and before.token_type in _NAMES:
        if before.end + 1 == token.start:
            help_ = "use get_json_object(field, '$.path')"
            report.refuse("sql/syntax", "`:` reads nothing out of a field here", span, help=help_)
            return
    elif kind is TokenType.L_BRACE and before is not None and before.token_type is TokenType.PARAMETER:
        return  # told already
    elif kind not in (TokenType.PLACEHOLDER, TokenType.L_BRACE, TokenType.COLON):
        return
    report.refuse("sql/syntax", "a query in SQL takes no parameters", span, help="write the value")
