"""What Logs Insights refuses in a query that Spark's grammar takes, with positions.

CloudWatch Logs user guide, "OpenSearch SQL", and the OpenSearch page of supported commands; where both are silent, the
public list of refused grammar elements (opensearch-project/sql, September 2024) and Spark 3.5. Anything that is not
known here to be taken is refused: nothing runs that AWS might not run.
"""

from __future__ import annotations

from sqlglot import exp

from ruleforge.data import number
from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.clause_checks import check_clauses, check_limits, check_positions
from ruleforge.languages.logs_sql.function_checks import check_functions
from ruleforge.languages.logs_sql.grouping import check_grouping
from ruleforge.languages.logs_sql.join_checks import check_joins, check_joins_together
from ruleforge.languages.logs_sql.node_checks import check_nodes
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope, output_names, outputs_of, selects_of
from ruleforge.languages.logs_sql.token_checks import check_tokens
from ruleforge.languages.logs_sql.tree import Tree

__all__ = ["check_query"]

_CASE_ONLY = "a query with two field names that differ in case only is not supported"


def check_query(tree: Tree, analysis: Analysis, report: Reporter) -> None:
    """Everything that AWS refuses in a query whose names are read."""
    check_tokens(report)
    check_nodes(tree, report)
    for scope in analysis.scopes.values():
        check_clauses(scope, report)
        check_joins(scope, report)
        check_grouping(scope, report)
        _check_depth(scope, report)
        _check_data_sources(scope, analysis, report)
        _check_both_sides(scope, analysis)
    check_joins_together(analysis, report)
    _check_case_only(analysis, report)
    _check_set_operations(tree, report)
    _check_subqueries(tree, report)
    check_functions(tree, report)
    for entry in analysis.entries:
        if entry.logs is None and entry.query is None and not report.errors:
            report.refuse("sql/source", "this names no log group", entry.node, rule="FROM names log groups")


def _check_depth(scope: Scope, report: Reporter) -> None:
    most = number("sql.subquery_levels.max")
    if scope.depth == most + 1:
        rule = f"subqueries nest {most} level deep"
        report.refuse("sql/subquery-depth", "a subquery inside a subquery", scope.select, rule=rule)


def _check_data_sources(scope: Scope, analysis: Analysis, report: Reporter) -> None:
    rule = "a query on a data source has no JOIN and no subquery"
    for entry in scope.entries.values():
        if entry.logs is None or not entry.logs.data_sources:
            continue
        if len(scope.entries) > 1:
            report.refuse("sql/data-source", "a JOIN with a data source", entry.node, rule=rule)
        elif any(other.depth for other in analysis.scopes.values()):
            report.refuse("sql/data-source", "a subquery in a query on a data source", entry.node, rule=rule)
        for name in entry.logs.data_sources:
            if "." not in name:
                help_ = "write name and type with a dot between, such as 'aws_cloudtrail.data'"
                report.warn("sql/data-source", f"the data source {name} has no type", entry.node, help=help_)


def _field_names(analysis: Analysis, report: Reporter) -> list[tuple[str, exp.Expr]]:
    """Every name of a field in a query, in the order of the text."""
    found: list[tuple[str, exp.Expr]] = []
    for scope in analysis.scopes.values():
        found += [
            (column.name, column)
            for column in scope.columns
            if not isinstance(column.this, exp.Star)
            and id(column) not in scope.alias_uses
            and not _is_output(column, scope)
        ]
        for join in scope.select.args.get("joins") or []:
            found += [(name.name, name) for name in join.args.get("using") or []]
    if len({name.casefold() for name, _ in found}) == len({name for name, _ in found}):
        return found  # no two spellings, so that their order does not matter
    return sorted(found, key=lambda item: report.place(item[1]))


def _is_output(column: exp.Column, scope: Scope) -> bool:
    """Whether a column means one with an alias that a subquery in FROM yields, and no field."""
    entries = [scope.entry(column.table)] if column.table else scope.entries.values()
    name = column.name.casefold()
    return any(entry is not None and name in entry.aliases for entry in entries)


