"""A query as Logs Insights takes it, or refuses it: parsed, checked, and run on logs that are in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ruleforge.data import number
from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.errors import QueryError, UnsupportedError, UsageError
from ruleforge.languages.arguments import series_argument
from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.checks import check_query
from ruleforge.languages.logs_sql.database import DEFAULT_TIMEOUT, add_macros, bounded, run_bounded, session
from ruleforge.languages.logs_sql.dialect import read_statement
from ruleforge.languages.logs_sql.flatten import Event
from ruleforge.languages.logs_sql.join_report import JoinReport, report_join
from ruleforge.languages.logs_sql.plan import plan_lines
from ruleforge.languages.logs_sql.prepared import are_few, run_prepared
from ruleforge.languages.logs_sql.relation import Gathered, Need, Relation, gather
from ruleforge.languages.logs_sql.reporter import PAGE, Reporter
from ruleforge.languages.logs_sql.scopes import Entry
from ruleforge.languages.logs_sql.sources import LogSource
from ruleforge.languages.logs_sql.translation.call import ArgumentError
from ruleforge.languages.logs_sql.translation.json_functions import json_path
from ruleforge.languages.logs_sql.values import json_value, plain_rows

if TYPE_CHECKING:
    import duckdb

    from ruleforge.languages.logs_sql.translation.translated import Statement

__all__ = ["LogsQuery", "QueryParts", "QueryResult"]

_MESSAGE = "@message"
_MOST_STATEMENTS = 100


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query yields.

    `columns` are the names in the order of the SELECT list, `rows` the values: text, whole numbers, floats, truth
    values, None, lists, and moments as text. `notes` say what to know about the answer, such as a field that no event
    has.
    """

    columns: list[str]
    rows: list[tuple[Any, ...]]
    notes: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The result as JSON data; infinite numbers and NaN, which JSON does not have, as text."""
        return {
            "columns": self.columns,
            "rows": [[json_value(value) for value in row] for row in self.rows],
            "notes": [note.to_dict() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class QueryParts:
    """What a query is made of: its tree, who the names in it are, and where a node stands in the text."""

    statement: exp.Query
    analysis: Analysis
    place: Callable[[exp.Expr | None], Span]


class LogsQuery:
    """A query in OpenSearch SQL."""

    def __init__(self, statement: exp.Query, analysis: Analysis, report: Reporter) -> None:
        self._report = report
        self._statement = statement
        self._analysis = analysis
        self._notes = tuple(report.notes)
        self._statements: dict[Hashable, Statement] = {}

    @classmethod
    def parse(cls, sql: str, *, name: str = "<query>") -> LogsQuery:
        """Reads a query. Raises QueryError with everything for which Logs Insights refuses it."""
        if not isinstance(sql, str):
            raise UsageError([Finding("usage/query", "a query is text")])
        source = SourceText(name, sql)
        most = number("qd.query.max")
        if len(sql) > most:
            message = f"the query has {len(sql):,} characters"
            because = f"CloudWatch Logs API, StartQuery: at most {most:,} characters"
            raise QueryError(
                [Finding("sql/length", message, because=because, source=source, span=Span(most, len(sql)))]
            )
        tree, findings = read_statement(source)
        if tree is None:
            raise QueryError(findings)
        report = Reporter(source)
        analysis = Analysis(tree, report)
        check_query(tree, analysis, report)
        if report.errors:
            raise QueryError(report.errors)
        return cls(tree.statement, analysis, report)

    def __str__(self) -> str:
        return self._report.source.text

    @property
    def log_groups(self) -> tuple[str, ...]:
        """The log groups and data sources that FROM names, in order of appearance, each once."""
        return tuple(dict.fromkeys(name for entry in self._logs() for name in _logs_of(entry)))

    @property
    def sources(self) -> list[tuple[str, LogSource]]:
        """What FROM reads, entry by entry: the name between its quotes, and what that means."""
        return [(entry.node.name, entry.logs) for entry in self._analysis.entries if entry.logs is not None]

    @property
    def notes(self) -> list[Finding]:
        """What there is to say about a query that Logs Insights takes."""
        return list(self._notes)

    @property
    def parts(self) -> QueryParts:
        """The query taken apart, for whoever has more to say about it than AWS has."""
        return QueryParts(self._statement, self._analysis, self._report.place)

    def plan(self) -> list[str]:
        """The query in words, step by step, a line each."""
        return plan_lines(self._statement, self._analysis)

    @cached_property
    def needs(self) -> Mapping[tuple[str, ...], Need]:
        """What is read of each set of log groups that an entry of FROM names."""
        uses = self._message_uses()
        needs = {names: _merged(entries, uses) for names, entries in self._by_logs.items()}
        if len(self._logs()) == 1 and isinstance(self._statement, exp.Select):
            (names,) = needs
            needs[names] = replace(needs[names], required=tuple(_required(self._statement)))
        return needs

    def run(
        self, tables: Mapping[str, Iterable[Mapping[str, Any] | str | Event]], *, timeout: float = DEFAULT_TIMEOUT
    ) -> QueryResult:
        """Runs the query on logs that are in memory: for each log group its records, or messages as text.

        Raises UsageError where a log group of the query is missing or the query takes more than `timeout` seconds,
        QueryError where the logs show that AWS refuses it (a name that fits two fields), and UnsupportedError for what
        AWS has and this engine does not.
        """
        given = self.groups_read(tables)
        events = {name: [_event(item) for item in series_argument(tables[name])] for name in given}
        gathered: dict[tuple[str, ...], Gathered] = {}
        for index, (names, need) in enumerate(self.needs.items()):
            read = [event for name in names or given for event in events[name]]
            gathered[names] = gather(f"t{index}", read, need)
        relations = {names: table.relation for names, table in gathered.items()}
        if are_few([gathered[names] for names, entries in self._by_logs.items() for _ in entries]):
            statement = self._translated(relations)
            rows, more = run_prepared(statement.sql, list(gathered.values()), number("sql.rows.max"), timeout)
            return self._result(statement, relations, rows, more)
        with session() as connection:
            with bounded(connection, timeout):
                for table in gathered.values():
                    table.create(connection)
            return self.run_on(connection, relations, timeout=timeout)

    def run_on(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: Mapping[tuple[str, ...], Relation],
        *,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> QueryResult:
        """Runs the query on tables of a database, by the log groups that they hold (see `needs`)."""
        statement = self._translated(relations)
        add_macros(connection, statement.sql)
        rows, more = run_bounded(connection, statement.sql, number("sql.rows.max"), timeout)
        return self._result(statement, relations, rows, more)

    def _result(
        self,
        statement: Statement,
        relations: Mapping[tuple[str, ...], Relation],
        rows: Iterable[Sequence[Any]],
        more: bool,
    ) -> QueryResult:
        notes = [*self._notes, *self._relation_notes(relations), *self._limit_notes(more)]
        return QueryResult(list(statement.columns), plain_rows(rows), tuple(notes))

    def join_on(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: Mapping[tuple[str, ...], Relation],
        *,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> JoinReport | None:
        """What the JOIN of the query does with tables of a database; None for a query without one."""
        from ruleforge.languages.logs_sql.translation.statements import join_sides

        with self._placing():
            sides = join_sides(self._analysis, self._bound(relations))
        if sides is None:
            return None
        add_macros(connection, f"{sides.left} {sides.right} {sides.condition}")
        with bounded(connection, timeout):
            return report_join(connection, sides)

    def _translated(self, relations: Mapping[tuple[str, ...], Relation]) -> Statement:
        """The query over tables; once for all tables that are alike, such as those of its tests."""
        for names, entries in self._by_logs.items():
            self._refuse_ambiguous(entries, relations[names])
        # Whoever only checks queries goes without what translates them.
        from ruleforge.languages.logs_sql.translation.statements import translate

        key = tuple((names, relation.shape) for names, relation in relations.items())
        # Another thread may clear what is kept at any time.
        statement = self._statements.get(key)
        if statement is None:
            with self._placing():
                statement = translate(self._statement, self._analysis, self._bound(relations))
            if len(self._statements) >= _MOST_STATEMENTS:
                self._statements.clear()
            self._statements[key] = statement
        return statement

    @contextmanager
    def _placing(self) -> Iterator[None]:
        """Tells what cannot be translated at its place in the text."""
        try:
            yield
        except ArgumentError as error:
            report = self._report.afresh()
            node = error.args[1] if len(error.args) > 1 else None
            report.refuse("sql/unsupported" if error.unsupported else "sql/type", error.message, node)
            raise (UnsupportedError if error.unsupported else QueryError)(report.errors) from None

    def groups_read(self, given: Collection[str]) -> tuple[str, ...]:
        """The log groups that the query reads, of those that logs are given for.

        Raises UsageError where it names one that none are given for.
        """
        missing = [name for name in self.log_groups if name not in given]
        if missing:
            help_ = f"logs were given for: {', '.join(sorted(given)) or 'none'}"
            raise UsageError(
                [Finding("query/log-group", f"there are no logs for {name}", help=help_) for name in missing]
            )
        # filterIndex alone names no log group: it is about all of them.
        return tuple(given) if () in self._by_logs else self.log_groups

    def _bound(self, relations: Mapping[tuple[str, ...], Relation]) -> dict[int, Relation]:
        """The relation of each entry of FROM, by the entry's identity."""
        return {id(entry): relations[names] for names, entries in self._by_logs.items() for entry in entries}

    def _message_uses(self) -> dict[int, tuple[set[str], bool]]:
        """For each entry the JSON paths that are read out of its `@message`, and whether it is used otherwise."""
        uses: dict[int, tuple[set[str], bool]] = {id(entry): (set(), False) for entry in self._logs()}
        for column in self._statement.find_all(exp.Column):
            if column.name.casefold() != _MESSAGE:
                continue
            path = _path_of(column)
            select = column.find_ancestor(exp.Select)
            scope = None if select is None else self._analysis.scope(select)
            for entry in self._logs():
                if not column.table or column.table.casefold() == entry.name.casefold():
                    paths, otherwise = uses[id(entry)]
                    here = path is not None and scope is not None and entry in scope.entries.values()
                    if path is not None and here:
                        paths.add(path)
                    uses[id(entry)] = paths, otherwise or not here
        return uses

    def _logs(self) -> list[Entry]:
        return [entry for entry in self._analysis.entries if entry.logs is not None]

    @cached_property
    def _by_logs(self) -> Mapping[tuple[str, ...], list[Entry]]:
        found: dict[tuple[str, ...], list[Entry]] = {}
        for entry in self._logs():
            found.setdefault(_logs_of(entry), []).append(entry)
        return found

    @cached_property
    def _columns(self) -> Mapping[str, exp.Column]:
        """Of each name in the query the first column that is written so."""
        found: dict[str, exp.Column] = {}
        for column in self._statement.find_all(exp.Column):
            found.setdefault(column.name, column)
        return found

    def _refuse_ambiguous(self, entries: Iterable[Entry], relation: Relation) -> None:
        report = self._report.afresh()
        for entry in entries:
            for name in (*entry.fields, *entry.candidates):
                if name.casefold() in relation.ambiguous:
                    message = f"{name} fits two fields of these logs that differ in case only"
                    help_ = f"read it out of the message: get_json_object(`@message`, '$.{name}')"
                    report.refuse("sql/case-only", message, self._columns[name], help=help_)
        if report.errors:
            raise QueryError(report.errors)

    def _relation_notes(self, relations: Mapping[tuple[str, ...], Relation]) -> Iterator[Finding]:
        for names, entries in self._by_logs.items():
            relation = relations[names]
            shown = ", ".join(names)
            for name in dict.fromkeys(name for entry in entries for name in entry.fields if name != _MESSAGE):
                if relation.events and relation.columns[name.casefold()].is_absent:
                    report = self._report.afresh()
                    node = self._columns.get(name)
                    message = f"no event of {shown} has the field {name}: it is NULL"
                    rule = "whether an unknown name is an error is undocumented; we chose NULL"
                    report.warn("sql/absent-field", message, node, rule=rule)
                    yield from report.notes
            if relation.overfull:
                most = number("sql.fields.max")
                message = f"{relation.overfull:,} events of {shown} have more than {most} fields"
                because = (
                    f"CloudWatch Logs user guide: {most} fields of an event are discovered; which is not documented"
                )
                help_ = "read what matters out of the message: get_json_object(`@message`, '$.…')"
                yield Finding("sql/field-limit", message, Severity.WARNING, because=because, help=help_)

    def _limit_notes(self, more: bool) -> Iterator[Finding]:
        most = number("sql.rows.max")
        limit = self._statement.args.get("limit")
        if more:
            report = self._report.afresh()
            message = f"there are more than {most:,} rows; the first {most:,} are shown"
            report.warn("sql/row-limit", message, limit, rule=f"a query returns at most {most:,} rows")
            yield from (replace(note, because=note.because or PAGE) for note in report.notes)


