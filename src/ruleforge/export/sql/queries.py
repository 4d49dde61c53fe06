"""Logs Insights queries over the views: the fields that a query names become columns, and the query stays as it is.

Logs Insights' SQL is Spark's, so for Spark only FROM changes. For Athena the query is translated, node by node, and
refused where Trino has no counterpart (`ruleforge.export.sql.athena_queries`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from ruleforge.catalog.catalog import Catalog
from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import UnsupportedError
from ruleforge.export.sql.athena_queries import AthenaQuery
from ruleforge.export.sql.fields import read_field
from ruleforge.export.sql.statement import Statement, commented
from ruleforge.export.sql.tables import day_range, view_of
from ruleforge.languages.logs_sql import LogsQuery
from ruleforge.languages.logs_sql.relation import Need
from ruleforge.languages.logs_sql.scopes import Entry
from ruleforge.model import Rule
from ruleforge.predicate.sql import Dialect

__all__ = ["query_statement"]

_MESSAGE = "@message"


def query_statement(
    rule: Rule, query: LogsQuery, catalog: Catalog, values: Mapping[str, str], dialect: Dialect
) -> Statement:
    """The statement that asks what a query asks. Raises UnsupportedError with everything that has no counterpart."""
    problems = [*_refused(query)]
    tables: dict[tuple[str, ...], str] = {}
    parts: list[tuple[str, exp.Expr]] = []
    for names, need in query.needs.items():
        try:
            views = list(dict.fromkeys(view_of(name, catalog, values) for name in names))
        except UnsupportedError as error:
            problems += error.findings
            continue
        problems += _unknown(need)
        tables[names] = f"{'_'.join(views)}_fields" if len(views) == 1 else "log_fields"
        parts.append((tables[names], _columns(need, views, dialect)))
    if problems:
        raise UnsupportedError(_at_rule(rule, problems))
    tree, aliased = _with_tables(query, tables)
    notes = [*_notes(dialect)]
    if dialect is Dialect.ATHENA:
        translated = AthenaQuery(tree, query, aliased)
        tree = translated.translate()
        if translated.problems:
            raise UnsupportedError(_at_rule(rule, translated.problems))
        notes += translated.notes
    for name, part in parts:
        tree = tree.with_(name, as_=part)
    text = tree.sql(dialect.value, pretty=True, identify=dialect is Dialect.ATHENA)
    head = (f"{rule.key}: {rule.title}", "query: its rows")
    return Statement(rule.id, commented(head, notes, text), tuple(notes))


def _at_rule(rule: Rule, findings: Sequence[Finding]) -> list[Finding]:
    return [replace(item, message=f"{rule.key}: {item.message}", source=None, span=None) for item in findings]


def _refused(query: LogsQuery) -> Iterator[Finding]:
    for entry in _logs(query):
        if entry.logs is not None and (entry.logs.conditions or entry.logs.data_sources):
            message = "filterIndex and dataSource in FROM are features of CloudWatch Logs"
            yield Finding("export/source", message, help="name the log group, and put the condition into WHERE")


def _logs(query: LogsQuery) -> list[Entry]:
    return [entry for entry in query.parts.analysis.entries if entry.logs is not None]


def _unknown(need: Need) -> Iterator[Finding]:
    if need.whole:
        yield Finding("export/star", "SELECT * asks for whatever fields there are", help="name the fields")
    for name in need.fields:
        if name.startswith("@") and name.casefold() != _MESSAGE:
            yield Finding("export/system-field", f"{name} is made by CloudWatch Logs", help="use the record's own time")


def _columns(need: Need, views: Sequence[str], dialect: Dialect) -> exp.Expr:
    """The fields that a query reads of some views, as columns under the fields' own names."""
    selects = []
    for view in views:
        select = exp.select()
        names = [name for name in need.fields if name.casefold() != _MESSAGE]
        for name in names:
            select = select.select(exp.alias_(read_field(name, view, dialect), name, quoted=True))
        if len(names) < len(need.fields) or need.paths or need.message or not names:
            select = select.select(exp.alias_(exp.column("record"), _MESSAGE, quoted=True))
        selects.append(select.from_(view).where(day_range()))
    found: exp.Query = selects[0]
    for other in selects[1:]:
        found = exp.Union(this=found, expression=other, distinct=False)
    return found


def _with_tables(query: LogsQuery, tables: Mapping[tuple[str, ...], str]) -> tuple[exp.Query, dict[int, exp.Expr]]:
    """The query with the tables of fields in the places of log groups, under the names that columns are written with.

    And what the columns stand for, by identity, that mean an alias of the SELECT list.
    """
    statement = query.parts.statement
    nodes = {id(node): index for index, node in enumerate(statement.walk())}
    tree = statement.copy()
    copies = list(tree.walk())
    for entry in _logs(query):
        table = copies[nodes[id(entry.node)]]
        names = entry.logs.names if entry.logs is not None else ()
        if not table.args.get("alias") and any(column.table == entry.name for column in tree.find_all(exp.Column)):
            table.set("alias", exp.TableAlias(this=exp.to_identifier(entry.name, quoted=True)))
        table.set("this", exp.to_identifier(tables[names]))
    aliased = {
        id(copies[nodes[id(column)]]): copies[nodes[id(scope.aliases[column.name.casefold()])]].this
        for scope in query.parts.analysis.scopes.values()
        for column in scope.columns
        if id(column) in scope.alias_uses
    }
    return tree, aliased


def _notes(dialect: Dialect) -> Iterator[Finding]:
    yield Finding(
        "export/field-names",
        "fields are read by the spelling of the query; a member with a dot in its own name is found in attributes only",
        Severity.NOTE,
    )
    yield Finding(
        "export/field-types",
        "a field is text where nothing else is known of it, and then sorts and compares as text, numbers too",
        Severity.NOTE,
        because="Logs Insights goes by what the logs hold",
    )
    if dialect is Dialect.SPARK:
        message = "a field that holds an object or an array reads as its JSON text; Logs Insights has no such field"
        yield Finding("export/field-container", message, Severity.NOTE, because="get_json_object")
