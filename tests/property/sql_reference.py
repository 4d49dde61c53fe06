"""OpenSearch SQL over records, slowly and as Spark's rules read: one small rule at a time, no engine.

Trees are those of `strategies.logs_sql`. A value is None, a boolean, an integer, a float or a text; a column has one
type, which is what its values have in common.
"""

from __future__ import annotations

import functools
import re


class NoSuchType(Exception):  # noqa: N818
    """Spark refuses the expression: two types have nothing in common."""


def flattened(record, prefix=""):
    """The fields of a record: null, {} and [] give none; of two of one name, the first."""
    found = {}
    for name, value in record.items():
        name = f"{prefix}{name}"
        if isinstance(value, list):
            value = {str(index): item for index, item in enumerate(value)}
        inner = flattened(value, f"{name}.") if isinstance(value, dict) else {} if value is None else {name: value}
        for field, item in inner.items():
            found.setdefault(field, item)
    return found


class Columns:
    """Records as rows of typed columns."""

    def __init__(self, records):
        self.rows = [flattened(record) for record in records]
        kinds = {}
        for row in self.rows:
            for name, value in row.items():
                kinds.setdefault(name, set()).add(type(value))
        self.types = {name: self._common(found) for name, found in kinds.items()}

    @staticmethod
    def _common(kinds):
        if kinds == {bool}:
            return "boolean"
        if kinds == {int}:
            return "bigint"
        return "double" if kinds <= {int, float} else "string"

    def type(self, name):
        return self.types.get(name, "null")

    def value(self, row, name):
        value = row.get(name)
        kind = self.type(name)
        if value is None or kind in ("boolean", "bigint"):
            return value
        return float(value) if kind == "double" else as_text(value)


def as_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def cast(value, kind):
    """A value as another type; a text that spells none is NULL."""
    if value is None or kind == "null":
        return None
    if kind == "string":
        return as_text(value)
    if isinstance(value, str):
        return _FROM_TEXT[kind](value.strip())
    if kind == "boolean":
        return value != 0
    return float(value) if kind == "double" else int(value)


def _whole_of(text, bound):
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", text):
        return None
    number = int(text.split(".")[0])
    return number if -bound <= number < bound else None


def _double_of(text):
    return float(text) if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text) else None


_FROM_TEXT = {
    "int": lambda text: _whole_of(text, 2**31),
    "bigint": lambda text: _whole_of(text, 2**63),
    "double": _double_of,
    "boolean": lambda text: {
        **dict.fromkeys(("t", "true", "y", "yes", "1"), True),
        **dict.fromkeys(("f", "false", "n", "no", "0"), False),
    }.get(text.lower()),
}
_NUMBERS = ("int", "bigint", "double")


def compared_as(left, right, *, ordering=False):
    """The type in which two values are compared: a text becomes what stands on the other side."""
    if "null" in (left, right):
        return right if left == "null" else left
    if left == right:
        return left
    if left in _NUMBERS and right in _NUMBERS:
        return max(left, right, key=_NUMBERS.index)
    for promoted in ("string",) if ordering else ("string", "boolean"):
        if promoted in (left, right):
            return right if left == promoted else left
    raise NoSuchType


def wider(left, right):
    """The type that holds both: with a text among them, text."""
    if "null" in (left, right):
        return right if left == "null" else left
    if left == right:
        return left
    if left in _NUMBERS and right in _NUMBERS:
        return max(left, right, key=_NUMBERS.index)
    if "string" in (left, right) and "boolean" not in (left, right):
        return "string"
    raise NoSuchType


def type_of(tree, columns):
    """The type of an expression. Raises NoSuchType."""
    kind, *parts = tree
    if kind == "field":
        return columns.type(parts[0])
    if kind == "literal":
        return _literal_type(parts[0])
    inside = [type_of(part, columns) for part in _trees(parts)]
    if kind == "coalesce":
        return functools.reduce(wider, inside)
    if kind == "case":
        return wider(*inside[1:])
    if kind == "in":
        functools.reduce(wider, inside)
    if kind == "compare":
        compared_as(*inside, ordering=parts[0] in ("<", "<=", ">", ">="))
    if kind == "between":
        compared_as(*inside[:2], ordering=True)
        compared_as(inside[0], inside[2], ordering=True)
    return "boolean"


