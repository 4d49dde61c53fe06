"""What is refused already by the look of it: hints, parameters, signs that Spark's grammar does not have."""

from __future__ import annotations

from collections.abc import Sequence

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
_CLAUSES = frozenset([
    TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.HAVING, TokenType.ORDER_BY, TokenType.LIMIT,
    TokenType.UNION, TokenType.SEMICOLON,
])  # fmt: skip
_CLOSING = frozenset([TokenType.R_PAREN, TokenType.R_BRACKET])
_LIST_ENDS = _CLOSING | {TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.SEMICOLON}
_LIST_STARTS = frozenset([
    TokenType.COMMA, TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.SELECT, TokenType.DISTINCT, TokenType.GROUP_BY,
    TokenType.ORDER_BY, TokenType.PARTITION_BY,
])  # fmt: skip
_BEFORE_NAMES = frozenset([TokenType.FROM, TokenType.JOIN, TokenType.SELECT, TokenType.COMMA, TokenType.L_PAREN])
_VALUES = _NAMES | {TokenType.NUMBER, TokenType.STRING}


def check_tokens(report: Reporter) -> None:
    """Refuses what no place in a query can hold, and whatever follows its end."""
    tokens = report.places.tokens
    ended = False
    _check_cases(tokens, report)
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
    elif kind in (TokenType.IDENTIFIER, TokenType.VAR):
        _check_name(token, span, report)
    elif missing := _missing(token, before, following):
        report.refuse("sql/syntax", missing, span)
    else:
        _check_parameter(token, before, following, report)


def _check_cases(tokens: Sequence[Token], report: Reporter) -> None:
    """Every WHEN has its THEN: the parser would go on without."""
    open_whens: list[Token] = []
    for token in tokens:
        if token.token_type is TokenType.WHEN:
            open_whens.append(token)
        elif token.token_type is TokenType.THEN and open_whens:
            open_whens.pop()
    for token in open_whens:
        report.refuse("sql/syntax", "THEN is missing behind this WHEN", Span(token.start, token.end + 1))


def _missing(token: Token, before: Token | None, following: Token | None) -> str:
    """What is missing beside a token, where the parser would go on without; nothing, where all is well."""
    kind = token.token_type
    last = before.token_type if before is not None else None
    next_ = following.token_type if following is not None else TokenType.SEMICOLON
    if kind is TokenType.COMMA and next_ in _LIST_ENDS:
        return "nothing follows this comma"
    if kind is TokenType.COMMA and last in _LIST_STARTS:
        return "nothing stands before this comma"
    if kind is TokenType.ALIAS and not (next_ is TokenType.L_PAREN or _is_word(following)):
        return "a name is missing after AS"
    if kind is TokenType.ALIAS and last in _LIST_STARTS:
        return "nothing stands before AS"
    if kind is TokenType.ON and last is not TokenType.ALIAS and (next_ in _CLAUSES or next_ in _CLOSING):
        return "a condition is missing after ON"
    if kind is TokenType.USING and last in _VALUES and next_ is not TokenType.L_PAREN:
        return "USING takes names in brackets"
    if kind is TokenType.L_PAREN and last is TokenType.USING and next_ in _CLOSING:
        return "USING names no field"
    if kind is TokenType.DOT and last in _BEFORE_NAMES and next_ is not TokenType.NUMBER:
        return "a name is missing before this dot"
    if kind is TokenType.NUMBER and next_ is TokenType.NUMBER:
        return "two numbers stand in a row"
    if kind is TokenType.NOT and last in _VALUES and next_ in (TokenType.NULL, TokenType.IS):
        return "NOT is not expected here: write IS NOT NULL"
    return ""


def _is_word(token: Token | None) -> bool:
    """Whether a token can be a name; a text that stands where a name should is told elsewhere."""
    if token is None:
        return False
    named = token.token_type in (TokenType.IDENTIFIER, TokenType.STRING, TokenType.NUMBER)
    return named or token.text[:1].isalpha() or token.text[:1] == "_"


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
