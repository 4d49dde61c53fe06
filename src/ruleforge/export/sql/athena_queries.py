"""Spark's SQL in Trino's words: an allow-list of nodes and functions, each with its exact counterpart.

Where the two differ in spelling only (NULLs in an order, `/` between whole numbers, what a cast takes), the counterpart
makes up for it; what has none is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sqlglot import exp

from ruleforge.diagnostics import Finding, Severity
from ruleforge.export.sql.fields import field_type, read_json
from ruleforge.languages.logs_sql import LogsQuery
from ruleforge.languages.logs_sql.json_paths import json_steps
from ruleforge.languages.logs_sql.translation.call import ArgumentError
from ruleforge.languages.logs_sql.translation.json_functions import json_path
from ruleforge.predicate.operands import JsonPath, Member

__all__ = ["AthenaQuery"]

_SAME_NODES: tuple[type[exp.Expr], ...] = (
    exp.Add,
    exp.Alias,
    exp.And,
    exp.Between,
    exp.Boolean,
    exp.Case,
    exp.Column,
    exp.Distinct,
    exp.EQ,
    exp.From,
    exp.GT,
    exp.GTE,
    exp.Group,
    exp.Having,
    exp.Identifier,
    exp.If,
    exp.In,
    exp.Is,
    exp.Join,
    exp.LT,
    exp.LTE,
    exp.Limit,
    exp.Literal,
    exp.Mul,
    exp.NEQ,
    exp.Neg,
    exp.Not,
    exp.Null,
    exp.Or,
    exp.Order,
    exp.Ordered,
    exp.Paren,
    exp.Select,
    exp.Star,
    exp.Sub,
    exp.Subquery,
    exp.Table,
    exp.TableAlias,
    exp.Union,
    exp.Where,
)
"""Nodes that mean the same in both, once what is in them is translated."""
_SAME_FUNCTIONS = frozenset({"avg", "coalesce", "concat", "count", "count_if", "lower", "max", "min", "nullif", "sum"})
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.GT, exp.LTE, exp.GTE)
_WHOLE = r"^\s*([+-]?[0-9]+)(?:\.[0-9]*)?\s*$"
_DOT = re.compile(r"(?<!\\)(?:\\\\)*(?:\[[^\]]*\])?\.")


class _Refused(Exception):  # noqa: N818 - it never leaves the module
    def __init__(self, message: str, because: str = "") -> None:
        super().__init__(message)
        self.message, self.because = message, because


class AthenaQuery:
    """A query whose log groups are tables already; `problems` and `notes` are there once it is translated."""

    def __init__(self, tree: exp.Query, query: LogsQuery, aliased: Mapping[int, exp.Expr]) -> None:
        self._tree = tree
        self._aliased = aliased
        self._kinds = _kinds(tree, query)
        self.problems: list[Finding] = []
        self._notes: dict[str, Finding] = {}
        self._functions: dict[str, Callable[[exp.Anonymous], exp.Expr]] = {
            "array_join": self._same,
            "floor": self._floor,
            "from_unixtime": self._from_unixtime,
            "get_json_object": self._get_json_object,
            "regexp_extract": self._regexp_extract,
            "regexp_extract_all": self._regexp_extract_all,
            "split_part": self._split_part,
            "unix_timestamp": self._unix_timestamp,
        }

    @property
    def notes(self) -> list[Finding]:
        """Where Athena may read something in another way than Spark."""
        return list(self._notes.values())

    def translate(self) -> exp.Query:
        """The query; where something is refused, `problems` has it and the query is not to be used."""
        found = self._node(self._tree)
        assert isinstance(found, exp.Query)  # noqa: S101 - a query stays one
        return found

    def _node(self, node: exp.Expr) -> exp.Expr:
        try:
            return self._translated(node)
        except _Refused as refused:
            finding = Finding("export/athena", refused.message, because=refused.because)
            if finding not in self.problems:
                self.problems.append(finding)
            return exp.Null()

    def _translated(self, node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous):
            return self._function(node)
        if isinstance(node, exp.TryCast | exp.Cast):
            return self._cast(node)
        if isinstance(node, exp.Div):
            return self._division(node)
        if isinstance(node, exp.Like):
            return self._like(node)
        if isinstance(node, exp.Substring):
            return self._substring(node)
        if id(node) in self._aliased and not isinstance(node.find_ancestor(exp.Order, exp.Select), exp.Order):
            # Trino knows the aliases of a SELECT list in ORDER BY only.
            return exp.Paren(this=self._node(self._aliased[id(node)]))
        if not isinstance(node, _SAME_NODES):
            raise _Refused(f"{node.key.upper()} has no counterpart that is known to mean the same")
        if isinstance(node, _COMPARISONS):
            self._check_comparison(node)
        if isinstance(node, exp.In) and node.args.get("query") is not None:
            raise _Refused("IN with a SELECT")
        return self._rebuilt(node)

    def _rebuilt(self, node: exp.Expr) -> exp.Expr:
        """The same node with what is in it translated."""
        found = node.copy()
        for name, value in node.args.items():
            if isinstance(value, exp.Expr):
                found.set(name, self._node(value))
            elif isinstance(value, list):
                found.set(name, [self._node(item) if isinstance(item, exp.Expr) else item for item in value])
        return found

    def _function(self, node: exp.Anonymous) -> exp.Expr:
        name = node.name.lower()
        if name in _SAME_FUNCTIONS:
            return self._same(node)
        if name in self._functions:
            return self._functions[name](node)
        because = {"percentile": "Athena has approx_percentile, which approximates"}.get(name, "")
        raise _Refused(f"{name}() has no exact counterpart", because)

    def _same(self, node: exp.Anonymous) -> exp.Expr:
        return exp.Anonymous(this=node.name.upper(), expressions=[self._node(item) for item in node.expressions])

    def _check_comparison(self, node: exp.Expr) -> None:
        kinds = {self._kind(node.this), self._kind(node.expression)} - {None}
        if len(kinds) > 1:
            raise _Refused(f"{node.sql('spark')} compares different types", "Spark converts one; Trino refuses")

    def _kind(self, node: exp.Expr) -> str | None:
        """`text`, `number` or `truth`; None where it is not seen."""
        match node:
            case exp.Paren():
                return self._kind(node.this)
            case exp.Column():
                return self._kinds.get(node.name.casefold())
            case exp.Literal():
                return "text" if node.is_string else "number"
            case exp.Boolean():
                return "truth"
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Neg():
                return "number"
            case exp.TryCast() | exp.Cast():
                return "text" if node.to.is_type("text", "varchar") else "number"
            case exp.Anonymous() if node.name.lower() in _KINDS:
                return _KINDS[node.name.lower()]
            case exp.Anonymous() if node.name.lower() in ("coalesce", "max", "min", "nullif") and node.expressions:
                return self._kind(node.expressions[0])
        return None

    def _division(self, node: exp.Div) -> exp.Expr:
        """Spark divides doubles, and gives NULL where the divisor is 0."""
        left = exp.Cast(this=self._node(node.this), to=exp.DataType.build("DOUBLE"))
        right = self._node(node.expression)
        if not (isinstance(right, exp.Literal) and float(right.name) != 0):
            right = exp.Anonymous(this="NULLIF", expressions=[right, exp.Literal.number(0)])
        return exp.Div(this=left, expression=right, typed=True)

    def _like(self, node: exp.Like) -> exp.Expr:
        pattern = node.expression
        if not isinstance(pattern, exp.Literal) or "\\" in pattern.name or node.args.get("escape"):
            raise _Refused("LIKE with a backslash or with something that is no literal", "Spark escapes with it")
        return self._rebuilt(node)

    def _substring(self, node: exp.Substring) -> exp.Expr:
        start = node.args.get("start")
        if not isinstance(start, exp.Literal) or start.is_string or int(start.name) < 1:
            raise _Refused("substring() from anywhere but a position from 1 on")
        parts = [node.this, start, *([node.args["length"]] if node.args.get("length") is not None else [])]
        return exp.Anonymous(this="SUBSTR", expressions=[self._node(part) for part in parts])

    def _cast(self, node: exp.Cast) -> exp.Expr:
        """Spark reads '12.5' as the BIGINT 12 and cuts doubles, where Trino has NULL and rounds."""
        value = self._node(node.this)
        kind = self._kind(node.this)
        if node.to.is_type("double"):
            return exp.TryCast(this=value, to=exp.DataType.build("DOUBLE"), safe=True)
        if not node.to.is_type("bigint"):
            raise _Refused(f"CAST to {node.to.sql('spark')}", "only BIGINT and DOUBLE are translated")
        if kind == "text":
            digits = exp.Anonymous(
                this="REGEXP_EXTRACT", expressions=[value, exp.Literal.string(_WHOLE), exp.Literal.number(1)]
            )
            return exp.TryCast(this=digits, to=exp.DataType.build("BIGINT"), safe=True)
        if kind == "number":
            cut = exp.Anonymous(this="TRUNCATE", expressions=[value])
            return exp.TryCast(this=cut, to=exp.DataType.build("BIGINT"), safe=True)
        raise _Refused("CAST to BIGINT of something whose type is not seen")

    def _floor(self, node: exp.Anonymous) -> exp.Expr:
        return exp.Cast(this=self._same(node), to=exp.DataType.build("BIGINT"))

    def _from_unixtime(self, node: exp.Anonymous) -> exp.Expr:
        if len(node.expressions) != 1:
            raise _Refused("from_unixtime() with a format of its own")
        moment = exp.Anonymous(
            this="FROM_UNIXTIME", expressions=[self._node(node.expressions[0]), exp.Literal.string("UTC")]
        )
        shown = exp.Literal.string("%Y-%m-%d %H:%i:%s")
        return exp.Anonymous(this="DATE_FORMAT", expressions=[moment, shown])

    def _unix_timestamp(self, node: exp.Anonymous) -> exp.Expr:
        inner = node.expressions[0] if len(node.expressions) == 1 else None
        if not isinstance(inner, exp.Anonymous) or inner.name.lower() != "to_timestamp" or len(inner.expressions) != 1:
            raise _Refused("unix_timestamp() of anything but to_timestamp() of a text")
        message = "times are read as ISO 8601, and others as NULL; Spark reads a few more spellings"
        self._note("times", message)
        moment = exp.Anonymous(this="FROM_ISO8601_TIMESTAMP", expressions=[self._node(inner.expressions[0])])
        seconds = exp.Anonymous(this="TO_UNIXTIME", expressions=[exp.Anonymous(this="TRY", expressions=[moment])])
        floor = exp.Anonymous(this="FLOOR", expressions=[seconds])
        return exp.Cast(this=floor, to=exp.DataType.build("BIGINT"))

    def _get_json_object(self, node: exp.Anonymous) -> exp.Expr:
        path = node.expressions[1] if len(node.expressions) == 2 else None
        if not isinstance(path, exp.Literal) or not path.is_string:
            raise _Refused("get_json_object() with a path that is no literal")
        try:
            steps = json_steps(json_path(path.name) or "")
        except ArgumentError as error:
            raise _Refused(error.message) from None
        self._note("positions", "a position in a JSON path takes a member of that name too, where there is an object")
        found = JsonPath(tuple(Member(step) if isinstance(step, str) else step for step in steps))
        return read_json(self._node(node.expressions[0]), found)

    def _pattern(self, node: exp.Anonymous) -> list[exp.Expr]:
        """The arguments of a regular expression's function, with the group, which Spark leaves out for 1."""
        value, pattern, *rest = node.expressions
        if not isinstance(pattern, exp.Literal):
            raise _Refused(f"{node.name}() with an expression that is no literal")
        if re.search(r"\(\?[^:]|\\[pPbBGQRXuxkK]|[\^$]", re.sub(r"\[\^", "[", pattern.name)):
            raise _Refused(f"the regular expression {pattern.name}", "Trino's engine reads parts of it differently")
        if _DOT.search(pattern.name):
            self._note("dot", "a dot in a regular expression takes a carriage return too, which Spark's does not")
        group = rest[0] if rest else exp.Literal.number(1)
        return [self._node(value), pattern.copy(), self._node(group)]

    def _regexp_extract(self, node: exp.Anonymous) -> exp.Expr:
        """Without a match Spark gives an empty text and Trino NULL."""
        arguments = self._pattern(node)
        found = exp.Anonymous(this="REGEXP_EXTRACT", expressions=arguments)
        parent = node.parent
        if isinstance(parent, exp.Anonymous) and parent.name.lower() == "nullif" and parent.expressions[0] is node:
            return found
        there = exp.Not(this=exp.Is(this=arguments[0].copy(), expression=exp.Null()))
        filled = exp.Anonymous(this="COALESCE", expressions=[found, exp.Literal.string("")])
        return exp.Case(ifs=[exp.If(this=there, true=filled)])

    def _regexp_extract_all(self, node: exp.Anonymous) -> exp.Expr:
        return exp.Anonymous(this="REGEXP_EXTRACT_ALL", expressions=self._pattern(node))

    def _split_part(self, node: exp.Anonymous) -> exp.Expr:
        """Beyond the last part Spark gives an empty text and Trino NULL; a cast to a number makes NULL of both."""
        if not isinstance(node.parent, exp.TryCast):
            raise _Refused("split_part() outside of a cast to a number", "beyond the last part the engines differ")
        return self._same(node)

    def _note(self, name: str, message: str) -> None:
        self._notes.setdefault(name, Finding(f"export/athena-{name}", message, Severity.NOTE))


_KINDS = {
    "array_join": "text",
    "concat": "text",
    "count": "number",
    "count_if": "number",
    "floor": "number",
    "from_unixtime": "text",
    "get_json_object": "text",
    "lower": "text",
    "percentile": "number",
    "regexp_extract": "text",
    "split_part": "text",
    "sum": "number",
    "unix_timestamp": "number",
}
_OF_FIELDS = {"BIGINT": "number", "BOOLEAN": "truth", "VARCHAR": "text"}


def _kinds(tree: exp.Query, query: LogsQuery) -> dict[str, str]:
    """The kinds of names: of fields by what is known of them; aliases are not looked at."""
    aliases = {alias.alias.casefold() for alias in tree.find_all(exp.Alias)}
    fields = {name for entry in query.parts.analysis.entries for name in (*entry.fields, *entry.candidates)}
    return {name.casefold(): _OF_FIELDS[field_type(name)] for name in fields if name.casefold() not in aliases}
