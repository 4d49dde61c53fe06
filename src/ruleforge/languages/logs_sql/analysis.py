"""Reading the names of a query: which entry of FROM each column belongs to, and which fields are asked of which logs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.dialect import span_of
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Entry, Scope, outputs_of, selects_of, unwrapped
from ruleforge.languages.logs_sql.sources import SourceError, parse_source

__all__ = ["Analysis"]

_BACK_QUOTES = "a field whose name is not letters only stands in one pair of back quotes"


class Analysis:
    """The scopes of a query's SELECTs; what does not resolve is told to the reporter.

    Fields are not known before logs are given: a name without a qualifier belongs to the one entry of FROM, or in a JOIN
    to either, which is settled when the query runs.
    """

    def __init__(self, query: exp.Query, reporter: Reporter) -> None:
        self.scopes: dict[int, Scope] = {}
        self._report = reporter
        self._query(query, None, 0)

    @property
    def entries(self) -> list[Entry]:
        """Every entry of FROM, in order of appearance."""
        return [entry for scope in self.scopes.values() for entry in scope.entries.values()]

    def scope(self, select: exp.Expr) -> Scope:
        """The scope of a SELECT."""
        return self.scopes[id(select)]

    def _query(self, query: exp.Expr, parent: Scope | None, depth: int) -> None:
        query = unwrapped(query)
        if isinstance(query, exp.SetOperation):
            self._query(query.this, parent, depth)
            self._query(query.expression, parent, depth)
            return
        if isinstance(query, exp.Select):
            self._select(query, parent, depth)
            return
        self._report.refuse("sql/statement", "this is no SELECT", query, rule="inline tables are not supported")

    def _select(self, select: exp.Select, parent: Scope | None, depth: int) -> None:
        aliases = {item.alias.casefold(): item for item in select.expressions if isinstance(item, exp.Alias)}
        scope = Scope(select, {}, aliases, parent, depth)
        self.scopes[id(select)] = scope
        for node in _from_nodes(select):
            entry = self._entry(node, scope)
            if entry is None:
                continue
            if entry.name.casefold() in scope.entries:
                message = f"two entries of FROM are called {entry.name}"
                self._report.refuse("sql/alias", message, node, help="give them aliases with AS")
            scope.entries[entry.name.casefold()] = entry
        for name in _using(select):
            for entry in scope.entries.values():
                if entry.query is None:
                    entry.fields.setdefault(name)
        for clause, node in _clauses(select):
            self._clause(clause, node, scope)

    def _entry(self, node: exp.Expr, scope: Scope) -> Entry | None:
        join = node.parent if isinstance(node.parent, exp.Join) else None
        outer = join is not None and join.side.upper() == "LEFT"
        alias = node.args.get("alias")
        if alias is not None and alias.args.get("columns"):
            self._report.refuse("sql/alias", "names for the columns of an entry of FROM", alias)
        if isinstance(node, exp.Subquery):
            self._query(node.this, scope.parent, scope.depth + 1)
            return Entry(node.alias or "", node, query=node.this, outer=outer)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            return None  # the checks refuse it
        name = node.this.name
        try:
            logs = parse_source(name)
        except SourceError as error:
            span = span_of(node.this) or Span(0, 0)
            quoted = int(node.this.args.get("quoted", False))
            start = span.start + quoted + error.start
            place = Span(start, max(start, span.start + quoted + error.end))
            rule = error.because.removeprefix("CloudWatch Logs user guide, OpenSearch SQL: ")
            self._report.refuse(error.check, error.message, place, rule=rule, help=error.help)
            return None
        return Entry(node.alias or name, node, logs, outer=outer)

    def _clause(self, clause: str, node: exp.Expr, scope: Scope) -> None:
        for part in _own_parts(node):
            if isinstance(part, exp.Column):
                self._column(clause, part, scope)
            elif isinstance(part, exp.Star) and not isinstance(part.parent, exp.Anonymous):
                for entry in scope.entries.values():
                    entry.whole = True
            elif isinstance(part, exp.Query):
                self._query(part, scope, scope.depth + 1)

    def _column(self, clause: str, column: exp.Column, scope: Scope) -> None:
        parts = [part.name for part in column.parts]
        if isinstance(column.this, exp.Star):
            entry = scope.entry(parts[0])
            if entry is not None:
                entry.whole = True
                return
        if len(parts) > 2 or (len(parts) == 2 and scope.entry(parts[0]) is None):
            self._not_a_table(column, parts, scope)
            return
        name = parts[-1]
        if len(parts) == 2:
            entry = scope.entry(parts[0])
            if entry is not None:
                self._ask(entry, column, name)
            return
        self._unqualified(clause, column, name, scope)

    def _unqualified(self, clause: str, column: exp.Column, name: str, scope: Scope) -> None:
        if name.casefold() in scope.aliases:
            aliased = scope.aliases[name.casefold()]
            own = any(part.name.casefold() == name.casefold() for part in aliased.this.find_all(exp.Column))
            if clause in ("having", "order"):
                return
            if clause == "where" and not own:
                message = f"{name} is an alias of the SELECT list, which WHERE does not know"
                help_ = "write the expression, or qualify the field where one of that name is meant"
                self._report.refuse("sql/alias-in-where", message, column, help=help_)
                return
            if clause == "group" and not own:
                for entry in scope.entries.values():
                    if entry.query is None:
                        entry.candidates.setdefault(name)
                return
        entries = list(scope.entries.values())
        if len(entries) == 1:
            self._ask(entries[0], column, name)
            return
        if not entries:
            return
        for entry in entries:
            if entry.query is None:
                entry.candidates.setdefault(name)
        holders = [
            entry
            for entry in entries
            if entry.query is not None and name.casefold() in {n.casefold() for n in output_names(entry.query)}
        ]
        if len(holders) > 1:
            self.ambiguous(column, name)

    def ambiguous(self, column: exp.Expr, name: str) -> None:
        """Refuses a column that both sides of a JOIN have."""
        message = f"{name} is on both sides of the JOIN"
        self._report.refuse("sql/ambiguous", message, column, help="write it with the alias of the side that is meant")

    def _ask(self, entry: Entry, column: exp.Column, name: str) -> None:
        if entry.query is None:
            entry.fields.setdefault(name)
            return
        known = output_names(entry.query)
        if "*" not in known and name.casefold() not in {item.casefold() for item in known}:
            message = f"the subquery has no column {name}"
            help_ = f"it has {', '.join(known)}"
            self._report.refuse("sql/column", message, column, help=help_)

    def _not_a_table(self, column: exp.Column, parts: list[str], scope: Scope) -> None:
        known = [entry.name for entry in scope.entries.values()]
        aliased = len(parts) > 2 and scope.entry(parts[0]) is not None
        dotted = ".".join(parts[1:] if aliased else parts)
        quoted = f"{parts[0]}.`{dotted}`" if aliased else f"`{dotted}`"
        message = f"{parts[-2]} is no entry of FROM" if not aliased else f"{dotted} is read as a column of {parts[-2]}"
        help_ = f"write the field as one name: {quoted}"
        if known and not aliased:
            help_ += f"; FROM has {', '.join(known)}"
        self._report.refuse("sql/dotted-name", message, column, rule=_BACK_QUOTES, help=help_)


def output_names(query: exp.Expr) -> list[str]:
    """The names of a query's columns; of a set operation, those of its first SELECT."""
    first = next(selects_of(query), None)
    return outputs_of(first) if first is not None else []


def _from_nodes(select: exp.Select) -> Iterator[exp.Expr]:
    first = select.args.get("from_")
    if first is not None:
        yield first.this
    for join in select.args.get("joins") or []:
        yield join.this


def _using(select: exp.Select) -> Iterator[str]:
    for join in select.args.get("joins") or []:
        yield from (name.name for name in join.args.get("using") or [])


def _clauses(select: exp.Select) -> Iterator[tuple[str, exp.Expr]]:
    for item in select.expressions:
        yield "select", item
    for join in select.args.get("joins") or []:
        if join.args.get("on") is not None:
            yield "on", join.args["on"]
    for name in ("where", "group", "having", "order", "sort", "windows"):
        found = select.args.get(name)
        for node in found if isinstance(found, list) else [found] if found is not None else []:
            yield ("order" if name == "sort" else name), node


def _own_parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """A node and what is in it, going into no subquery; its columns whole."""
    yield node
    if isinstance(node, exp.Column | exp.Query):
        return
    for child in node.iter_expressions():
        yield from _own_parts(child)