def _check_case_only(analysis: Analysis, report: Reporter) -> None:
    fields: dict[str, str] = {}
    for name, node in _field_names(analysis, report):
        first = fields.setdefault(name.casefold(), name)
        if first != name:
            message = f"{name} and {first} differ in case only"
            help_ = f"read one of them out of the message: get_json_object(`@message`, '$.{name}')"
            report.refuse("sql/case-only", message, node, rule=_CASE_ONLY, help=help_)
    spellings = dict(fields)
    for scope in analysis.scopes.values():
        for item in scope.select.expressions:
            if not isinstance(item, exp.Alias):
                continue
            first = spellings.setdefault(item.alias.casefold(), item.alias)
            if first != item.alias:
                kind = "field" if item.alias.casefold() in fields else "alias"
                message = f"the alias {item.alias} and the {kind} {first} differ in case only"
                alias = item.args["alias"]
                report.warn("sql/case-only-alias", message, alias, rule=_CASE_ONLY, help="choose another alias")


def _check_both_sides(scope: Scope, analysis: Analysis) -> None:
    """A name without a qualifier that the query itself reads on both sides of the JOIN."""
    if len(scope.entries) < 2:
        return
    joins = scope.select.args.get("joins") or []
    using = {name.name.casefold() for join in joins for name in join.args.get("using") or []}
    sides = [{name.casefold() for name in entry.fields} for entry in scope.entries.values()]
    shared = set.intersection(*sides) - using
    for column in scope.columns:
        if not column.table and column.name.casefold() in shared and id(column) not in scope.alias_uses:
            analysis.ambiguous(column, column.name)


def _check_set_operations(tree: Tree, report: Reporter) -> None:
    for operation in tree.nodes_of(exp.SetOperation):
        word = type(operation).__name__.upper()
        counts = [len(select.expressions) for select in selects_of(operation) if not select.is_star]
        if len(set(counts)) > 1 and not isinstance(operation.parent, exp.SetOperation):
            message = f"{word} of {counts[0]} columns and {next(c for c in counts if c != counts[0])}"
            help_ = "select the same number of columns on both sides"
            report.refuse("sql/set-operation", message, operation, help=help_)
        if any(operation.args.get(name) for name in ("by_name", "side", "kind", "on")):
            report.refuse("sql/clause", f"{word} BY NAME is no part of the grammar", operation)
        for name in ("order", "sort", "limit", "offset"):
            clause = operation.this.args.get(name) if isinstance(operation.this, exp.Select) else None
            if clause is not None:
                written = name.upper() + (" BY" if name in ("order", "sort") else "")
                message = f"{written} stands before {word}"
                report.refuse("sql/set-operation", message, clause, help="put the first SELECT into brackets")
        _check_order(operation, report)
        check_limits(operation, report)


def _check_order(operation: exp.Expr, report: Reporter) -> None:
    """What ORDER BY behind a set operation names are its columns."""
    order = operation.args.get("order")
    names = output_names(operation)
    if order is None or "*" in names:
        return
    known = {name.casefold() for name in names}
    for column in order.find_all(exp.Column):
        if column.name.casefold() not in known:
            message = f"the columns are called {', '.join(names)}, and none is {column.name}"
            report.refuse("sql/column", message, column, help="name a column of the first SELECT, or its position")
    check_positions(order.expressions, len(names), report)


def _check_subqueries(tree: Tree, report: Reporter) -> None:
    """A subquery that stands for a value has one column; one in IN as many as are compared."""
    for subquery in tree.nodes_of(exp.Subquery):
        holder = subquery.parent
        if isinstance(holder, exp.From | exp.Join | exp.SetOperation | exp.Subquery | exp.Exists | None):
            continue
        compared = holder.this if isinstance(holder, exp.In) else None
        wanted = len(compared.expressions) if isinstance(compared, exp.Tuple) else 1
        first = next(selects_of(subquery), None)
        if first is None or first.is_star or len(outputs_of(first)) == wanted:
            continue
        message = f"this subquery has {len(outputs_of(first))} columns, and {wanted} is compared"
        report.refuse("sql/subquery", message, subquery, help="select one column")
