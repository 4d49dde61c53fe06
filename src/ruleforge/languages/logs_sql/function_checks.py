"""Which function calls Logs Insights refuses."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.data.sql_functions import function_table
from ruleforge.languages.logs_sql.grouping import has_aggregate
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import own_parts
from ruleforge.languages.logs_sql.translation.registry import arity_of
from ruleforge.languages.logs_sql.tree import Tree

__all__ = ["check_functions"]

_WITHOUT_FIELD = frozenset((
    "curdate", "current_date", "current_timestamp", "current_timezone", "localtimestamp", "now",
    "unix_timestamp", "e", "pi", "rand", "randn", "random",
))  # fmt: skip
"""Functions that can work on nothing; AWS's own examples call current_date, and others with it, without a field."""
_CALLS = (exp.Anonymous, exp.Trim, exp.Substring, exp.StrPosition, exp.Overlay, exp.Extract)
_PARSED_CALLS: dict[type[exp.Expr], tuple[str, tuple[str, ...]]] = {
    exp.Substring: ("substring", ("this", "start", "length", "zero_start")),
    exp.CurrentDate: ("current_date", ("this",)),
    exp.CurrentTimestamp: ("current_timestamp", ("this",)),
}
"""Calls that the parser has a node of their own for, with the names of its parts that are arguments."""
_ENOUGH = (
    exp.Column, exp.Star, exp.Parameter, exp.Lambda, exp.Query, exp.Window, exp.CurrentDate, exp.CurrentTimestamp,
)  # fmt: skip
"""What a function of the SELECT list may work on; of what is refused here, that is told elsewhere."""
_FAMILIES = "supported function families"


def check_functions(tree: Tree, report: Reporter) -> None:
    """Refuses functions that are not supported, and calls that work on no field."""
    for node in tree.nodes:
        if isinstance(node, exp.Anonymous):
            _check_call(node, report)
        elif type(node) in _PARSED_CALLS:
            name, parts = _PARSED_CALLS[type(node)]
            _check_arguments(name, node, [node.args[part] for part in parts if node.args.get(part)], report)
        elif isinstance(node, exp.Select):
            for item in node.expressions:
                _check_field(item, report)


def _check_call(call: exp.Anonymous, report: Reporter) -> None:
    if isinstance(call.parent, exp.Table | exp.Lateral | exp.Hint):
        return  # refused as a whole
    if _check_name(call, report):
        _check_form(call, report)
        _check_arguments(str(call.name).lower(), call, call.expressions, report)


def _check_name(call: exp.Anonymous, report: Reporter) -> bool:
    """Whether a function is supported."""
    table = function_table()
    name = str(call.name).lower()
    if name in table.supported:
        return True
    if name in table.refused:
        family = table.refused[name]
        message = f"{name} is one of the {family} functions, which are not supported"
        help_ = "split(…)[0] and get(…, 0) take single elements" if family == "generator" else ""
        report.refuse("sql/function", message, call, rule=_FAMILIES, help=help_)
    elif name in table.unknown:
        message = f"{name} is a function of Spark that no list of supported functions has"
        report.refuse("sql/function", message, call, rule=_FAMILIES)
    else:
        close = table.close_to(name)
        help_ = f"did you mean {close}?" if close else ""
        message = f"{name} is in no list of supported functions; user-defined functions are refused"
        report.refuse("sql/function", message, call, rule=_FAMILIES, help=help_)
    return False


def _check_arguments(name: str, call: exp.Expr, given: list[exp.Expr], report: Reporter) -> None:
    """A function takes so many arguments, and no other number of them."""
    arity = arity_of(name)
    if arity is None:
        return
    least, most = arity
    if len(given) == 1 and isinstance(given[0], exp.Distinct):
        given = given[0].expressions
    if least <= len(given) and (most is None or len(given) <= most):
        return
    wanted = f"at least {least}" if most is None else str(least) if least == most else f"{least} to {most}"
    one = wanted in ("1", "at least 1")
    message = f"{name} takes {wanted} {'argument' if one else 'arguments'}, not {len(given)}"
    report.refuse("sql/arguments", message, call, rule=_FAMILIES)


def _check_form(call: exp.Anonymous, report: Reporter) -> None:
    """OVER, FILTER and DISTINCT stand with functions that look at more than one event."""
    name = str(call.name).lower()
    family = function_table().supported[name]
    holder = call.parent
    while isinstance(holder, exp.IgnoreNulls | exp.RespectNulls | exp.Filter):
        if isinstance(holder, exp.Filter) and family != "aggregate":
            report.refuse("sql/aggregate", f"FILTER behind {name}, which is no aggregate", call)
        holder = holder.parent
    if family == "window" and not isinstance(holder, exp.Window):
        report.refuse("sql/window", f"{name} without OVER", call, help=f"write {name}(…) OVER (ORDER BY …)")
    over = isinstance(holder, exp.Window) and holder.this.find(exp.Anonymous) is call
    if over and family not in ("window", "aggregate"):
        report.refuse("sql/window", f"OVER behind {name}, which looks at one event", call)
    if family != "aggregate" and any(isinstance(item, exp.Distinct) for item in call.expressions):
        report.refuse("sql/aggregate", f"DISTINCT in {name}, which is no aggregate", call)


def _check_field(item: exp.Expr, report: Reporter) -> None:
    """One column of the SELECT list: a function in it has to work on a field."""
    first: exp.Expr | None = None
    supported = function_table().supported
    for part in own_parts(item):
        if isinstance(part, _ENOUGH):
            return
        if isinstance(part, exp.Anonymous):
            name = str(part.name).lower()
            if name in _WITHOUT_FIELD or supported.get(name, "window") == "window":
                return
        if first is None and isinstance(part, _CALLS):
            first = part
    if first is None or has_aggregate(item):
        return
    written = str(first.name) if isinstance(first, exp.Anonymous) else str(first.key)
    rule = "functions work on a field of the log group that the SELECT reads"
    report.refuse("sql/no-field", f"{written} works on no field", first, rule=rule, help="write the value itself")
