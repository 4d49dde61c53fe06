"""Which function calls Logs Insights refuses."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.functions import function_table
from ruleforge.languages.logs_sql.grouping import has_aggregate
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import columns_of

__all__ = ["check_functions"]

_WITHOUT_FIELD = frozenset(
    [
        "curdate",
        "current_date",
        "current_timestamp",
        "current_timezone",
        "localtimestamp",
        "now",
        "e",
        "pi",
        "rand",
        "randn",
        "random",
    ]
)
"""Functions of nothing that AWS's own examples call without a field, or that can have none."""


def check_functions(query: exp.Query, report: Reporter) -> None:
    """Refuses functions that are not supported, and calls that work on no field."""
    for call in query.find_all(exp.Anonymous):
        _check_name(call, report)
    for select in query.find_all(exp.Select):
        for item in select.expressions:
            _check_field(item, report)


def _check_name(call: exp.Anonymous, report: Reporter) -> None:
    table = function_table()
    name = str(call.name).lower()
    if name in table.supported:
        return
    if name in table.refused:
        family = table.refused[name]
        message = f"{name} is one of the {family} functions, which are not supported"
        report.refuse("sql/function", message, call, rule="supported function families")
    elif name in table.unknown:
        message = f"{name} is a function of Spark that no list of supported functions has"
        report.refuse("sql/function", message, call, rule="supported function families")
    else:
        close = table.close_to(name)
        help_ = f"did you mean {close}?" if close else ""
        message = f"there is no function {name}; user-defined functions are refused"
        report.refuse("sql/function", message, call, rule="supported function families", help=help_)


def _check_field(item: exp.Expr, report: Reporter) -> None:
    """One column of the SELECT list: a function in it has to work on a field."""
    calls = [call for call in item.find_all(exp.Anonymous) if call.name.lower() not in _WITHOUT_FIELD]
    if not calls or has_aggregate(item) or item.find(exp.Window) or item.find(exp.Query):
        return
    if next(columns_of(item), None) is None:
        message = f"{calls[0].name} works on no field"
        rule = "functions work on a field of the log group that the SELECT reads"
        report.refuse("sql/no-field", message, calls[0], rule=rule, help="write the value itself")
