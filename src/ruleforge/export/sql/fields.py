"""The flat fields of Logs Insights as places in a record, with their types.

CloudWatch Logs flattens a record into names with dots; what the name is cut into cannot be seen from it. Spans have one
object of attributes whose names hold dots; everything else is cut at each dot (AWS documents no member with a dot in it
in the records of CloudTrail and of model invocations).
"""

from __future__ import annotations

import re

from sqlglot import exp

from ruleforge.data.record_fields import field_types, whole_numbers
from ruleforge.predicate.operands import JsonPath, Member, Step
from ruleforge.predicate.sql import Dialect, read_text
from ruleforge.predicate.sql.athena import path_text

__all__ = ["field_path", "field_type", "read_field", "read_json"]

_ATTRIBUTES = re.compile(r"((?:resource\.)?attributes)\.(.+?)((?:\.[0-9]+)*)")


def field_path(name: str, view: str) -> JsonPath:
    """Where a field stands in the records of a view."""
    found = _ATTRIBUTES.fullmatch(name) if view == "spans" else None
    if found is None:
        return JsonPath(tuple(map(_step, name.split("."))))
    holders, key, positions = found.groups()
    steps = [Member(holder) for holder in holders.split(".")]
    return JsonPath((*steps, Member(key), *(int(item) for item in positions.split(".")[1:])))


def _step(part: str) -> Step:
    return int(part) if part.isdecimal() and part.isascii() else Member(part)


def field_type(name: str) -> str:
    """The type of a field in SQL: BIGINT, BOOLEAN, or VARCHAR where nothing else is known."""
    if name in whole_numbers():
        return "BIGINT"
    known = field_types().get(name)
    return "BOOLEAN" if known is not None and known.type == "truth value" else "VARCHAR"


def read_field(name: str, view: str, dialect: Dialect) -> exp.Expr:
    """A field of the records of a view, by its type; NULL for absent and for null."""
    path = field_path(name, view)
    kind = field_type(name)
    read = _text(path, dialect)
    return read if kind == "VARCHAR" else exp.TryCast(this=read, to=exp.DataType.build(kind), safe=True)


def _text(path: JsonPath, dialect: Dialect) -> exp.Expr:
    if dialect is Dialect.ATHENA:
        arguments = [exp.column("record"), exp.Literal.string(path_text(_steps(path)))]
        return exp.Anonymous(this="JSON_EXTRACT_SCALAR", expressions=arguments)
    return read_text(path, dialect)


def _steps(path: JsonPath) -> tuple[Member | int, ...]:
    return tuple(step for step in path.steps if isinstance(step, Member | int))


def read_json(value: exp.Expr, path: JsonPath) -> exp.Expr:
    """What Spark's get_json_object gives, in Athena: a text as it is, the rest as JSON, NULL for null."""
    written = exp.Literal.string(path_text(_steps(path)))
    scalar = exp.Anonymous(this="JSON_EXTRACT_SCALAR", expressions=[value.copy(), written])
    whole = exp.Anonymous(this="JSON_EXTRACT", expressions=[value.copy(), written.copy()])
    text = exp.Anonymous(this="JSON_FORMAT", expressions=[whole])
    other = exp.Anonymous(this="NULLIF", expressions=[text, exp.Literal.string("null")])
    return exp.Anonymous(this="COALESCE", expressions=[scalar, other])
