"""Who a name in a query is: the entries of FROM, the fields asked of each, the aliases of the SELECT list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from ruleforge.languages.logs_sql.column_names import output_name
from ruleforge.languages.logs_sql.sources import LogSource
from ruleforge.languages.logs_sql.tree import children

__all__ = [
    "Entry",
    "Scope",
    "columns_of",
    "output_name",
    "output_names",
    "outputs_of",
    "own_parts",
    "selects_of",
    "unwrapped",
]


@dataclass(eq=False)
class Entry:
    """One entry of FROM: logs, or a subquery, or something that is refused and has every column.

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

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of the columns that a subquery yields, a star for itself; without one, none."""
        return () if self.query is None else tuple(output_names(self.query))

    @cached_property
    def aliases(self) -> frozenset[str]:
        """The aliases in the SELECT lists of a subquery, without regard to case; without one, none."""
        selects = () if self.query is None else selects_of(self.query)
        items = (item for select in selects for item in select.expressions)
        return frozenset(item.alias.casefold() for item in items if isinstance(item, exp.Alias))

    def may_yield(self, name: str) -> bool:
        """Whether a subquery has a column of a name, or every column there is."""
        if self.query is None:
            return False
        first = next(selects_of(self.query), None)
        return first is None or first.is_star or name.casefold() in {output.casefold() for output in self.outputs}


@dataclass(eq=False)
class Scope:
    """The names that one SELECT knows. `depth` counts the SELECTs around it; the first has 0.

    `columns`, `aggregates` (calls of them) and `windows` are those of its own clauses; `alias_uses` are those of its
    columns, by their identity, that mean an alias of the SELECT list.
    """

    select: exp.Select
    entries: dict[str, Entry]
    aliases: dict[str, exp.Expr]
    parent: Scope | None
    depth: int
    columns: list[exp.Column] = field(default_factory=list)
    aggregates: list[exp.Anonymous] = field(default_factory=list)
    windows: list[exp.Window] = field(default_factory=list)
    alias_uses: set[int] = field(default_factory=set)

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
    stack = [query]
    while stack:
        part = unwrapped(stack.pop())
        if isinstance(part, exp.SetOperation):
            stack += [part.expression, part.this]
        elif isinstance(part, exp.Select):
            yield part


def outputs_of(select: exp.Select) -> list[str]:
    """The names of the columns that a SELECT yields; a star stands for itself."""
    return [output_name(item) for item in select.expressions]


def output_names(query: exp.Expr) -> list[str]:
    """The names of a query's columns; of a set operation, those of its first SELECT."""
    first = next(selects_of(query), None)
    return outputs_of(first) if first is not None else []


def own_parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """A node and what is in it, in the order of the text; of its columns and subqueries not what is inside."""
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        if not isinstance(part, exp.Column | exp.Query) or part is node:
            stack += reversed(children(part))


def columns_of(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns in an expression, without those of subqueries in it."""
    return (part for part in own_parts(node) if isinstance(part, exp.Column))
