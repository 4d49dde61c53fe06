"""What a column of the SELECT list is called that has no alias.

AWS's page does not say. These are the names that Spark 3.5 gives, and that the examples of the OpenSearch page show:
`count(1)`, `(bytes / 1024)`, `sum(quantity) FILTER (WHERE (m = a))`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

__all__ = ["output_name"]

_SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.IntDiv: "div",
    exp.EQ: "=",
    exp.NullSafeEQ: "<=>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.And: "AND",
    exp.Or: "OR",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
    exp.BitwiseXor: "^",
}
_CAPITALS = frozenset((
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "ceiling", "cos", "cosh", "cot",
    "csc", "degrees", "exp", "expm1", "floor", "ln", "log", "log10", "log1p", "log2", "pow", "power", "radians",
    "rint", "sec", "signum", "sin", "sinh", "sqrt", "tan", "tanh",
))  # fmt: skip
_DEFAULTS = {
    ("substring", 2): "2147483647",
    ("substr", 2): "2147483647",
    ("round", 1): "0",
    ("bround", 1): "0",
    ("split", 2): "-1",
    ("regexp_extract", 2): "1",
    ("regexp_replace", 3): "1",
    ("locate", 2): "1",
    ("unix_timestamp", 1): "yyyy-MM-dd HH:mm:ss",
    ("from_unixtime", 1): "yyyy-MM-dd HH:mm:ss",
    ("lpad", 2): " ",
    ("rpad", 2): " ",
}
"""What Spark fills in for arguments that are left out, and shows."""


def output_name(item: exp.Expr) -> str:
    """The name of one column of the SELECT list: its alias, its field, or what Spark calls such an expression."""
    return str(item.alias) if isinstance(item, exp.Alias) else _name(item)


def _name(node: exp.Expr) -> str:
    if type(node) in _SIGNS:
        return _chain(node)
    writer = _WRITERS.get(type(node))
    if writer is not None:
        return writer(node)
    from ruleforge.languages.logs_sql.dialect import LogsInsights

    return node.sql(dialect=LogsInsights)


def _chain(node: exp.Expr) -> str:
    """Operators of one kind lean to the left, so that a long chain is one loop."""
    rest: list[exp.Expr] = []
    kind = type(node)
    while type(node) is kind:
        rest.append(node.args["expression"])
        node = node.this
    text = _name(node)
    for part in reversed(rest):
        text = f"({text} {_SIGNS[kind]} {_name(part)})"
    return text


def _names(nodes: list[exp.Expr]) -> str:
    return ", ".join(_name(node) for node in nodes)


def _call(node: exp.Expr) -> str:
    name, arguments = str(node.name).lower(), node.expressions
    if name == "count" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return "count(1)"
    if name == "if" and len(arguments) == 3:
        return f"(IF({_names(arguments)}))"
    written = _names(arguments)
    if (filled := _DEFAULTS.get((name, len(arguments)))) is not None:
        written += f", {filled}"
    return f"{name.upper() if name in _CAPITALS else name}({written})"


def _is(node: exp.Expr) -> str:
    what = node.args["expression"]
    if isinstance(what, exp.Null):
        return f"({_name(node.this)} IS NULL)"
    return f"({_name(node.this)} IS {what.sql().upper()})"


def _not(node: exp.Expr) -> str:
    inner = node.this
    if isinstance(inner, exp.Is) and isinstance(inner.args["expression"], exp.Null):
        return f"({_name(inner.this)} IS NOT NULL)"
    return f"(NOT {_name(inner)})"


def _in(node: exp.Expr) -> str:
    items = "listquery()" if node.args.get("query") is not None else _names(node.expressions)
    return f"({_name(node.this)} IN ({items}))"


def _case(node: exp.Expr) -> str:
    text = "CASE"
    subject = node.args.get("this")
    for branch in node.args["ifs"]:
        test = _name(branch.this) if subject is None else f"({_name(subject)} = {_name(branch.this)})"
        text += f" WHEN {test} THEN {_name(branch.args['true'])}"
    default = node.args.get("default")
    return f"{text} ELSE {_name(default)} END" if default is not None else f"{text} END"


def _between(node: exp.Expr) -> str:
    value = _name(node.this)
    return f"(({value} >= {_name(node.args['low'])}) AND ({value} <= {_name(node.args['high'])}))"


def _cast(node: exp.Expr) -> str:
    return f"CAST({_name(node.this)} AS {node.args['to'].sql(dialect='spark')})"


_WRITERS: dict[type[exp.Expr], Callable[[exp.Expr], str]] = {
    exp.Column: lambda node: str(node.name),
    exp.Literal: lambda node: str(node.this),
    exp.Paren: lambda node: _name(node.this),
    exp.Anonymous: _call,
    exp.Is: _is,
    exp.In: _in,
    exp.Case: _case,
    exp.Between: _between,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Not: _not,
    exp.NEQ: lambda node: f"(NOT ({_name(node.this)} = {_name(node.args['expression'])}))",
    exp.Neg: lambda node: f"-{node.this.name}" if isinstance(node.this, exp.Literal) else f"(- {_name(node.this)})",
    exp.Like: lambda node: f"{_name(node.this)} LIKE {_name(node.args['expression'])}",
    exp.RegexpLike: lambda node: f"RLIKE({_name(node.this)}, {_name(node.args['expression'])})",
    exp.DPipe: lambda node: f"concat({_name(node.this)}, {_name(node.args['expression'])})",
    exp.Distinct: lambda node: f"DISTINCT {_names(node.expressions)}",
    exp.Filter: lambda node: f"{_name(node.this)} FILTER (WHERE {_name(node.args['expression'].this)})",
    exp.Bracket: lambda node: f"{_name(node.this)}[{_names(node.expressions)}]",
    exp.Subquery: lambda _: "scalarsubquery()",
    exp.CurrentDate: lambda _: "current_date()",
    exp.CurrentTimestamp: lambda _: "current_timestamp()",
}