def _logs_of(entry: Entry) -> tuple[str, ...]:
    return entry.logs.names if entry.logs is not None else ()


def _path_of(column: exp.Column) -> str | None:
    """The path that get_json_object reads out of a column, where that is all that is done with it."""
    call = column.parent
    if not isinstance(call, exp.Anonymous) or call.name.lower() != "get_json_object" or len(call.expressions) != 2:
        return None
    path = call.expressions[1]
    if call.expressions[0] is not column or not isinstance(path, exp.Literal) or not path.is_string:
        return None
    try:
        return json_path(path.name)
    except ArgumentError:
        return None


def _required(select: exp.Select) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that WHERE compares with texts, in conditions of which each has to hold."""
    where = select.args.get("where")
    for condition in where.this.flatten() if where is not None and isinstance(where.this, exp.And) else ():
        column = condition.this
        if not isinstance(column, exp.Column) or condition.args.get("negate"):
            continue
        if isinstance(condition, exp.EQ):
            values = [condition.expression]
        elif isinstance(condition, exp.In) and condition.args.get("query") is None:
            values = condition.expressions
        else:
            continue
        if values and all(isinstance(value, exp.Literal) and value.is_string for value in values):
            yield column.name, tuple(value.name for value in values)


def _merged(entries: Iterable[Entry], uses: Mapping[int, tuple[set[str], bool]]) -> Need:
    fields: dict[str, None] = {}
    whole = message = False
    paths: set[str] = set()
    for entry in entries:
        fields |= entry.fields | entry.candidates
        whole = whole or entry.whole
        found, otherwise = uses[id(entry)]
        paths |= found
        message = message or otherwise
        if entry.logs is not None:
            fields |= dict.fromkeys(condition.field for condition in entry.logs.conditions)
    return Need(tuple(fields), tuple(sorted(paths)), message, whole)


def _event(given: Mapping[str, Any] | str | Event) -> Event:
    if isinstance(given, Event):
        return given
    if isinstance(given, Mapping | str):
        return Event.of(given)
    raise UsageError([Finding("usage/record", "a log event is a record, or the text of a message")])
