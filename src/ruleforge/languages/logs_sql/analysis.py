"""Reading the names of a query: which entry of FROM a column belongs to, and which fields are asked of which logs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.grouping import is_aggregate
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Entry, Scope, columns_of, own_parts, selects_of, unwrapped
from ruleforge.languages.logs_sql.sources import SourceError, parse_source
from ruleforge.languages.logs_sql.tree import Tree

__all__ = ["Analysis"]

_BACK_QUOTES = "a field whose name is not letters only stands in one pair of back quotes"


class Analysis:
    """The scopes of a query's SELECTs; what does not resolve is told to the reporter.

    Fields are not known before logs are given: a name without a qualifier belongs to the one entry of FROM, or in a
    JOIN to either, which is settled when the query runs.
    """

    def __init__(self, tree: Tree, reporter: Reporter) -> None:
        self.scopes: dict[int, Scope] = {}
        self._report = reporter
        self._query(tree.statement, None, 0)
        for call in tree.nodes_of(exp.Anonymous):
            if is_aggregate(call) and (scope := self._scope_around(call)):
                scope.aggregates.append(call)
        for window in tree.nodes_of(exp.Window):
            if scope := self._scope_around(window):
                scope.windows.append(window)

    @property
    def entries(self) -> list[Entry]:
        """Every entry of FROM, in order of appearance."""
        return [entry for scope in self.scopes.values() for entry in scope.entries.values()]

    def scope(self, select: exp.Expr) -> Scope:
        """The scope of a SELECT."""
        return self.scopes[id(select)]

    def _scope_around(self, part: exp.Expr) -> Scope | None:
        """The scope of the SELECT in one of whose own clauses something stands; None where it stands in none."""
        holder = part.parent
        while holder is not None and not isinstance(holder, exp.Query | exp.Column):
            holder = holder.parent
        return self.scopes.get(id(holder))

    def _query(self, query: exp.Expr, parent: Scope | None, depth: int) -> None:
        for select in selects_of(query):
            self._select(select, parent, depth)

    def _select(self, select: exp.Select, parent: Scope | None, depth: int) -> None:
        aliases: dict[str, exp.Expr] = {}
        for item in select.expressions:
            if isinstance(item, exp.Alias):
                aliases.setdefault(item.alias.casefold(), item)
        scope = Scope(select, {}, aliases, parent, depth)
        self.scopes[id(select)] = scope
        for node in _from_nodes(select):
            entry = self._entry(node, scope)
            name = entry.name.casefold()
            if name in scope.entries:
                message = f"two entries of FROM are called {entry.name}"
                self._report.refuse("sql/alias", message, node, help="give them aliases with AS")
            scope.entries[name or f" {len(scope.entries)}"] = entry
        for shared in _using(select):
            for entry in scope.entries.values():
                self._ask(entry, shared, shared.name)
        for clause, node in _clauses(select):
            self._clause(clause, node, scope)

    def _entry(self, node: exp.Expr, scope: Scope) -> Entry:
        join = node.parent if isinstance(node.parent, exp.Join) else None
        outer = join is not None and join.side.upper() == "LEFT"
        alias = node.args.get("alias")
        if isinstance(node, exp.Subquery) and isinstance(unwrapped(node), exp.Query):
            if alias is not None and alias.args.get("columns"):
                message = "names for the columns of a subquery are not listed as supported"
                self._report.refuse("sql/alias", message, alias, help="give the columns aliases inside of the subquery")
                return Entry(node.alias, node)
            self._query(node.this, scope.parent, scope.depth + 1)
            return Entry(node.alias or "", node, query=node.this, outer=outer)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier) or node.args.get("db"):
            return Entry(node.alias or "", node)  # the checks refuse it
        if alias is not None and alias.args.get("columns"):
            message = "a log group's fields have names of their own"
            self._report.refuse("sql/alias", message, alias, help="give aliases in the SELECT list")
        name = node.this.name
        if not name:
            return Entry(node.alias, node)
        try:
            logs = parse_source(name)
        except SourceError as error:
            self._report.refuse(
                error.check, error.message, self._within(node.this, error), rule=error.rule, help=error.help
            )
            return Entry(node.alias or name, node)
        return Entry(node.alias or name, node, logs, outer=outer)

    def _within(self, name: exp.Identifier, error: SourceError) -> Span:
        """The place in the text of something inside of a name in back quotes."""
        span = self._report.place(name)
        quoted = int(self._report.source.text[span.start] == "`")
        start = min(span.start + quoted + error.start, span.end - quoted)
        return Span(start, max(start, min(span.start + quoted + error.end, span.end - quoted)))

    def _clause(self, clause: str, node: exp.Expr, scope: Scope) -> None:
        for part in own_parts(node):
            if isinstance(part, exp.Column):
                self._column(clause, part, scope)
            elif isinstance(part, exp.Star) and not isinstance(part.parent, exp.Anonymous):
                for entry in scope.entries.values():
                    entry.whole = True
            elif isinstance(part, exp.Query):
                self._query(part, scope, scope.depth + 1)

    def _column(self, clause: str, column: exp.Column, scope: Scope) -> None:
        scope.columns.append(column)
        parts = [part.name for part in column.parts]
        entry = scope.entry(parts[0])
        if len(parts) > 2 or (len(parts) == 2 and entry is None):
            self._not_a_table(column, parts, scope)
        elif isinstance(column.this, exp.Star) and entry is not None:
            entry.whole = True
        elif entry is not None and len(parts) == 2:
            self._ask(entry, column, parts[-1])
        elif len(parts) == 1:
            self._unqualified(clause, column, parts[-1], scope)

    def _unqualified(self, clause: str, column: exp.Column, name: str, scope: Scope) -> None:
        if name.casefold() in scope.aliases and self._is_alias(clause, column, name, scope):
            return
        entries = list(scope.entries.values())
        if len(entries) == 1:
            self._ask(entries[0], column, name)
            return
        for entry in entries:
            if entry.query is None:
                entry.candidates.setdefault(name)
        holders = [entry for entry in entries if entry.may_yield(name)]
        if len(holders) > 1:
            self.ambiguous(column, name)

    def _is_alias(self, clause: str, column: exp.Column, name: str, scope: Scope) -> bool:
        """Whether a name means an alias of the SELECT list; but in HAVING and ORDER BY, fields go first."""
        if clause in ("having", "order"):
            scope.alias_uses.add(id(column))
            self._ambiguous_alias(column, name, scope)
            return True
        if clause == "select":
            if not _comes_before(scope.aliases[name.casefold()], column):
                return False
        elif any(
            part.name.casefold() == name.casefold() and id(part) not in scope.alias_uses
            for item in scope.select.expressions
            for part in columns_of(item)
        ):
            return False  # the SELECT list reads a field of that name
        if clause in ("where", "on"):
            message = f"{name} is an alias of the SELECT list, which {clause.upper()} does not know"
            help_ = "write the expression, or qualify the field where one of that name is meant"
            self._report.refuse("sql/alias-in-where", message, column, help=help_)
            return True
        # A field of that name would be meant if there is one, which is seen when the query runs.
        scope.alias_uses.add(id(column))
        for entry in scope.entries.values():
            if entry.query is None:
                entry.candidates.setdefault(name)
        return True

    def _ambiguous_alias(self, column: exp.Column, name: str, scope: Scope) -> None:
        same = [
            item
            for item in scope.select.expressions
            if isinstance(item, exp.Alias) and item.alias.casefold() == name.casefold()
        ]
        if len(same) > 1:
            message = f"{len(same)} columns of the SELECT list are called {name}"
            self._report.refuse("sql/ambiguous", message, column, help="give them different aliases")

    def ambiguous(self, column: exp.Expr, name: str) -> None:
        """Refuses a column that both sides of a JOIN have."""
        message = f"{name} is on both sides of the JOIN"
        self._report.refuse("sql/ambiguous", message, column, help="write it with the alias of the side that is meant")

    def _ask(self, entry: Entry, column: exp.Expr, name: str) -> None:
        if entry.query is None:
            entry.fields.setdefault(name)
            return
        count = sum(output.casefold() == name.casefold() for output in entry.outputs)
        if count > 1:
            message = f"{count} columns of the subquery are called {name}"
            self._report.refuse("sql/ambiguous", message, column, help="give them different aliases")
        elif not entry.may_yield(name):
            message = f"the subquery has no column {name}"
            help_ = f"it has {', '.join(entry.outputs)}"
            self._report.refuse("sql/column", message, column, help=help_)

    def _not_a_table(self, column: exp.Column, parts: list[str], scope: Scope) -> None:
        known = [entry.name for entry in scope.entries.values() if entry.name]
        aliased = len(parts) > 2 and scope.entry(parts[0]) is not None
        dotted = ".".join(parts[1:] if aliased else parts)
        message = f"{parts[-2]} is no entry of FROM" if not aliased else f"{dotted} is read as a column of {parts[-2]}"
        help_ = f"write the field as one name: {f'{parts[0]}.' if aliased else ''}`{dotted}`"
        if isinstance(column.this, exp.Star):
            help_ = ""
        if known and not aliased:
            help_ = f"{help_}; FROM has {', '.join(known)}" if help_ else f"FROM has {', '.join(known)}"
        self._report.refuse("sql/dotted-name", message, column, rule=_BACK_QUOTES, help=help_)


def _comes_before(alias: exp.Expr, column: exp.Column) -> bool:
    """Whether an alias is given left of the column of the SELECT list in which a name stands."""
    item: exp.Expr | None = column
    while item is not None and item.parent is not alias.parent:
        item = item.parent
    return item is not None and (item.index or 0) > (alias.index or 0)


def _from_nodes(select: exp.Select) -> Iterator[exp.Expr]:
    """The entries of FROM in order, those of JOINs in JOINs too."""
    first = select.args.get("from_")
    stack = [join.this for join in reversed(select.args.get("joins") or [])]
    if first is not None:
        stack.append(first.this)
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, exp.Table):
            stack += [join.this for join in reversed(node.args.get("joins") or [])]


def _using(select: exp.Select) -> Iterator[exp.Identifier]:
    for join in select.args.get("joins") or []:
        yield from join.args.get("using") or []


def _clauses(select: exp.Select) -> Iterator[tuple[str, exp.Expr]]:
    for item in select.expressions:
        yield "select", item
    for node in _from_nodes(select):
        if isinstance(node.parent, exp.Join) and node.parent.args.get("on") is not None:
            yield "on", node.parent.args["on"]
    for name in ("where", "group", "having", "order", "sort", "windows"):
        found = select.args.get(name)
        for node in found if isinstance(found, list) else [found] if found is not None else []:
            yield ("order" if name == "sort" else name), node
