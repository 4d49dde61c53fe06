"""The dialect: Spark's grammar, with every function call kept under the name that was written.

sqlglot reads far more than Logs Insights takes, so reading is not checking: `checks.py` says what AWS refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import ErrorLevel, ParseError, TokenError
from sqlglot.parsers.spark import SparkParser
from sqlglot.tokenizer_core import Token, TokenType

from ruleforge.diagnostics import Finding, SourceText
from ruleforge.errors import UsageError
from ruleforge.languages.logs_sql.syntax import beginning, too_deep, unparsed, unreadable
from ruleforge.languages.logs_sql.tree import Tree

__all__ = ["LogsInsights", "read_statement", "tokens_of"]

_KEPT_PARSERS = ("CAST", "TRY_CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_BEHIND = ("order", "sort", "limit", "offset")
_MOST_LEVELS = 100
"""How deep a tree may be. Everything that walks it by recursion stays well within Python's own bound."""


class LogsInsights(Spark):
    """OpenSearch SQL as Logs Insights takes it."""

    class Parser(SparkParser):
        """Spark's, without its knowledge of functions, so that a call is told by the name in the text."""

        FUNCTIONS: ClassVar = {}
        FUNCTION_PARSERS: ClassVar = {name: SparkParser.FUNCTION_PARSERS[name] for name in _KEPT_PARSERS}
        NO_PAREN_FUNCTION_PARSERS: ClassVar = {
            "ANY": lambda self: self._parse_any(),
            "CASE": SparkParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
        }
        ARRAY_CONSTRUCTORS: ClassVar = {}
        """Brackets behind array(…) take an element."""

        def _parse_any(self) -> exp.Expr | None:
            """ANY behind LIKE stands before patterns; anywhere else it is an aggregate like others."""
            if self._tokens[self._index - 2].token_type in (TokenType.LIKE, TokenType.ILIKE):
                return self.expression(exp.Any(this=self._parse_bitwise()))
            self._retreat(self._index - 1)
            return self._parse_function_call(optional_parens=False)

        def _parse_cube_or_rollup(self, with_prefix: bool = False) -> exp.Cube | exp.Rollup | None:
            """As in sqlglot, but with conditions among what is grouped by."""
            kind = exp.Cube if self._match(TokenType.CUBE) else exp.Rollup if self._match(TokenType.ROLLUP) else None
            if kind is None:
                return None
            terms = [] if with_prefix else self._parse_wrapped_csv(self._parse_disjunction)
            return self.expression(kind(expressions=terms))

        def _parse_grouping_set(self) -> exp.Expr | None:
            return self._parse_grouping_sets() or self._parse_cube_or_rollup() or self._parse_disjunction()


@lru_cache(maxsize=1)
def _check_sqlglot() -> None:
    """Raises UsageError for a compiled sqlglot: Python makes no objects of classes that derive from compiled ones."""
    try:
        LogsInsights().parser()
    except TypeError as error:
        message = f"queries cannot be read with the compiled sqlglot that is installed: {error}"
        raise UsageError([Finding("usage/sqlglot", message, help="pip uninstall sqlglotc")]) from error


@lru_cache(maxsize=1)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text, comments left out. Raises sqlglot's TokenError where a quote is not closed.

    The last text's are kept: its grammar is read first, and then its places.
    """
    return tuple(LogsInsights().tokenize(text))


def read_statement(source: SourceText) -> tuple[Tree | None, list[Finding]]:
    """The first SELECT of a text, or what is wrong with its grammar.

    Raises UsageError where the sqlglot that is installed is compiled (`sqlglot[c]`).
    """
    _check_sqlglot()
    try:
        tokens = tokens_of(source.text)
    except TokenError:
        return None, [unreadable(source)]
    if findings := beginning(source, tokens):
        return None, findings
    # What follows a semicolon is refused by the checks, together with what is wrong before it.
    end = next((index for index, token in enumerate(tokens) if token.token_type is TokenType.SEMICOLON), len(tokens))
    try:
        parsed = LogsInsights().parser(error_level=ErrorLevel.IMMEDIATE).parse(list(tokens[:end]), source.text)
    except ParseError as error:
        return None, [unparsed(source, tokens, error)]
    except RecursionError:
        return None, [too_deep(source)]
    statement = parsed[0]
    if not isinstance(statement, exp.Query) or isinstance(statement, exp.Table):
        return None, [unparsed(source, tokens, ParseError("this is no SELECT"))]
    tree = Tree.of(statement)
    if tree.levels > _MOST_LEVELS:
        return None, [too_deep(source)]
    if subqueries := tree.nodes_of(exp.Subquery):
        _open_brackets(tree.nodes_of(exp.Select))
        _move_into_brackets(subqueries)
        tree = Tree.of(_without_brackets(statement))
    return tree, []


def _move_into_brackets(subqueries: Iterable[exp.Subquery]) -> None:
    """Moves what stands behind brackets into them; the outer ones come first."""
    for node in subqueries:
        inner = node.this
        clauses = [name for name in _BEHIND if node.args.get(name)]
        if isinstance(inner, exp.Query) and not any(inner.args.get(name) for name in _BEHIND):
            for name in clauses:
                inner.set(name, node.args[name])
                node.set(name, None)


def _without_brackets(statement: exp.Query) -> exp.Query:
    """The query in brackets that stand around all of it."""
    while isinstance(statement, exp.Subquery) and isinstance(statement.this, exp.Query):
        if any(value for name, value in statement.args.items() if name != "this"):
            break
        statement = statement.this
    return statement


def _open_brackets(selects: Iterable[exp.Select]) -> None:
    """Takes the brackets away that stand around a log group or a JOIN in FROM: they mean nothing."""
    for select in selects:
        first = select.args.get("from_")
        joins = select.args.get("joins") or []
        for holder in (first, *joins):
            if holder is None:
                continue
            inner = _bracketed_table(holder.this)
            if inner is None:
                continue
            alias, own = holder.this.args.get("alias"), inner.args.get("joins") or []
            if own and alias is not None:
                continue
            if alias is not None:
                inner.set("alias", alias)
            holder.set("this", inner)
            if own and holder is first:
                inner.set("joins", None)
                joins = [*own, *joins]
                select.set("joins", joins)


def _bracketed_table(node: exp.Expr) -> exp.Table | None:
    if not isinstance(node, exp.Subquery):
        return None
    while isinstance(node, exp.Subquery):
        node = node.this
    return node if isinstance(node, exp.Table) else None
