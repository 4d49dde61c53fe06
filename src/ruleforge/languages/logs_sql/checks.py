"""What Logs Insights refuses in a query that Spark's grammar takes, with positions.

CloudWatch Logs user guide, "OpenSearch SQL", and the OpenSearch page of supported commands; where both are silent, the
public list of refused grammar elements (opensearch-project/sql, September 2024). Anything that is not known here to be
taken is refused: nothing runs that AWS might not run.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ruleforge.data import number
from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.function_checks import check_functions
from ruleforge.languages.logs_sql.grouping import check_grouping
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope, selects_of

__all__ = ["check_query"]

_REFUSED: dict[type[exp.Expr], tuple[str, str, str]] = {
    exp.With: ("sql/with", "common table expressions are not supported", "use a subquery in FROM"),
    exp.Lateral: ("sql/lateral", "LATERAL is not supported", "read array elements by position: `field.0`"),
    exp.Pivot: ("sql/pivot", "PIVOT and UNPIVOT are not supported", "use an aggregate with FILTER (WHERE …)"),
    exp.TableSample: ("sql/clause", "TABLESAMPLE is refused", "narrow the time range of the query"),
    exp.Hint: ("sql/clause", "hints are refused", "leave the hint out"),
    exp.Values: ("sql/source", "an inline table is refused", "name a log group in FROM"),
    exp.Unnest: ("sql/source", "a table-valued function is refused", "name a log group in FROM"),
    exp.Cluster: ("sql/clause", "CLUSTER BY is refused", "use ORDER BY"),
    exp.Distribute: ("sql/clause", "DISTRIBUTE BY is refused", "leave it out"),
    exp.Qualify: ("sql/clause", "QUALIFY is no part of the grammar", "filter in an outer SELECT"),
    exp.Into: ("sql/clause", "INTO is refused: queries are read-only", ""),
    exp.Lock: ("sql/clause", "FOR UPDATE is refused: queries are read-only", ""),
    exp.Fetch: ("sql/clause", "FETCH is no part of the grammar", "write LIMIT n"),
    exp.Lambda: ("sql/lambda", "functions with a lambda are in no list of what is supported", ""),
    exp.Struct: ("sql/function", "structures are in no list of what is supported", ""),
    exp.Command: ("sql/statement", "only SELECT is supported", ""),
    exp.Placeholder: ("sql/syntax", "a query in SQL takes no parameters", "write the value"),
    exp.Version: ("sql/clause", "time travel is refused", ""),
    exp.JSONExtract: ("sql/syntax", "`:` reads nothing out of a field here", "use get_json_object(field, '$.path')"),
}
_SELECT_CLAUSES = {
    "expressions", "from_", "joins", "where", "group", "having", "order", "sort", "limit", "offset", "distinct",
    "windows", "with_", "laterals", "hint", "qualify", "into", "cluster", "distribute", "pivots", "sample", "locks",
}  # fmt: skip
_JOIN_KINDS = "only INNER JOIN and LEFT OUTER JOIN are supported"
_COMMA = "several log groups stand in `logGroups(logGroupIdentifier: ['a', 'b'])`"


def check_query(query: exp.Query, analysis: Analysis, report: Reporter) -> None:
    """Everything that AWS refuses in a query whose names are read."""
    _check_nodes(query, report)
    for scope in analysis.scopes.values():
        _check_clauses(scope, report)
        _check_joins(scope, report)
        _check_depth(scope, report)
        _check_data_source(scope, analysis, report)
        check_grouping(scope, report)
    _check_joins_in_all(analysis, report)
    _check_case_only(query, analysis, report)
    _check_both_sides(analysis, report)
    _check_set_operations(query, report)
    check_functions(query, report)


def _check_nodes(query: exp.Query, report: Reporter) -> None:
    for node in query.walk():
        for kind, (check, message, help_) in _REFUSED.items():
            if isinstance(node, kind):
                report.refuse(check, message, node, rule="only the commands listed there are supported", help=help_)
        if isinstance(node, exp.Parameter):
            rule = "a field with anything but letters and digits in its name stands in back quotes"
            name = node.this.name if isinstance(node.this, exp.Expr) else str(node.this)
            message = f"@{name} without back quotes is no field"
            report.refuse("sql/quote", message, node, rule=rule, help=f"write `@{name}`")
        elif isinstance(node, exp.Table):
            _check_table(node, report)


def _check_table(table: exp.Table, report: Reporter) -> None:
    if isinstance(table.this, exp.Anonymous | exp.Func):
        rule = "FROM names log groups"
        report.refuse("sql/source", "a table-valued function is refused", table, rule=rule)
    elif table.args.get("db") is not None:
        name = ".".join(part.name for part in table.parts)
        help_ = "files cannot be read" if len(table.parts) == 2 and "/" in table.name else f"write it as `{name}`"
        message = f"{name} is no log group: its name stands in one pair of back quotes"
        report.refuse("sql/source", message, table, rule="FROM names log groups", help=help_)


def _check_clauses(scope: Scope, report: Reporter) -> None:
    select = scope.select
    for name, value in select.args.items():
        if value and name not in _SELECT_CLAUSES:
            word = name.strip("_").upper()
            node = value if isinstance(value, exp.Expr) else select
            report.refuse("sql/clause", f"{word} is not supported", node, rule="only the commands listed there")
    if select.args.get("from_") is None:
        rule = "a query reads a log group that FROM names"
        report.refuse("sql/from", "there is no FROM", select, rule=rule, help="add FROM `log-group`")
    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        report.refuse("sql/clause", "DISTINCT ON is no part of the grammar", distinct)
    if select.args.get("offset") is not None and select.args.get("limit") is None:
        message = "OFFSET without LIMIT"
        report.refuse("sql/offset", message, select.args["offset"], rule="OFFSET stands with LIMIT", help="add LIMIT n")
    group = select.args.get("group")
    if group is not None and group.args.get("all"):
        report.refuse("sql/clause", "GROUP BY ALL is not listed as supported", group, help="name the columns")


def _check_joins(scope: Scope, report: Reporter) -> None:
    joins = scope.select.args.get("joins") or []
    most = number("sql.joins.max")
    for index, join in enumerate(joins):
        _check_join(join, report)
        if index >= most:
            message = f"this SELECT has {len(joins)} JOINs"
            rule = f"at most {most} JOIN in a SELECT statement"
            help_ = "read the log groups together with `logGroups(…)` and aggregate by the key that they share"
            report.refuse("sql/one-join", message, join.this, rule=rule, help=help_)


def _check_join(join: exp.Join, report: Reporter) -> None:
    kind, side, method = (str(join.args.get(name) or "").upper() for name in ("kind", "side", "method"))
    conditions = join.args.get("on") is not None or bool(join.args.get("using"))
    if kind == "CROSS" and not conditions and _is_comma(join, report):
        report.refuse("sql/comma-join", "a second log group after a comma", join.this, rule=_COMMA)
    elif method or kind not in ("", "INNER", "OUTER") or side not in ("", "LEFT") or (kind == "OUTER" and not side):
        words = " ".join(word for word in (method, side, kind) if word)
        report.refuse("sql/join-kind", f"{words} JOIN is refused", join.this, rule=_JOIN_KINDS)
    elif not conditions:
        report.refuse("sql/join-kind", "a JOIN without ON pairs everything", join.this, rule=_JOIN_KINDS, help="add ON")
    elif not kind:
        long = "LEFT OUTER JOIN" if side else "INNER JOIN"
        help_ = f"write {long}"
        report.warn(
            "sql/join-spelling", "the kind of the JOIN is not spelled out", join.this, rule=_JOIN_KINDS, help=help_
        )


def _is_comma(join: exp.Join, report: Reporter) -> bool:
    from ruleforge.languages.logs_sql.dialect import span_of

    span = span_of(join.this)
    return span is not None and report.source.text[: span.start].rstrip("`( \t\r\n").endswith(",")


def _check_depth(scope: Scope, report: Reporter) -> None:
    most = number("sql.subquery_levels.max")
    if scope.depth == most + 1:
        rule = f"subqueries nest {most} level deep"
        report.refuse("sql/subquery-depth", "a subquery inside a subquery", scope.select, rule=rule)


def _check_data_source(scope: Scope, analysis: Analysis, report: Reporter) -> None:
    rule = "a query on a data source has no JOIN and no subquery"
    for entry in scope.entries.values():
        if entry.logs is None or not entry.logs.data_sources:
            continue
        if len(scope.entries) > 1:
            report.refuse("sql/data-source", "a JOIN with a data source", entry.node, rule=rule)
        elif any(other.depth for other in analysis.scopes.values()):
            report.refuse("sql/data-source", "a subquery in a query on a data source", entry.node, rule=rule)


def _check_joins_in_all(analysis: Analysis, report: Reporter) -> None:
    joining = [scope.select for scope in analysis.scopes.values() if scope.select.args.get("joins")]
    for select in joining[1:]:
        message = "another SELECT of this query has a JOIN as well"
        rule = "one JOIN in a SELECT statement; whether parts of a query count together is not said"
        report.warn("sql/one-join", message, select.args["joins"][0].this, rule=rule, help="keep to one JOIN in all")


def _names(query: exp.Query) -> Iterator[tuple[str, exp.Expr]]:
    for column in query.find_all(exp.Column):
        if not isinstance(column.this, exp.Star):
            yield column.name, column
    for join in query.find_all(exp.Join):
        yield from ((name.name, name) for name in join.args.get("using") or [])


def _check_case_only(query: exp.Query, analysis: Analysis, report: Reporter) -> None:
    aliases = {alias.alias: alias for scope in analysis.scopes.values() for alias in scope.aliases.values()}
    fields: dict[str, str] = {}
    rule = "a query with two field names that differ in case only is not supported"
    for name, node in _names(query):
        if name in aliases and not any(name in entry.fields for entry in analysis.entries):
            continue
        first = fields.setdefault(name.casefold(), name)
        if first != name:
            help_ = f"read one of them out of the message: get_json_object(`@message`, '$.{name}')"
            report.refuse("sql/case-only", f"{name} and {first} differ in case only", node, rule=rule, help=help_)
    for name, alias in aliases.items():
        first = fields.get(name.casefold(), name)
        if first != name:
            message = f"the alias {name} and the field {first} differ in case only"
            report.warn("sql/case-only-alias", message, alias.args["alias"], rule=rule, help="choose another alias")


def _check_both_sides(analysis: Analysis, report: Reporter) -> None:
    """A name without a qualifier that the query itself reads on both sides of the JOIN."""
    for scope in analysis.scopes.values():
        using = {
            name.name.casefold()
            for join in scope.select.args.get("joins") or []
            for name in join.args.get("using") or []
        }
        if len(scope.entries) < 2:
            continue
        shared = None
        for entry in scope.entries.values():
            names = {name.casefold() for name in entry.fields}
            shared = names if shared is None else shared & names
        for name in sorted(_candidates(scope)):
            if name.casefold() in (shared or set()) - using:
                column = next(c for c in scope.select.find_all(exp.Column) if c.name == name and not c.table)
                analysis.ambiguous(column, name)


def _candidates(scope: Scope) -> set[str]:
    return {name for entry in scope.entries.values() for name in entry.candidates} - set(scope.aliases)


def _check_set_operations(query: exp.Query, report: Reporter) -> None:
    for operation in query.find_all(exp.SetOperation):
        counts = [len(select.expressions) for select in selects_of(operation) if not select.is_star]
        if len(set(counts)) > 1:
            word = type(operation).__name__.upper()
            message = f"{word} of {counts[0]} columns and {next(c for c in counts if c != counts[0])}"
            report.refuse(
                "sql/set-operation", message, operation, help="select the same number of columns on both sides"
            )
        if operation.args.get("by_name"):
            report.refuse("sql/clause", "BY NAME is not listed as supported", operation)
