"""Where the parts of a query stand in its text.

sqlglot knows the places of names, literals and function names. The rest of a node's extent is read off the tokens
around them: the brackets that belong to it, and the words that it begins with.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.tree import children

__all__ = ["Places"]

_CLOSES = {
    TokenType.R_PAREN: TokenType.L_PAREN,
    TokenType.R_BRACKET: TokenType.L_BRACKET,
    TokenType.R_BRACE: TokenType.L_BRACE,
    TokenType.END: TokenType.CASE,
}
_OPENS = frozenset(_CLOSES.values())
_JOIN_WORDS = frozenset((
    "NATURAL", "ASOF", "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "CROSS", "SEMI", "ANTI", "GLOBAL",
    "STRAIGHT_JOIN", "JOIN", "LATERAL",
))  # fmt: skip
_BEGINNINGS: dict[type[exp.Expr], tuple[TokenType, ...]] = {
    exp.Select: (TokenType.SELECT, TokenType.FROM),
    exp.From: (TokenType.FROM,),
    exp.With: (TokenType.WITH,),
    exp.Values: (TokenType.VALUES,),
    exp.Lateral: (TokenType.LATERAL,),
    exp.Pivot: (TokenType.PIVOT, TokenType.UNPIVOT),
    exp.TableSample: (TokenType.TABLE_SAMPLE,),
    exp.Where: (TokenType.WHERE,),
    exp.Group: (TokenType.GROUP_BY,),
    exp.Having: (TokenType.HAVING,),
    exp.Qualify: (TokenType.QUALIFY,),
    exp.Order: (TokenType.ORDER_BY,),
    exp.Sort: (TokenType.SORT_BY,),
    exp.Cluster: (TokenType.CLUSTER_BY,),
    exp.Distribute: (TokenType.DISTRIBUTE_BY,),
    exp.Limit: (TokenType.LIMIT,),
    exp.Offset: (TokenType.OFFSET,),
    exp.Fetch: (TokenType.FETCH,),
    exp.Into: (TokenType.INTO,),
    exp.Exists: (TokenType.EXISTS,),
    exp.Not: (TokenType.NOT,),
    exp.Neg: (TokenType.DASH,),
    exp.Interval: (TokenType.INTERVAL,),
    exp.Parameter: (TokenType.PARAMETER,),
    exp.Placeholder: (TokenType.COLON, TokenType.L_BRACE, TokenType.PLACEHOLDER),
}
"""The tokens that such a node begins with, shortly before its first part; the likelier ones first."""
_IN_BRACKETS = (exp.Paren, exp.Subquery, exp.Tuple)
_LOOK_BACK = 6


class Places:
    """The extents of the nodes of one text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._partners = _partners(tokens)
        self._starts = {token.start: index for index, token in enumerate(tokens)}
        self._ends = {token.end: index for index, token in enumerate(tokens)}

    def of(self, node: exp.Expr) -> Span | None:
        """From the first to the last character of a node; None where nothing in it has a place."""
        parts = [node]
        holders = [0]
        for holder, part in enumerate(parts):  # which grows by what is inside of each
            inside = children(part)
            parts += inside
            holders += [holder] * len(inside)
        reaches = [self._own(part) for part in parts]
        # Children come before their parents, so that a deep tree needs no deep recursion.
        for index in reversed(range(len(parts))):
            if reaches[index]:
                reach = self._grown(parts[index], *self._balanced(sorted(reaches[index])))
                if index == 0:
                    return self._span(*reach)
                reaches[holders[index]].append(reach)
        return None

    def token_of(self, node: exp.Expr) -> Token | None:
        """The first of the tokens that sqlglot knows a node by, such as that of a name; None where it knows none."""
        own = self._own(node)
        return self.tokens[own[0][0]] if own else None

    def token_in(self, node: exp.Expr) -> Token | None:
        """Some token of a node, for whoever asks only on which side of another node it stands."""
        parts = [node]
        for part in parts:  # which grows by what is inside of each
            token = self.token_of(part)
            if token is not None:
                return token
            parts += children(part)
        return None

    def words_of_join(self, join: exp.Join) -> Span | None:
        """The words of a JOIN, such as RIGHT OUTER JOIN; the comma of a comma join."""
        joined = self.of(join.this)
        if joined is None:
            return None
        last = self._before(joined)
        first = last
        while first > 0 and self.tokens[first - 1].text.upper() in _JOIN_WORDS:
            first -= 1
        return self._span(first, last)

    def is_comma(self, span: Span) -> bool:
        """Whether a comma stands before a place."""
        index = self._before(span)
        return index >= 0 and self.tokens[index].token_type is TokenType.COMMA

    def first_of(self, kind: TokenType, after: int) -> Span | None:
        """The first token of a kind that does not stand before an offset."""
        found = (token for token in self.tokens if token.token_type is kind and token.start >= after)
        token = next(found, None)
        return None if token is None else Span(token.start, token.end + 1)

    def _before(self, span: Span) -> int:
        index = self._starts.get(span.start, 0) - 1
        return max(index, 0)

    def _own(self, node: exp.Expr) -> list[tuple[int, int]]:
        """The tokens that sqlglot knows a node by: at most one stretch of them."""
        meta = node._meta or {}
        first, last = self._starts.get(meta.get("start", -1)), self._ends.get(meta.get("end", -1))
        return [] if first is None or last is None else [(first, last)]

    def _grown(self, node: exp.Expr, first: int, last: int) -> tuple[int, int]:
        """With what a node of this kind has around its parts."""
        if isinstance(node, exp.Anonymous):
            return first, self._partners.get(last + 1, last) if self._opens(last + 1) else last
        if isinstance(node, _IN_BRACKETS) and self._partners.get(first - 1) == last + 1:
            return first - 1, last + 1
        if isinstance(node, exp.Cast) and first > 1 and self.tokens[first - 2].text.upper() in ("CAST", "TRY_CAST"):
            return first - 2, self._partners.get(first - 1, last)
        if isinstance(node, exp.Func) and self._partners.get(first - 1) == last + 1:
            return first - 1 - int(first > 1 and self._opens(first - 1)), last + 1
        for kind in _BEGINNINGS.get(type(node), ()):
            for index in range(first, max(first - _LOOK_BACK, -1), -1):
                if self.tokens[index].token_type is kind:
                    return self._balanced([(index, index), (first, last)])
        return first, last

    def _opens(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].token_type is TokenType.L_PAREN

    def _balanced(self, parts: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The tokens from the first part to the last, with the brackets that are opened or closed between them."""
        low, high = index, _ = parts[0]
        for first, last in parts:
            for between in range(index, first):
                partner = self._partners.get(between, between)
                low, high = min(low, partner), max(high, partner)
            index, high = max(index, last + 1), max(high, last)
        return low, high

    def _span(self, first: int, last: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[last].end + 1)


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """For each bracket its partner, by index; CASE and END are brackets too."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.token_type in _OPENS:
            stack.append(index)
        elif stack and _CLOSES.get(token.token_type) is tokens[stack[-1]].token_type:
            opened = stack.pop()
            found[opened], found[index] = index, opened
    return found