def _literal_type(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return "int" if -(2**31) <= value < 2**31 else "bigint"
    return {type(None): "null", bool: "boolean", float: "double", str: "string"}[type(value)]


def _trees(parts):
    """The trees among the parts of a tree, those in lists too."""
    for part in parts:
        if isinstance(part, list):
            yield from part
        elif isinstance(part, tuple):
            yield part


def value_of(tree, row, columns):
    """The value of an expression for one row."""
    kind, *parts = tree
    if kind == "field":
        return columns.value(row, parts[0])
    if kind == "literal":
        return parts[0]
    if kind == "coalesce":
        kept = (value_of(part, row, columns) for part in parts)
        return cast(next((value for value in kept if value is not None), None), type_of(tree, columns))
    if kind == "case":
        chosen = parts[1] if value_of(parts[0], row, columns) is True else parts[2]
        return cast(value_of(chosen, row, columns), type_of(tree, columns))
    if kind == "compare":
        return _compare(*parts, row, columns)
    if kind == "null?":
        return (value_of(parts[0], row, columns) is None) is not parts[1]
    return _truth(kind, parts, row, columns)


def _truth(kind, parts, row, columns):
    if kind == "not":
        return _not(value_of(parts[0], row, columns))
    if kind in ("and", "or"):
        return _joined(kind == "or", [value_of(part, row, columns) for part in parts])
    if kind == "in":
        common = functools.reduce(wider, (type_of(part, columns) for part in (parts[0], *parts[1])))
        one, *others = (cast(value_of(part, row, columns), common) for part in (parts[0], *parts[1]))
        found = _joined(True, [None if one is None or other is None else one == other for other in others])
    elif kind == "between":
        value, low, high, _ = parts
        found = _joined(False, [_compare(">=", value, low, row, columns), _compare("<=", value, high, row, columns)])
    else:
        value = cast(value_of(parts[0], row, columns), "string")
        found = None if value is None else _like(value, parts[1])
    return _not(found) if parts[-1] else found


def _not(value):
    return None if value is None else not value


def _joined(decisive, values):
    """OR (decided by a true value) and AND (decided by a false one), with NULL for what is not known."""
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _like(value, pattern):
    signs = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    expression = "".join(signs.get(part) or re.escape(part[-1]) for part in parts)
    return re.fullmatch(expression, value, re.DOTALL) is not None


def _compare(sign, left, right, row, columns):
    kind = compared_as(type_of(left, columns), type_of(right, columns))
    one, other = (cast(value_of(part, row, columns), kind) for part in (left, right))
    if sign == "<=>":
        return one == other
    if one is None or other is None:
        return None
    return {
        "=": one == other,
        "==": one == other,
        "!=": one != other,
        "<>": one != other,
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
    }[sign]


def aggregate(tree, rows, columns):
    """An aggregate over rows: NULL does not count, and over nothing only COUNT has a value."""
    kind, *parts = tree
    if kind == "count*":
        return len(rows)
    values = [value for row in rows if (value := value_of(parts[0], row, columns)) is not None]
    if kind == "count":
        return len(values)
    if kind == "count distinct":
        return len(set(values))
    if kind in ("min", "max"):
        return {"min": min, "max": max}[kind](values, default=None)
    of = type_of(parts[0], columns)
    if of == "boolean":
        raise NoSuchType
    numbers = [
        number for value in values if (number := cast(value, "bigint" if of == "bigint" else "double")) is not None
    ]
    if not numbers:
        return None
    return sum(numbers) if kind == "sum" else sum(numbers) / len(numbers)


def sorted_by(keys, direction, nulls):
    """Values in order: NULL first going up and last going down, where nothing else is said."""
    descending = direction == " DESC"
    first = nulls == " NULLS FIRST" if nulls else not descending
    values = sorted((key for key in keys if key is not None), reverse=descending)
    lacking = [None] * (len(keys) - len(values))
    return lacking + values if first else values + lacking
