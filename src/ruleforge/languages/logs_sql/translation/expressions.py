"""Expressions: every node that is known, with Spark's types and conversions; any other is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, Call, as_type
from ruleforge.languages.logs_sql.translation.errors import placed
from ruleforge.languages.logs_sql.translation.intervals import interval_literal
from ruleforge.languages.logs_sql.translation.moments import is_timely, scaled_interval, time_arithmetic
from ruleforge.languages.logs_sql.translation.operators import (
    arithmetic,
    bits,
    divide,
    modulo,
    negated,
    number_literal,
    whole_divide,
)
from ruleforge.languages.logs_sql.translation.precedence import rebound
from ruleforge.languages.logs_sql.translation.predicates import (
    between,
    chosen_by,
    compared,
    is_word,
    like,
    listed,
    listed_rows,
)
from ruleforge.languages.logs_sql.translation.predicates import negated as unless
from ruleforge.languages.logs_sql.translation.registry import FUNCTIONS
from ruleforge.languages.logs_sql.translation.types_of_casts import convert
from ruleforge.languages.logs_sql.translation.windows import over, window_call
from ruleforge.languages.logs_sql.types import BINARY, BOOLEAN, NULL, STRING, Type, Typed, wider

__all__ = ["Expressions", "Names"]

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_BITS: dict[type[exp.Expr], str] = {
    exp.BitwiseAnd: "({} & {})",
    exp.BitwiseOr: "({} | {})",
    exp.BitwiseXor: "xor({}, {})",
}
_DIVISIONS: dict[type[exp.Expr], Callable[[Typed, Typed, tuple[exp.Expr, exp.Expr]], Typed]] = {
    exp.Div: divide,
    exp.IntDiv: whole_divide,
    exp.Mod: modulo,
}
_UNIT_FIRST = frozenset({"date_add", "dateadd", "date_diff", "datediff"})
"""Functions whose first argument of three is a unit, written without quotes."""


class Names(Protocol):
    """What expressions ask of the statement that they stand in."""

    def column(self, column: exp.Column) -> Typed:
        """The column of a name."""

    def message_path(self, column: exp.Column, path: str) -> Typed | None:
        """A JSON path of the message, where it was read while loading."""

    def subquery(self, query: exp.Expr) -> tuple[str, Sequence[Type]]:
        """A subquery, and the types of its columns."""


class Expressions:
    """Translates the expressions of one SELECT; raises ArgumentError, with the node as `args[1]`, where it cannot."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._nodes: dict[type[exp.Expr], Callable[[exp.Expr], Typed]] = {
            exp.Literal: self._literal,
            exp.RawString: lambda node: Typed(quoted(str(node.this)), STRING),
            exp.HexString: lambda node: Typed(f"unhex({quoted(_even(str(node.this)))})", BINARY),
            exp.Boolean: lambda node: Typed("true" if node.this else "false", BOOLEAN),
            exp.Null: lambda _: Typed("NULL", NULL),
            exp.Column: self._column,
            exp.Paren: lambda node: self.of(node.this),
            exp.Alias: lambda node: self.of(node.this),
            exp.And: lambda node: self._logic(node, "AND"),
            exp.Or: lambda node: self._logic(node, "OR"),
            exp.Not: self._not,
            exp.Is: lambda node: is_word(self.of(node.this), node),
            exp.Between: self._between,
            exp.In: self._in,
            exp.Exists: lambda node: Typed(f"EXISTS ({self._names.subquery(node.this)[0]})", BOOLEAN),
            exp.Subquery: self._scalar_subquery,
            exp.Like: lambda node: like(node, self.of, "LIKE"),
            exp.ILike: lambda node: like(node, self.of, "ILIKE"),
            exp.Escape: self._escape,
            exp.RegexpLike: self._rlike,
            exp.Case: self._case,
            exp.If: lambda node: self._conditional([(node.this, node.args["true"])], node.args.get("false")),
            exp.Cast: self._cast,
            exp.TryCast: self._cast,
            exp.Concat: lambda node: self.call("concat", node.expressions, node),
            exp.Neg: self._negate,
            exp.BitwiseNot: lambda node: bits(self.of(node.this), self.of(node.this), "(~{0})"),
            exp.Bracket: self._bracket,
            exp.Trim: self._trim,
            exp.Substring: lambda node: self.call("substring", _given(node, "this", "start", "length"), node),
            exp.StrPosition: lambda node: self.call("locate", _given(node, "substr", "this", "position"), node),
            exp.Overlay: lambda node: self.call("overlay", _given(node, "this", "expression", "from_", "for_"), node),
            exp.Extract: self._extract,
            exp.Interval: interval_literal,
            exp.CurrentDate: lambda node: self.call("current_date", [], node),
            exp.CurrentTimestamp: lambda node: self.call("current_timestamp", [], node),
            exp.Anonymous: self._anonymous,
            exp.Filter: lambda node: self._aggregated(node),
            exp.IgnoreNulls: lambda node: self._aggregated(node),
            exp.RespectNulls: lambda node: self._aggregated(node),
            exp.Window: self._window,
            exp.DPipe: self._chained,
            **dict.fromkeys(_COMPARISONS, self._comparison),
            **dict.fromkeys(_ARITHMETIC, self._arithmetic),
            **dict.fromkeys(_DIVISIONS, self._divide),
            **dict.fromkeys(_BITS, self._chained),
        }

    def of(self, node: exp.Expr) -> Typed:
        """An expression."""
        translate = self._nodes.get(type(node))
        if translate is None:
            raise placed(ArgumentError(f"{_word(node)} is not evaluated here", unsupported=True), node)
        try:
            return translate(node)
        except ArgumentError as error:
            raise placed(error, node) from None

    def condition(self, node: exp.Expr) -> str:
        """An expression as a condition, which a text or a number is not."""
        found = self.of(node)
        if found.type not in (BOOLEAN, NULL):
            raise placed(ArgumentError(f"a condition is expected, not a {found.type}"), node)
        return as_type(found, BOOLEAN).sql

    def call(self, name: str, nodes: Sequence[exp.Expr], node: exp.Expr) -> Typed:
        """A call of a function that stands for itself."""
        found = self._translated(name, nodes, node)
        return found if isinstance(found, Typed) else Typed(found.sql(), found.type)

    def _translated(self, name: str, nodes: Sequence[exp.Expr], node: exp.Expr) -> Typed | Aggregate:
        function = FUNCTIONS.get(name)
        if function is None:
            raise placed(ArgumentError(f"{name} is not evaluated here", unsupported=True), node)
        distinct = len(nodes) == 1 and isinstance(nodes[0], exp.Distinct)
        if distinct:
            nodes = nodes[0].expressions
        args = [self._argument(name, place, item, len(nodes)) for place, item in enumerate(nodes)]
        if len(args) < function.least or (function.most is not None and len(args) > function.most):
            raise placed(ArgumentError(f"{name} does not take {len(args)} arguments"), node)
        return function.translate(Call(name, args, nodes, distinct))

    def _argument(self, name: str, place: int, node: exp.Expr, count: int) -> Typed:
        if isinstance(node, exp.Star):
            return Typed("*", NULL)
        if place == 0 and count == 3 and name in _UNIT_FIRST:
            return Typed("NULL", NULL)
        return self.of(node)

    def _anonymous(self, node: exp.Expr) -> Typed:
        name = node.name.lower()
        if name == "get_json_object" and len(node.expressions) == 2 and isinstance(node.expressions[0], exp.Column):
            path = node.expressions[1]
            if isinstance(path, exp.Literal) and (found := self._names.message_path(node.expressions[0], path.name)):
                return found
        if any(isinstance(item, exp.IgnoreNulls | exp.RespectNulls) for item in node.expressions):
            return self._aggregated(node)
        return self.call(name, node.expressions, node)

    def _literal(self, node: exp.Expr) -> Typed:
        text = str(node.this)
        return Typed(quoted(text), STRING) if node.args.get("is_string") else number_literal(text)

    def _column(self, node: exp.Expr) -> Typed:
        assert isinstance(node, exp.Column)  # noqa: S101 - the table above sends nothing else here
        return self._names.column(node)

    def _logic(self, node: exp.Expr, word: str) -> Typed:
        # A long chain of OR nests as deeply as it is long; it is taken apart without recursion.
        kind = type(node)
        terms: list[exp.Expr] = []
        stack = [node]
        while stack:
            part = stack.pop()
            if type(part) is kind:
                stack += [part.args["expression"], part.this]
            else:
                terms.append(part)
        return Typed(f"({f' {word} '.join(self.condition(term) for term in terms)})", BOOLEAN)

    def _comparison(self, node: exp.Expr) -> Typed:
        left, right = node.this, node.args["expression"]
        if isinstance(right, exp.Any | exp.All):
            raise ArgumentError("comparisons with ANY and ALL are not evaluated here", unsupported=True)
        if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple) and isinstance(node, exp.EQ):
            return Typed(listed_rows(self._row(left), [self._row(right)]), BOOLEAN)
        return compared(self.of(left), self.of(right), _COMPARISONS[type(node)])

    def _row(self, node: exp.Expr) -> list[Typed]:
        items = node.expressions if isinstance(node, exp.Tuple) else [node]
        return [self.of(item) for item in items]

    def _between(self, node: exp.Expr) -> Typed:
        value, low, high = (self.of(node.args[name]) for name in ("this", "low", "high"))
        return unless(node, between(value, low, high))

    def _in(self, node: exp.Expr) -> Typed:
        query = node.args.get("query")
        if query is not None:
            return self._in_subquery(node, query)
        if isinstance(node.this, exp.Tuple):
            rows = [self._row(item) for item in node.expressions]
            return unless(node, listed_rows(self._row(node.this), rows))
        return unless(node, listed(self.of(node.this), [self.of(item) for item in node.expressions]))

    def _in_subquery(self, node: exp.Expr, query: exp.Expr) -> Typed:
        values = self._row(node.this)
        sql, types = self._names.subquery(query)
        if len(types) != len(values):
            raise ArgumentError(f"IN takes a subquery of as many columns, not of {len(types)}")
        mine, theirs = [], []
        for index, (value, other) in enumerate(zip(values, types, strict=True)):
            kind = wider(value.type, other)  # unlike =, by which a number is no text
            if kind is None:
                raise ArgumentError(f"a {value.type} is compared with a {other}")
            mine.append(as_type(value, kind).sql)
            theirs.append(as_type(Typed(f"o{index}", other), kind).sql)
        left = mine[0] if len(mine) == 1 else f"({', '.join(mine)})"
        return unless(node, f"({left} IN (SELECT {', '.join(theirs)} FROM ({sql})))")  # noqa: S608

    def _scalar_subquery(self, node: exp.Expr) -> Typed:
        sql, types = self._names.subquery(node)
        if len(types) != 1:
            raise ArgumentError(f"a subquery of {len(types)} columns cannot stand for one value")
        return Typed(f"({sql})", types[0])

    def _escape(self, node: exp.Expr) -> Typed:
        """LIKE with its own sign before what is meant as it stands."""
        sign = node.args["expression"]
        if not (isinstance(node.this, exp.Like | exp.ILike) and isinstance(sign, exp.Literal) and len(sign.name) == 1):
            raise ArgumentError("ESCAPE stands behind LIKE, with one sign")
        return like(node.this, self.of, "LIKE" if isinstance(node.this, exp.Like) else "ILIKE", sign.name)

    def _rlike(self, node: exp.Expr) -> Typed:
        found = self.call("regexp_like", [node.this, node.args["expression"]], node)
        return unless(node, found.sql)

    def _case(self, node: exp.Expr) -> Typed:
        subject = node.args.get("this")
        if subject is None:
            branches = [(branch.this, branch.args["true"]) for branch in node.args["ifs"]]
            return self._conditional(branches, node.args.get("default"))
        tests = [self.of(branch.this) for branch in node.args["ifs"]]
        values, kind = self._values([branch.args["true"] for branch in node.args["ifs"]], node.args.get("default"))
        return Typed(chosen_by(self.of(subject), tests, values), kind)

    def _not(self, node: exp.Expr) -> Typed:
        inner = node.this
        if isinstance(inner, exp.Is):
            return is_word(self.of(inner.this), inner, opposite=True)
        return Typed(f"(NOT {self.condition(inner)})", BOOLEAN)

    def _conditional(self, branches: Sequence[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None) -> Typed:
        tests = [self.condition(test) for test, _ in branches]
        values, kind = self._values([value for _, value in branches], default)
        cases = [f"WHEN {test} THEN {value}" for test, value in zip(tests, values, strict=False)]
        otherwise = "" if default is None else f" ELSE {values[-1]}"
        return Typed(f"(CASE {' '.join(cases)}{otherwise} END)", kind)

    def _values(self, nodes: Sequence[exp.Expr], default: exp.Expr | None) -> tuple[list[str], Type]:
        """What branches yield, the last where no other does, in the one type that holds all."""
        values = [self.of(node) for node in nodes]
        values.append(Typed("NULL", NULL) if default is None else self.of(default))
        kind = NULL
        for value in values:
            common = wider(kind, value.type)
            if common is None:
                raise ArgumentError(f"the branches are a {kind} and a {value.type}")
            kind = common
        return [as_type(value, kind).sql for value in values], kind

    def _cast(self, node: exp.Expr) -> Typed:
        if node.args.get("safe"):
            raise ArgumentError("try_cast is not evaluated here", unsupported=True)
        return convert(self.of(node.this), node.args["to"])

    def _arithmetic(self, node: exp.Expr) -> Typed:
        parts = node.this, node.args["expression"]
        left, right = (self.of(part) for part in parts)
        sign = _ARITHMETIC[type(node)]
        if is_timely(left, right):
            return time_arithmetic(left, right, sign)
        return arithmetic(left, right, sign, parts)

    def _divide(self, node: exp.Expr) -> Typed:
        parts = node.this, node.args["expression"]
        left, right = (self.of(part) for part in parts)
        if isinstance(node, exp.Div) and left.type.is_interval:
            return scaled_interval(left, right, "/")
        return _DIVISIONS[type(node)](left, right, parts)

    def _negate(self, node: exp.Expr) -> Typed:
        if isinstance(node.this, exp.Literal) and not node.this.is_string:
            return number_literal(f"-{node.this.name}")
        value = self.of(node.this)
        return Typed(f"(-{value.sql})", value.type) if value.type.is_interval else negated(value)

    def _chained(self, node: exp.Expr) -> Typed:
        """Operators that the parser does not bind as Spark does."""
        found = rebound(node)
        if type(found) is not type(node) or found is not node:
            return self.of(found)
        parts = node.this, node.args["expression"]
        if isinstance(node, exp.DPipe):
            return self.call("concat", parts, node)
        return bits(self.of(parts[0]), self.of(parts[1]), _BITS[type(node)])

    def _bracket(self, node: exp.Expr) -> Typed:
        if len(node.expressions) != 1 or node.args.get("offset") not in (None, 0):
            raise ArgumentError("only one position can stand in brackets")
        if not (position := self.of(node.expressions[0]).type).is_whole and position != NULL:
            raise ArgumentError(f"a position in brackets is a whole number, not a {position}")
        return self.call("get", [node.this, node.expressions[0]], node)

    def _trim(self, node: exp.Expr) -> Typed:
        name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(node.args.get("position") or ""), "trim")
        signs = node.args.get("expression")
        extra = "' '" if signs is None else as_type(self.of(signs), STRING).sql
        return Typed(f"{name}({as_type(self.of(node.this), STRING).sql}, {extra})", STRING)

    def _extract(self, node: exp.Expr) -> Typed:
        return self.call("date_part", [exp.Literal.string(node.this.name), node.args["expression"]], node)

    def _aggregated(self, node: exp.Expr, window: str = "") -> Typed:
        """An aggregate or window function with what stands behind its brackets."""
        conditions: list[str] = []
        skip_nulls = False
        part = node
        while isinstance(part, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
            if isinstance(part, exp.Filter):
                conditions.append(self.condition(part.args["expression"].this))
            skip_nulls = skip_nulls or isinstance(part, exp.IgnoreNulls)
            part = part.this
        if conditions and window:
            raise ArgumentError("FILTER and OVER do not go together")
        if not isinstance(part, exp.Anonymous):
            raise ArgumentError("FILTER and OVER stand behind the call of an aggregate")
        name, nodes = part.name.lower(), part.expressions
        for index, item in enumerate(nodes):
            if isinstance(item, exp.IgnoreNulls | exp.RespectNulls):
                skip_nulls = skip_nulls or isinstance(item, exp.IgnoreNulls)
                nodes = [*nodes[:index], item.this, *nodes[index + 1 :]]
        found: Typed | Aggregate | None = None
        if window and any(isinstance(item, exp.Distinct) for item in nodes):
            raise ArgumentError("DISTINCT and OVER do not go together")
        if window:
            args = [self.of(item) for item in nodes if not isinstance(item, exp.Star | exp.Distinct)]
            found = window_call(name, args, skip_nulls=skip_nulls)
        if found is None:
            extra = [exp.Boolean(this=True)] if skip_nulls and len(nodes) == 1 else []
            found = self._translated(name, [*nodes, *extra], part)
        if isinstance(found, Typed):
            raise ArgumentError(f"{name} is no aggregate")
        return Typed(found.sql(" AND ".join(conditions), window), found.type)

    def _window(self, node: exp.Expr) -> Typed:
        named = node.args.get("alias")
        window = f' OVER "{named.name}"' if named is not None else f" OVER ({over(node, self)})"
        return self._aggregated(node.this, window)


def _given(node: exp.Expr, *names: str) -> list[exp.Expr]:
    return [node.args[name] for name in names if node.args.get(name) is not None]


def _word(node: exp.Expr) -> str:
    return str(node.key).replace("_", " ").upper()


def _even(digits: str) -> str:
    return digits if len(digits) % 2 == 0 else f"0{digits}"
