"""Expressions: every node that is known, with Spark's types and conversions; any other is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, Call, as_type
from ruleforge.languages.logs_sql.translation.registry import FUNCTIONS
from ruleforge.languages.logs_sql.translation.types_of_casts import cast_target
from ruleforge.languages.logs_sql.translation.windows import over, window_call
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    cast,
    comparable,
    wider,
)

__all__ = ["Expressions", "Names"]

_INT = 2**31
_BIGINT = 2**63
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
_BITS: dict[type[exp.Expr], str] = {exp.BitwiseAnd: "&", exp.BitwiseOr: "|"}
_UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond")


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
            exp.Boolean: lambda node: Typed("true" if node.this else "false", BOOLEAN),
            exp.Null: lambda _: Typed("NULL", NULL),
            exp.Column: self._column,
            exp.Paren: lambda node: self.of(node.this),
            exp.Alias: lambda node: self.of(node.this),
            exp.And: lambda node: self._logic(node, "AND"),
            exp.Or: lambda node: self._logic(node, "OR"),
            exp.Not: lambda node: Typed(f"(NOT {self.boolean(node.this)})", BOOLEAN),
            exp.Is: self._is,
            exp.Between: self._between,
            exp.In: self._in,
            exp.Exists: self._exists,
            exp.Subquery: self._scalar_subquery,
            exp.Like: lambda node: self._like(node, "LIKE"),
            exp.ILike: lambda node: self._like(node, "ILIKE"),
            exp.Escape: self._escape,
            exp.RegexpLike: self._rlike,
            exp.Case: self._case,
            exp.If: lambda node: self._conditional([(node.this, node.args["true"])], node.args.get("false")),
            exp.Cast: self._cast,
            exp.TryCast: self._cast,
            exp.Concat: lambda node: self.call("concat", node.expressions, node),
            exp.DPipe: lambda node: self.call("concat", [node.this, node.expression], node),
            exp.Div: self._divide,
            exp.IntDiv: self._whole_divide,
            exp.Mod: self._mod,
            exp.Neg: self._negate,
            exp.BitwiseXor: lambda node: self._bits(node, "xor({}, {})"),
            exp.BitwiseNot: lambda node: Typed(f"(~{as_type(self.of(node.this), BIGINT).sql})", BIGINT),
            exp.Bracket: self._bracket,
            exp.Trim: self._trim,
            exp.Substring: lambda node: self.call("substring", _given(node, "this", "start", "length"), node),
            exp.StrPosition: lambda node: self.call("locate", _given(node, "substr", "this"), node),
            exp.Overlay: lambda node: self.call("overlay", _given(node, "this", "expression", "from_", "for_"), node),
            exp.Extract: self._extract,
            exp.Interval: self._interval,
            exp.CurrentDate: lambda node: self.call("current_date", [], node),
            exp.CurrentTimestamp: lambda node: self.call("current_timestamp", [], node),
            exp.Anonymous: self._anonymous,
            exp.Filter: self._filtered,
            exp.IgnoreNulls: self._filtered,
            exp.Window: self._window,
        }
        for kind in _COMPARISONS:
            self._nodes[kind] = self._comparison
        for kind in _ARITHMETIC:
            self._nodes[kind] = self._arithmetic
        for kind, sign in _BITS.items():
            self._nodes[kind] = lambda node, sign=sign: self._bits(node, f"({{}} {sign} {{}})")  # type: ignore[misc]

    def of(self, node: exp.Expr) -> Typed:
        """An expression."""
        translate = self._nodes.get(type(node))
        if translate is None:
            raise _placed(ArgumentError(f"{_word(node)} is not evaluated here", unsupported=True), node)
        try:
            return translate(node)
        except ArgumentError as error:
            raise _placed(error, node) from None

    def boolean(self, node: exp.Expr) -> str:
        """An expression as a condition."""
        return as_type(self.of(node), BOOLEAN).sql

    def call(self, name: str, nodes: Sequence[exp.Expr], node: exp.Expr) -> Typed:
        """A call of a function that is not an aggregate."""
        found = self._translated(name, nodes, node)
        return found if isinstance(found, Typed) else Typed(found.wrap.format(found.call), found.type)

    def _translated(self, name: str, nodes: Sequence[exp.Expr], node: exp.Expr) -> Typed | Aggregate:
        function = FUNCTIONS.get(name)
        if function is None:
            raise _placed(ArgumentError(f"{name} is not evaluated here", unsupported=True), node)
        distinct = len(nodes) == 1 and isinstance(nodes[0], exp.Distinct)
        if distinct:
            nodes = nodes[0].expressions
        args = [Typed("*", NULL) if isinstance(item, exp.Star) else self.of(item) for item in nodes]
        return function.translate(Call(name, args, nodes, distinct))

    def _anonymous(self, node: exp.Expr) -> Typed:
        name = node.name.lower()
        if name == "get_json_object" and len(node.expressions) == 2 and isinstance(node.expressions[0], exp.Column):
            path = node.expressions[1]
            if isinstance(path, exp.Literal) and (found := self._names.message_path(node.expressions[0], path.name)):
                return found
        return self.call(name, node.expressions, node)

    def _literal(self, node: exp.Expr) -> Typed:
        text = str(node.this)
        if node.args.get("is_string"):
            return Typed(quoted(text), STRING)
        if text.isdigit():
            value = int(text)
            if value < _BIGINT:
                return Typed(text, INT) if value < _INT else Typed(f"CAST({text} AS BIGINT)", BIGINT)
        return Typed(f"CAST({text} AS DOUBLE)", DOUBLE)

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
        return Typed(f"({f' {word} '.join(self.boolean(term) for term in terms)})", BOOLEAN)

    def _comparison(self, node: exp.Expr) -> Typed:
        left, right = node.this, node.args["expression"]
        if isinstance(right, exp.Any | exp.All):
            raise ArgumentError("comparisons with ANY and ALL are not evaluated here", unsupported=True)
        return self._compare(self.of(left), self.of(right), _COMPARISONS[type(node)])

    def _compare(self, left: Typed, right: Typed, sign: str) -> Typed:
        kind = comparable(left.type, right.type)
        if kind is None:
            raise ArgumentError(f"a {left.type.name} and a {right.type.name} cannot be compared")
        return Typed(f"({as_type(left, kind).sql} {sign} {as_type(right, kind).sql})", BOOLEAN)

    def _is(self, node: exp.Expr) -> Typed:
        value, what = self.of(node.this), node.args["expression"]
        word = "IS NOT" if node.args.get("negate") else "IS"
        if isinstance(what, exp.Not):
            what, word = what.this, "IS NOT"
        if isinstance(what, exp.Null):
            return Typed(f"({value.sql} {word} NULL)", BOOLEAN)
        if isinstance(what, exp.Boolean):
            return Typed(f"({as_type(value, BOOLEAN).sql} {word} {'TRUE' if what.this else 'FALSE'})", BOOLEAN)
        raise ArgumentError(f"IS {what.sql()} is not evaluated here", unsupported=True)

    def _between(self, node: exp.Expr) -> Typed:
        value = self.of(node.this)
        low = self._compare(value, self.of(node.args["low"]), ">=")
        high = self._compare(value, self.of(node.args["high"]), "<=")
        return self._negated(node, f"({low.sql} AND {high.sql})")

    def _negated(self, node: exp.Expr, sql: str) -> Typed:
        return Typed(f"(NOT {sql})" if node.args.get("negate") else sql, BOOLEAN)

    def _in(self, node: exp.Expr) -> Typed:
        query = node.args.get("query")
        if query is not None:
            return self._in_subquery(node, query)
        value = self.of(node.this)
        items = [self.of(item) for item in node.expressions]
        kind: Type | None = value.type
        for item in items:
            kind = None if kind is None else _common(kind, item.type)
        if kind is None:
            raise ArgumentError(f"a {value.type.name} is never in such a list")
        if kind == NULL:
            return Typed("CAST(NULL AS BOOLEAN)", BOOLEAN)
        listed = ", ".join(as_type(item, kind).sql for item in items)
        return self._negated(node, f"({as_type(value, kind).sql} IN ({listed}))")

    def _in_subquery(self, node: exp.Expr, query: exp.Expr) -> Typed:
        value = self.of(node.this)
        sql, types = self._names.subquery(query)
        if len(types) != 1:
            raise ArgumentError(f"IN takes a subquery of one column, not of {len(types)}")
        kind = _common(value.type, types[0])
        if kind is None:
            raise ArgumentError(f"a {value.type.name} is compared with a {types[0].name}")
        column = as_type(Typed("o0", types[0]), kind).sql
        inner = f"(SELECT {column} FROM ({sql}))"  # noqa: S608
        return self._negated(node, f"({as_type(value, kind).sql} IN {inner})")

    def _exists(self, node: exp.Expr) -> Typed:
        sql, _ = self._names.subquery(node.this)
        return Typed(f"EXISTS ({sql})", BOOLEAN)

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
        return self._like(node.this, "LIKE" if isinstance(node.this, exp.Like) else "ILIKE", sign.name)

    def _like(self, node: exp.Expr, word: str, escape: str = "\\") -> Typed:
        value, pattern = as_type(self.of(node.this), STRING).sql, node.args["expression"]
        if isinstance(pattern, exp.Any | exp.All):
            inner = pattern.this
            items = inner.expressions if isinstance(inner, exp.Tuple) else [inner.this]
            glue = " OR " if isinstance(pattern, exp.Any) else " AND "
            parts = [f"({value} {word} {self._text(item)} ESCAPE {quoted(escape)})" for item in items]
            if node.args.get("negate"):
                parts = [f"(NOT {part})" for part in parts]
            return Typed(f"({glue.join(parts)})", BOOLEAN)
        return self._negated(node, f"({value} {word} {self._text(pattern)} ESCAPE {quoted(escape)})")

    def _text(self, node: exp.Expr) -> str:
        return as_type(self.of(node), STRING).sql

    def _rlike(self, node: exp.Expr) -> Typed:
        found = self.call("regexp_like", [node.this, node.args["expression"]], node)
        return self._negated(node, found.sql)

    def _case(self, node: exp.Expr) -> Typed:
        subject = node.args.get("this")
        branches = []
        for branch in node.args["ifs"]:
            test = branch.this if subject is None else exp.EQ(this=subject.copy(), expression=branch.this.copy())
            if subject is not None:
                test.parent = node
            branches.append((test, branch.args["true"]))
        return self._conditional(branches, node.args.get("default"))

    def _conditional(self, branches: Sequence[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None) -> Typed:
        tests = [self.boolean(test) for test, _ in branches]
        values = [self.of(value) for _, value in branches]
        values.append(Typed("NULL", NULL) if default is None else self.of(default))
        kind = NULL
        for value in values:
            common = _common(kind, value.type)
            if common is None:
                raise ArgumentError(f"the branches are a {kind.name} and a {value.type.name}")
            kind = common
        cases = [f"WHEN {test} THEN {as_type(value, kind).sql}" for test, value in zip(tests, values[:-1], strict=True)]
        return Typed(f"(CASE {' '.join(cases)} ELSE {as_type(values[-1], kind).sql} END)", kind)

    def _cast(self, node: exp.Expr) -> Typed:
        value = self.of(node.this)
        target, finish = cast_target(node.args["to"])
        found = cast(value, target)
        if found is None:
            raise ArgumentError(f"a {value.type.name} cannot be cast to {target.name}")
        return Typed(finish.format(found.sql), target)

    def _arithmetic(self, node: exp.Expr) -> Typed:
        left, right = self.of(node.this), self.of(node.args["expression"])
        sign = _ARITHMETIC[type(node)]
        if left.type.is_time or right.type.is_time:
            return _time_arithmetic(left, right, sign)
        kind = _number_type(left.type, right.type)
        # Whole numbers are added up as 64 bits, so that no sum of two fails.
        kind = BIGINT if kind == INT else kind
        return Typed(f"({as_type(left, kind).sql} {sign} {as_type(right, kind).sql})", kind)

    def _divide(self, node: exp.Expr) -> Typed:
        left, right = (as_type(self.of(part), DOUBLE).sql for part in (node.this, node.args["expression"]))
        return Typed(f"({left} / NULLIF({right}, 0))", DOUBLE)

    def _whole_divide(self, node: exp.Expr) -> Typed:
        left, right = (as_type(self.of(part), BIGINT).sql for part in (node.this, node.args["expression"]))
        return Typed(f"({left} // NULLIF({right}, 0))", BIGINT)

    def _mod(self, node: exp.Expr) -> Typed:
        left, right = self.of(node.this), self.of(node.args["expression"])
        kind = _number_type(left.type, right.type)
        return Typed(f"({as_type(left, kind).sql} % NULLIF({as_type(right, kind).sql}, 0))", kind)

    def _negate(self, node: exp.Expr) -> Typed:
        value = self.of(node.this)
        kind = value.type if value.type.is_number or value.type == INTERVAL else DOUBLE
        return Typed(f"(-{as_type(value, kind).sql})", kind)

    def _bits(self, node: exp.Expr, template: str) -> Typed:
        left, right = (as_type(self.of(part), BIGINT).sql for part in (node.this, node.args["expression"]))
        return Typed(template.format(left, right), BIGINT)

    def _bracket(self, node: exp.Expr) -> Typed:
        if len(node.expressions) != 1 or node.args.get("offset") not in (None, 0):
            raise ArgumentError("only one position can stand in brackets")
        return self.call("get", [node.this, node.expressions[0]], node)

    def _trim(self, node: exp.Expr) -> Typed:
        name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(node.args.get("position") or ""), "trim")
        value, signs = self._text(node.this), node.args.get("expression")
        extra = "' '" if signs is None else self._text(signs)
        return Typed(f"{name}({value}, {extra})", STRING)

    def _extract(self, node: exp.Expr) -> Typed:
        return self.call("date_part", [exp.Literal.string(node.this.name), node.args["expression"]], node)

    def _interval(self, node: exp.Expr) -> Typed:
        unit = str(node.args["unit"].name if node.args.get("unit") is not None else "").lower().rstrip("s")
        if unit not in _UNITS:
            raise ArgumentError("such an interval is not evaluated here", unsupported=True)
        amount = as_type(self.of(node.this), DOUBLE).sql
        return Typed(f"(INTERVAL 1 {unit} * {amount})", INTERVAL)

    def _filtered(self, node: exp.Expr) -> Typed:
        found = self._suffixed(node, "")
        return Typed(found.wrap.format(found.call), found.type)

    def _suffixed(self, node: exp.Expr, suffix: str) -> Aggregate:
        """An aggregate or window function with what stands behind its brackets."""
        if isinstance(node, exp.Filter):
            return self._suffixed(node.this, f" FILTER (WHERE {self.boolean(node.args['expression'].this)}){suffix}")
        if isinstance(node, exp.IgnoreNulls | exp.RespectNulls):
            inner = self._suffixed(node.this, suffix)
            if isinstance(node, exp.RespectNulls):
                return inner
            call = (
                inner.call.replace(")" + suffix, " IGNORE NULLS)" + suffix)
                if suffix
                else f"{inner.call[:-1]} IGNORE NULLS)"
            )
            return Aggregate(call, inner.type, inner.wrap)
        if not isinstance(node, exp.Anonymous):
            raise ArgumentError("FILTER and OVER stand behind the call of an aggregate")
        name = node.name.lower()
        found: Typed | Aggregate | None = None
        if suffix.startswith(" OVER") or " OVER (" in suffix:
            found = window_call(name, [self.of(item) for item in node.expressions if not isinstance(item, exp.Star)])
        if found is None:
            found = self._translated(name, node.expressions, node)
        if isinstance(found, Typed):
            raise ArgumentError(f"{name} is no aggregate")
        return Aggregate(found.call + suffix, found.type, found.wrap)

    def _window(self, node: exp.Expr) -> Typed:
        named = node.args.get("alias")
        suffix = f' OVER "{named.name}"' if named is not None else f" OVER ({over(node, self)})"
        found = self._suffixed(node.this, suffix)
        return Typed(found.wrap.format(found.call), found.type)


def _placed(error: ArgumentError, node: exp.Expr) -> ArgumentError:
    if len(error.args) < 2:
        error.args = (error.message, node)
    return error


def _given(node: exp.Expr, *names: str) -> list[exp.Expr]:
    return [node.args[name] for name in names if node.args.get(name) is not None]


def _word(node: exp.Expr) -> str:
    return str(node.key).replace("_", " ").upper()


def _common(left: Type, right: Type) -> Type | None:
    """As branches have it; a truth value among texts is taken for its text."""
    return wider(left, right)


def _number_type(left: Type, right: Type) -> Type:
    kinds = [DOUBLE if kind == STRING else kind for kind in (left, right)]
    kinds = [INT if kind in (NULL, BOOLEAN) else kind for kind in kinds]
    found = wider(kinds[0], kinds[1])
    if found is None or not found.is_number:
        raise ArgumentError(f"a {left.name} and a {right.name} cannot be calculated with")
    return found


def _time_arithmetic(left: Typed, right: Typed, sign: str) -> Typed:
    if left.type == INTERVAL and sign == "+":
        left, right = right, left
    if right.type == INTERVAL and sign in "+-":
        return Typed(f"({as_type(left, TIMESTAMP).sql} {sign} {right.sql})", TIMESTAMP)
    if left.type == DATE and right.type.is_whole and sign in "+-":
        return Typed(f"({left.sql} {sign} CAST({right.sql} AS INTEGER))", DATE)
    raise ArgumentError(f"a {left.type.name} and a {right.type.name} cannot be calculated with", unsupported=True)
