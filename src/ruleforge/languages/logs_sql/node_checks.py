"""Which parts of a query Logs Insights takes: a list of what is known to be taken; anything else is refused."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from ruleforge.data.sql_functions import function_table
from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.tree import Tree

__all__ = ["check_nodes"]

_LISTED = "only the commands listed there are supported"
_REFUSED: dict[type[exp.Expr], tuple[str, str, str]] = {
    exp.With: ("sql/with", "common table expressions are not supported", "use a subquery in FROM"),
    exp.Lateral: ("sql/lateral", "LATERAL is not supported", "read elements of arrays by position: `field.0`"),
    exp.Pivot: ("sql/pivot", "PIVOT and UNPIVOT are not supported", "use an aggregate with FILTER (WHERE …)"),
    exp.TableSample: ("sql/clause", "TABLESAMPLE is refused", "narrow the time range of the query"),
    exp.Values: ("sql/source", "an inline table is refused", "name a log group in FROM"),
    exp.Unnest: ("sql/source", "a table-valued function is refused", "name a log group in FROM"),
    exp.Cluster: ("sql/clause", "CLUSTER BY is refused", "use ORDER BY"),
    exp.Distribute: ("sql/clause", "DISTRIBUTE BY is refused", "leave it out"),
    exp.Qualify: ("sql/clause", "QUALIFY is no part of the grammar", "filter in an outer SELECT"),
    exp.Into: ("sql/clause", "INTO is refused: queries are read-only", ""),
    exp.Lock: ("sql/clause", "FOR UPDATE is refused: queries are read-only", ""),
    exp.Fetch: ("sql/clause", "FETCH is no part of the grammar", "write LIMIT n"),
    exp.Version: ("sql/clause", "time travel is refused", "the time range belongs to the call"),
    exp.Aliases: ("sql/alias", "one column has one name", ""),
    exp.BitwiseLeftShift: ("sql/syntax", "`<<` is newer than Spark 3.5", "use shiftleft(field, n)"),
    exp.BitwiseRightShift: ("sql/syntax", "`>>` is newer than Spark 3.5", "use shiftright(field, n)"),
    exp.Array: ("sql/syntax", "square brackets make no array", "use array(…)"),
    exp.WithinGroup: ("sql/function", "WITHIN GROUP stands behind functions that no list has", "use percentile"),
    exp.LimitOptions: ("sql/limit", "LIMIT takes a number of rows", ""),
    exp.JSONExtract: ("sql/syntax", "`->` reads nothing out of a field here", "use get_json_object(field, '$.path')"),
    exp.Dot: ("sql/function", "a function has one name, and no name before it", ""),
}
_TAKEN = (
    exp.Select, exp.Subquery, exp.Union, exp.Intersect, exp.Except, exp.From, exp.Table, exp.TableAlias,
    exp.Identifier, exp.Join, exp.Where, exp.Group, exp.Cube, exp.Rollup, exp.GroupingSets, exp.Having, exp.Order,
    exp.Sort, exp.Ordered, exp.Limit, exp.Offset, exp.Distinct, exp.Column, exp.Star, exp.Alias, exp.Literal,
    exp.RawString, exp.HexString, exp.Boolean, exp.Null, exp.Paren, exp.Tuple, exp.And, exp.Or, exp.Not, exp.EQ,
    exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.Between, exp.In,
    exp.Exists, exp.Like, exp.ILike, exp.Escape, exp.RegexpLike, exp.Any, exp.All, exp.Case, exp.If, exp.Cast,
    exp.TryCast, exp.DataType, exp.DataTypeParam, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg,
    exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseNot, exp.DPipe, exp.Concat, exp.Bracket, exp.Trim,
    exp.Substring, exp.StrPosition, exp.Overlay, exp.Extract, exp.Interval, exp.IntervalSpan, exp.Var,
    exp.CurrentDate, exp.CurrentTimestamp, exp.Anonymous, exp.Kwarg, exp.PropertyEQ, exp.Filter, exp.IgnoreNulls,
    exp.RespectNulls, exp.Window, exp.WindowSpec, exp.Lambda,
)  # fmt: skip
_TOLD_ELSEWHERE = (
    exp.Hint, exp.Parameter, exp.Placeholder, exp.SessionParameter, exp.CurrentUser, exp.SessionUser,
    exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar, exp.Slice,
)  # fmt: skip
"""What is told by its tokens."""
_PLAINLY_TAKEN = frozenset(kind for kind in _TAKEN if not issubclass(kind, (*_REFUSED, *_TOLD_ELSEWHERE)))
"""Most nodes are of these; the others are looked up among what is refused, subclasses included."""
_TABLE_PARTS = {"this", "alias", "joins", "db", "catalog"}
_TYPES = frozenset((
    exp.DType.BOOLEAN, exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT, exp.DType.FLOAT,
    exp.DType.DOUBLE, exp.DType.DECIMAL, exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.CHAR, exp.DType.BINARY,
    exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ, exp.DType.TIMESTAMPNTZ,
    exp.DType.INTERVAL, exp.DType.ARRAY, exp.DType.STRUCT, exp.DType.MAP,
))  # fmt: skip


def check_nodes(tree: Tree, report: Reporter) -> None:
    """Refuses every part of a query that is not known to be taken; of what is refused nothing inside is told."""
    passed_over: set[int] = set()
    for node in tree.nodes:
        if id(node.parent) in passed_over or (type(node) not in _ALWAYS_TAKEN and not _check_node(node, report)):
            passed_over.add(id(node))


def _check_node(node: exp.Expr, report: Reporter) -> bool:
    """Whether what is inside of a node is to be looked at."""
    if type(node) not in _PLAINLY_TAKEN and not _check_unusual(node, report):
        return False
    check_kind = _CHECKS.get(type(node))
    return check_kind(node, report) if check_kind is not None else True


def _check_unusual(node: exp.Expr, report: Reporter) -> bool:
    if isinstance(node, _TOLD_ELSEWHERE):
        return False
    for kind, (check, message, help_) in _REFUSED.items():
        if isinstance(node, kind):
            place = _place_of_word(node, report) or report.place(node)
            report.refuse(check, message, place, rule=_LISTED, help=help_, whole=True)
            return False
    if type(node) not in _TAKEN:
        message = f"{str(node.key).upper()} is no part of the grammar"
        report.refuse("sql/syntax", message, node, rule=_LISTED, whole=True)
        return False
    return True


def _place_of_word(node: exp.Expr, report: Reporter) -> Span | None:
    """The place of what holds nothing that has one."""
    if not isinstance(node, exp.Lock):
        return None
    return report.places.first_of(TokenType.FOR, report.place(node.parent).end)


def _check_table(table: exp.Expr, report: Reporter) -> bool:
    rule = "FROM names log groups"
    if not isinstance(table.this, exp.Identifier):
        report.refuse("sql/source", "a table-valued function is refused", table, rule=rule, whole=True)
        return False
    for name, value in table.args.items():
        if value and name not in _TABLE_PARTS and not _is_node(value):
            message = f"{name.strip('_').upper()} at a log group is not supported"
            report.refuse("sql/clause", message, table, rule=_LISTED)
    if isinstance(table, exp.Table) and table.args.get("db") is not None:
        name = ".".join(part.name for part in table.parts)
        help_ = "files cannot be read" if "/" in table.name else f"write it as `{name}`"
        message = f"{name} is no log group: its name stands in one pair of back quotes"
        report.refuse("sql/source", message, table, rule=rule, help=help_)
    return True


def _is_node(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, exp.Expr) for part in parts)


def _check_entry(node: exp.Expr, report: Reporter) -> bool:
    if isinstance(node.this, exp.Select | exp.SetOperation):
        report.refuse("sql/source", "a subquery in FROM stands in brackets", node.this, help="write (SELECT …) AS x")
    return True


def _check_subquery(node: exp.Expr, report: Reporter) -> bool:
    clause = next((node.args[name] for name in ("order", "sort", "limit", "offset") if node.args.get(name)), None)
    if clause is not None:
        message = "ruleforge does not read this behind brackets that hold such a clause themselves"
        report.refuse("sql/unsupported", message, clause, help="put it into the brackets")
    return True


def _check_identifier(name: exp.Expr, report: Reporter) -> bool:
    token = report.places.token_of(name)
    if token is None or token.token_type is not TokenType.STRING:
        return False
    place = report.place(name)
    written = report.source.text[place.start : place.end]
    if isinstance(name.parent, exp.Table):
        message = f"{written} is a text: the name of a log group stands in back quotes"
        report.refuse("sql/source", message, place, rule="FROM names log groups", help=f"write `{name.name}`")
    else:
        message = f"{written} is a text: a name stands in back quotes, or in none"
        report.refuse("sql/quote", message, place, help=f"write `{name.name}`")
    return False


def _check_alias(alias: exp.Expr, report: Reporter) -> bool:
    call = alias.parent
    refused = isinstance(call, exp.Anonymous) and str(call.name).lower() not in function_table().supported
    if not isinstance(call, exp.Select | exp.Tuple) and not refused:
        report.refuse("sql/syntax", "AS is not expected here", alias)
    return True


def _check_star(star: exp.Expr, report: Reporter) -> bool:
    holder = star.parent.parent if isinstance(star.parent, exp.Column) else star.parent
    if any(value for name, value in star.args.items()):
        message = "* with EXCEPT or REPLACE is newer than Spark 3.5"
        report.refuse("sql/syntax", message, star, help="name the columns", whole=True)
    elif not isinstance(holder, exp.Select) and not _counts(holder):
        report.refuse("sql/star", "* stands in the SELECT list and in COUNT(*)", star, help="name a field")
    return False


def _counts(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.name).lower() == "count"


def _check_in(node: exp.Expr, report: Reporter) -> bool:
    if not node.expressions and node.args.get("query") is None:
        report.refuse("sql/syntax", "IN takes values in brackets, or a subquery", node)
    return True


def _check_is(node: exp.Expr, report: Reporter) -> bool:
    what = node.args["expression"]
    if not isinstance(what.this if isinstance(what, exp.Not) else what, exp.Null | exp.Boolean):
        report.refuse("sql/syntax", "IS takes NULL, TRUE, FALSE, and DISTINCT FROM", node, help="use =")
        return False
    return True


def _check_quantifier(node: exp.Expr, report: Reporter) -> bool:
    if not isinstance(node.parent, exp.Like | exp.ILike):
        report.refuse("sql/syntax", "ANY and ALL stand behind LIKE alone", node.parent, help="use IN (SELECT …)")
    return True


def _check_type(node: exp.Expr, report: Reporter) -> bool:
    if node.this not in _TYPES:
        name = node.sql(dialect="spark").upper()
        report.refuse("sql/type", f"there is no type {name}", node.parent, help="such as STRING, BIGINT, DOUBLE, DATE")
    return False


def _check_interval(node: exp.Expr, report: Reporter) -> bool:
    amount = node.this.this if isinstance(node.this, exp.Neg) else node.this
    if not isinstance(amount, exp.Literal):
        report.refuse("sql/syntax", "INTERVAL takes an amount that is written out", node, help="INTERVAL 1 DAY")
    return True


def _check_clause(node: exp.Expr, report: Reporter) -> bool:
    """ORDER BY and LIMIT, which the parser takes in the brackets of a call as well."""
    if isinstance(node.parent, exp.Query | exp.Window):
        return True
    message = f"{'ORDER BY' if isinstance(node, exp.Order) else 'LIMIT'} is not expected here"
    report.refuse("sql/syntax", message, node, help="put it at the end of the query", whole=True)
    return False


def _check_lambda(node: exp.Expr, report: Reporter) -> bool:
    call = node.parent
    if not isinstance(call, exp.Anonymous) or str(call.name).lower() in function_table().supported:
        report.refuse("sql/lambda", "functions with a lambda are in no list of what is supported", node)
    return False


def _check_window_spec(node: exp.Expr, report: Reporter) -> bool:
    if str(node.args.get("kind") or "ROWS").upper() not in ("ROWS", "RANGE") or node.args.get("exclude"):
        report.refuse("sql/syntax", "a window's frame is made of ROWS or RANGE", node)
    return True


_CHECKS: dict[type[exp.Expr], Callable[[exp.Expr, Reporter], bool]] = {
    exp.Table: _check_table,
    exp.From: _check_entry,
    exp.Join: _check_entry,
    exp.Subquery: _check_subquery,
    exp.Identifier: _check_identifier,
    exp.Alias: _check_alias,
    exp.Star: _check_star,
    exp.In: _check_in,
    exp.Is: _check_is,
    exp.Any: _check_quantifier,
    exp.All: _check_quantifier,
    exp.DataType: _check_type,
    exp.Interval: _check_interval,
    exp.Limit: _check_clause,
    exp.Order: _check_clause,
    exp.Lambda: _check_lambda,
    exp.WindowSpec: _check_window_spec,
}
_ALWAYS_TAKEN = _PLAINLY_TAKEN - _CHECKS.keys()
