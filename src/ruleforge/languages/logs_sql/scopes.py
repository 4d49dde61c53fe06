"""Who a name in a query is: the entries of FROM, the fields asked of each, the aliases of the SELECT list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from ruleforge.languages.logs_sql.sources import LogSource

__all__ = ["Entry", "Scope", "columns_of", "outputs_of", "selects_of", "unwrapped"]


@dataclass(eq=False)
class Entry:
    """One entry of FROM: logs, or a subquery.

    `name` is the alias, or the name itself. `fields` are the names asked of it, in order of appearance, each as it is
    first spelled; `candidates` are those that are perhaps of another entry of the same JOIN.
    """

    name: str
    node: exp.Expr
    logs: LogSource | None = None
    query: exp.Query | None = None
    outer: bool = False
    fields: dict[str, None] = field(default_factory=dict)
    candidates: dict[str, None] = field(default_factory=dict)
    whole: bool = False


@dataclass(eq=False)
class Scope:
    """The names that one SELECT knows. `depth` counts the SELECTs around it; the first has 0."""

    select: exp.Select
    entries: dict[str, Entry]
    aliases: dict[str, exp.Expr]
    parent: Scope | None
    depth: int

    def entry(self, name: str) -> Entry | None:
        """The entry with an alias, here or around this SELECT; case does not matter."""
        found = self.entries.get(name.casefold())
        return found or (self.parent.entry(name) if self.parent else None)


def unwrapped(node: exp.Expr) -> exp.Expr:
    """A query without the brackets around it."""
    while isinstance(node, exp.Subquery) and not node.args.get("joins"):
        node = node.this
    return node


def selects_of(query: exp.Expr) -> Iterator[exp.Select]:
    """The SELECTs of a query that are joined by set operations, in order."""
    query = unwrapped(query)
    if isinstance(query, exp.SetOperation):
        yield from selects_of(query.this)
        yield from selects_of(query.expression)
    elif isinstance(query, exp.Select):
        yield query


def outputs_of(select: exp.Select) -> list[str]:
    """The names of the columns that a SELECT yields."""
    return [output_name(item) for item in select.expressions]


def output_name(item: exp.Expr) -> str:
    """The name of one column of the SELECT list: its alias, its field, or its text."""
    if isinstance(item, exp.Alias):
        return str(item.alias)
    if isinstance(item, exp.Column):
        return str(item.name)
    from ruleforge.languages.logs_sql.dialect import LogsInsights

    return item.sql(dialect=LogsInsights)


def columns_of(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns in an expression, without those of subqueries in it."""
    if isinstance(node, exp.Column):
        yield node
        return
    for child in node.iter_expressions():
        if not isinstance(child, exp.Query):
            yield from columns_of(child)
