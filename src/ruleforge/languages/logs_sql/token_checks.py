"""What is refused already by the look of it: hints, parameters, signs that Spark's grammar does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.reporter import Reporter

__all__ = ["check_tokens"]

_BACK_QUOTES = "a field with anything but letters and digits in its name stands in back quotes"
_BARE_NAME = re.compile(r"\w+")
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
    _check_cases(tokens, report)
    end = next((index for index, token in enumerate(tokens) if token.token_type is TokenType.SEMICOLON), len(tokens))
    for index, token in enumerate(tokens[:end]):
        check = _CHECKS.get(token.token_type)
        if check is not None:
            check(tokens, index, report)
    second = next((token for token in tokens[end:] if token.token_type is not TokenType.SEMICOLON), None)
    if second is not None:
        rule = "several statements in one query are not supported"
        place = Span(second.start, tokens[-1].end + 1)
        report.refuse("sql/statements", "a second statement follows", place, rule=rule)


def _check_cases(tokens: Sequence[Token], report: Reporter) -> None:
    """Every WHEN has its THEN: the parser would go on without."""
    open_whens: list[Token] = []
    for token in tokens:
        if token.token_type is TokenType.WHEN:
            open_whens.append(token)
        elif token.token_type is TokenType.THEN and open_whens:
            open_whens.pop()
    for token in open_whens:
        report.refuse("sql/syntax", "THEN is missing behind this WHEN", _place(token))


def _place(token: Token) -> Span:
    return Span(token.start, token.end + 1)


def _before(tokens: Sequence[Token], index: int) -> Token | None:
    return tokens[index - 1] if index else None


def _following(tokens: Sequence[Token], index: int) -> Token | None:
    return tokens[index + 1] if index + 1 < len(tokens) else None


def _check_hint(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    rule = "only the commands listed there are supported"
    report.refuse("sql/clause", "hints are refused", _place(tokens[index]), rule=rule, help="leave the hint out")


def _check_sign(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    token = tokens[index]
    span = _place(token)
    # A number such as 1L is taken apart into a sign that is not there.
    if report.source.text[span.start : span.end] == token.text:
        message, help_ = _SIGNS[token.token_type]
        report.refuse("sql/syntax", message, span, help=help_)


def _check_user(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    token, following = tokens[index], _following(tokens, index)
    if following is None or following.token_type is not TokenType.L_PAREN:
        report.refuse("sql/function", _USERS[token.token_type], _place(token), rule="supported function families")


def _check_neighbours(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    if missing := _missing(tokens[index], _before(tokens, index), _following(tokens, index)):
        report.refuse("sql/syntax", missing, _place(tokens[index]))


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


def _check_name(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    token = tokens[index]
    if not token.text:
        report.refuse("sql/quote", "there is no name between these back quotes", _place(token))
    elif token.token_type is TokenType.VAR and not _BARE_NAME.fullmatch(token.text):
        help_ = f"write `{token.text}`"
        report.refuse("sql/quote", f"{token.text!r} is no name", _place(token), rule=_BACK_QUOTES, help=help_)


def _check_parameter(tokens: Sequence[Token], index: int, report: Reporter) -> None:
    """Refuses what other dialects take for a value that is given with the call, or for a path into one."""
    token, before, following = tokens[index], _before(tokens, index), _following(tokens, index)
    span = _place(token)
    kind = token.token_type
    if kind is TokenType.PARAMETER:
        if following is None:
            return
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
    report.refuse("sql/syntax", "a query in SQL takes no parameters", span, help="write the value")


_CHECKS: dict[TokenType, Callable[[Sequence[Token], int, Reporter], None]] = {
    TokenType.HINT: _check_hint,
    **dict.fromkeys(_SIGNS, _check_sign),
    **dict.fromkeys(_USERS, _check_user),
    TokenType.IDENTIFIER: _check_name,
    TokenType.VAR: _check_name,
    TokenType.COMMA: _check_neighbours,
    TokenType.ALIAS: _check_neighbours,
    TokenType.ON: _check_neighbours,
    TokenType.USING: _check_neighbours,
    TokenType.L_PAREN: _check_neighbours,
    TokenType.DOT: _check_neighbours,
    TokenType.NUMBER: _check_neighbours,
    TokenType.NOT: _check_neighbours,
    TokenType.PARAMETER: _check_parameter,
    TokenType.COLON: _check_parameter,
    TokenType.L_BRACE: _check_parameter,
    TokenType.PLACEHOLDER: _check_parameter,
}
"""What looks at a token of a kind; it is given all tokens, and the index of that one."""
