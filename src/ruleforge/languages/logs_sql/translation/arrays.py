"""Array functions. Positions of `get` and of brackets count from 0, those of the others from 1."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type
from ruleforge.languages.logs_sql.translation.conditionals import common_type
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, INT, NULL, STRING, Type, Typed, array_of

__all__ = ["ARRAYS"]


def _element(call: Call, index: int = 0) -> Type:
    element = call.array(index).type.element
    return STRING if element is None or element == NULL else element


def _array(call: Call) -> Typed:
    kind = common_type(call)
    kind = STRING if kind == NULL else kind
    items = ", ".join(as_type(value, kind).sql for value in call.args)
    return Typed(f"CAST([{items}] AS {array_of(kind).duckdb})", array_of(kind))


def _get(call: Call) -> Typed:
    index = call.bigint(1)
    got = f"list_extract({call.array(0).sql}, {index} + 1)"
    return Typed(f"(CASE WHEN {index} >= 0 THEN {got} END)", _element(call))


def _size(call: Call) -> Typed:
    # Spark's size of NULL is -1 unless it is set otherwise.
    return Typed(f"COALESCE(CAST(len({call.array(0).sql}) AS INTEGER), -1)", INT)


def _contains(call: Call) -> Typed:
    value = as_type(call[1], _element(call)).sql
    return Typed(f"list_contains({call.array(0).sql}, {value})", BOOLEAN)


def _position(call: Call) -> Typed:
    value = as_type(call[1], _element(call)).sql
    array = call.array(0).sql
    found = f"COALESCE(list_position({array}, {value}), 0)"
    return Typed(f"(CASE WHEN {array} IS NOT NULL AND {value} IS NOT NULL THEN CAST({found} AS BIGINT) END)", BIGINT)


def _same(template: str, *, arguments: int = 1) -> Function:
    """A function from arrays of something to an array of it."""

    def translate(call: Call) -> Typed:
        kind = array_of(_element(call))
        given = [as_type(call.array(index), kind).sql for index in range(arguments)]
        return Typed(template.format(*given), kind)

    return Function(translate, arguments, arguments)


def _with_element(template: str) -> Function:
    def translate(call: Call) -> Typed:
        value = as_type(call[1], _element(call)).sql
        return Typed(template.format(call.array(0).sql, value), call.array(0).type)

    return Function(translate, 2, 2)


def _extreme(name: str) -> Function:
    return Function(lambda call: Typed(f"{name}({call.array(0).sql})", _element(call)), 1, 1)


def _join(call: Call) -> Typed:
    texts = as_type(call.array(0), array_of(STRING)).sql
    if len(call) > 2:
        texts = f"list_transform({texts}, lambda item: COALESCE(item, {call.text(2)}))"
    return Typed(f"array_to_string({texts}, {call.text(1)})", STRING)


def _repeat(call: Call) -> Typed:
    value, count = call[0], call.bigint(1)
    kind = STRING if value.type == NULL else value.type
    repeated = f"list_transform(range(0, greatest(least({count}, 100000), 0)), lambda n: {as_type(value, kind).sql})"
    return Typed(repeated, array_of(kind))


def _overlap(call: Call) -> Typed:
    kind = array_of(_element(call))
    left, right = (as_type(call.array(index), kind).sql for index in (0, 1))
    return Typed(f"list_has_any({left}, {right})", BOOLEAN)


def _slice(call: Call) -> Typed:
    array, start, length = call.array(0), call.bigint(1), call.bigint(2)
    first = f"CASE WHEN {start} < 0 THEN len({array.sql}) + {start} + 1 ELSE {start} END"
    return Typed(f"list_slice({array.sql}, {first}, {first} + {length} - 1)", array.type)


def _sort(call: Call) -> Typed:
    array = call.array(0).sql
    if len(call) == 1:
        return Typed(f"list_sort({array}, 'ASC', 'NULLS FIRST')", call.array(0).type)
    up, down = f"list_sort({array}, 'ASC', 'NULLS FIRST')", f"list_sort({array}, 'DESC', 'NULLS LAST')"
    return Typed(f"(CASE WHEN {call.boolean(1)} THEN {up} ELSE {down} END)", call.array(0).type)


def _sequence(call: Call) -> Typed:
    if not all(value.type.is_whole for value in call.args):
        raise ArgumentError("a sequence of anything but whole numbers is not evaluated here", unsupported=True)
    first, last = call.bigint(0), call.bigint(1)
    step = call.bigint(2) if len(call) > 2 else f"(CASE WHEN {first} <= {last} THEN 1 ELSE -1 END)"
    return Typed(f"generate_series({first}, {last}, {step})", array_of(BIGINT))


def _flatten(call: Call) -> Typed:
    kind = call.array(0).type.element
    if kind is None or kind.element is None:
        raise ArgumentError("flatten takes an array of arrays")
    return Typed(f"flatten({call.array(0).sql})", kind)


_DISTINCT = "list_filter({0}, lambda item, place: list_position({0}, item) = place)"

ARRAYS: dict[str, Function] = {
    "array": Function(_array, 0, None),
    "array_append": _with_element("list_append({0}, {1})"),
    "array_prepend": _with_element("list_prepend({1}, {0})"),
    "array_remove": _with_element("list_filter({0}, lambda item: item <> {1})"),
    "array_compact": _same("list_filter({0}, lambda item: item IS NOT NULL)"),
    "array_contains": Function(_contains, 2, 2),
    "array_distinct": _same(_DISTINCT),
    "array_except": _same(
        "list_filter({0}, lambda item, place: NOT list_contains({1}, item) AND list_position({0}, item) = place)",
        arguments=2,
    ),
    "array_intersect": _same(
        "list_filter({0}, lambda item, place: list_contains({1}, item) AND list_position({0}, item) = place)",
        arguments=2,
    ),
    "array_union": _same(
        "list_filter(list_concat({0}, {1}), lambda item, place: list_position(list_concat({0}, {1}), item) = place)",
        arguments=2,
    ),
    "array_join": Function(_join, 2, 3),
    "array_max": _extreme("list_max"),
    "array_min": _extreme("list_min"),
    "array_position": Function(_position, 2, 2),
    "array_repeat": Function(_repeat, 2, 2),
    "arrays_overlap": Function(_overlap, 2, 2),
    "flatten": Function(_flatten, 1, 1),
    "get": Function(_get, 2, 2),
    "sequence": Function(_sequence, 2, 3),
    "size": Function(_size, 1, 1),
    "slice": Function(_slice, 3, 3),
    "sort_array": Function(_sort, 1, 2),
}
