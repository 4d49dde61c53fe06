"""Array functions. Positions of `get` and of brackets count from 0, those of the others from 1.

DuckDB takes a NULL for an empty list in places, and passes NULL elements over in others; Spark does neither.
"""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, common_type, joined
from ruleforge.languages.logs_sql.translation.casts import cast
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    array_of,
    comparable,
    day_time,
)

__all__ = ["ARRAYS"]

_MOST_ELEMENTS = 1_000_000
"""How long an array is made at most: more is NULL, and no query that means anything has more."""


def _element(call: Call, index: int = 0) -> Type:
    element = call.array(index).type.element
    return STRING if element is None or element == NULL else element


def _array(call: Call) -> Typed:
    kind = common_type(call)
    items = ", ".join(as_type(value, kind).sql for value in call.args)
    return Typed(f"CAST([{items}] AS {array_of(kind).duckdb})", array_of(kind))


def _get(call: Call) -> Typed:
    got = "CASE WHEN {1} >= 0 AND {1} < len({0}) THEN list_extract({0}, {1} + 1) END"
    return Typed(once(got, call.array(0).sql, call.bigint(1)), _element(call))


def _size(call: Call) -> Typed:
    # Spark's size of NULL is -1 unless it is set otherwise.
    return Typed(f"COALESCE(CAST(len({call.array(0).sql}) AS INTEGER), -1)", INT)


def _shared(call: Call, *, arrays: bool) -> Type:
    """The type in which the elements of the first argument and the second are compared."""
    first = _element(call)
    second = _element(call, 1) if arrays else call[1].type
    kind = comparable(first, second)
    if kind is None or (STRING in (first, second) and {first, second} - {STRING, NULL}):
        raise ArgumentError(f"{call.name} is given elements of a {first} and a {second}")
    return kind


def _with_value(template: str, gives: Type | None = None) -> Function:
    """A function of an array and something that could be an element of it."""

    def translate(call: Call) -> Typed:
        kind = _shared(call, arrays=False)
        array = as_type(call.array(0), array_of(kind)).sql
        return Typed(once(template, array, as_type(call[1], kind).sql), gives or array_of(kind))

    return Function(translate, 2, 2)


def _with_array(template: str, gives: Type | None = None) -> Function:
    """A function of two arrays."""

    def translate(call: Call) -> Typed:
        kind = array_of(_shared(call, arrays=True))
        left, right = (as_type(call.array(index), kind).sql for index in (0, 1))
        return Typed(once(template, left, right), gives or kind)

    return Function(translate, 2, 2)


def _same(template: str) -> Function:
    """A function from an array of something to an array of it."""

    def translate(call: Call) -> Typed:
        kind = array_of(_element(call))
        return Typed(once(template, as_type(call.array(0), kind).sql), kind)

    return Function(translate, 1, 1)


def _extreme(name: str) -> Function:
    return Function(lambda call: Typed(f"{name}({call.array(0).sql})", _element(call)), 1, 1)


def _join(call: Call) -> Typed:
    texts = cast(call.array(0), array_of(STRING))
    if texts is None:
        raise ArgumentError(f"array_join takes texts, not an {call[0].type}")
    separator = call.text(1)
    written_out = separator.startswith("'")
    if len(call) > 2:
        filled = joined("list_transform({0}, lambda item: COALESCE(item, {2}))", separator if written_out else "{1}")
        template = f"CASE WHEN {{1}} IS NULL OR {{2}} IS NULL THEN NULL ELSE {filled} END"
        return Typed(once(template, texts.sql, separator, call.text(2)), STRING)
    whole = joined("{0}", separator if written_out else "{1}")
    nothing = "" if written_out else "WHEN {1} IS NULL THEN NULL "
    template = f"CASE {nothing}WHEN {{0}} IS NOT NULL THEN {whole} END"
    return Typed(once(template, texts.sql, separator), STRING)


def _repeat(call: Call) -> Typed:
    value = call[0]
    kind = STRING if value.type == NULL else value.type
    # The bound stands in the range as well: what is written out is worked out before any CASE.
    places = f"range(0, CAST(least(greatest({{1}}, 0), {_MOST_ELEMENTS}) AS BIGINT))"
    template = f"CASE WHEN {{1}} <= {_MOST_ELEMENTS} THEN list_transform({places}, lambda place: {{0}}) END"
    return Typed(once(template, as_type(value, kind).sql, call.whole(1)), array_of(kind))


def _insert(call: Call) -> Typed:
    """Before a position; from behind a negative one, and with NULLs where the array is too short."""
    found = comparable(_element(call), call[2].type)
    if found is None:
        raise ArgumentError(f"an array of a {_element(call)} takes no {call[2].type}")
    kind = array_of(found)
    array, value = as_type(call.array(0), kind).sql, as_type(call[2], found).sql
    null = f"CAST(NULL AS {found.duckdb})"
    gap = f"list_transform(range(0, CAST(least(greatest(SIZE, 0), {_MOST_ELEMENTS}) AS BIGINT)), lambda place: {null})"
    after = gap.replace("SIZE", "{1} - 1 - len({0})")
    before = gap.replace("SIZE", "-{1} - 1 - len({0})")
    template = (
        f"CASE WHEN {{1}} IS NULL OR {{0}} IS NULL OR {{1}} = 0 OR abs({{1}}) > {_MOST_ELEMENTS} THEN NULL"
        f" WHEN {{1}} > 0 THEN list_concat(list_slice({{0}}, 1, {{1}} - 1), {after}, [{{2}}],"
        f" list_slice({{0}}, {{1}}, len({{0}})))"
        f" WHEN -{{1}} <= len({{0}}) THEN list_concat(list_slice({{0}}, 1, len({{0}}) + {{1}} + 1), [{{2}}],"
        f" list_slice({{0}}, len({{0}}) + {{1}} + 2, len({{0}})))"
        f" WHEN {{1}} < 0 THEN list_concat([{{2}}], {before}, {{0}}) END"
    )
    return Typed(once(template, array, call.bigint(1), value), kind)


def _slice(call: Call) -> Typed:
    array = call.array(0)
    template = (
        "CASE WHEN {0} IS NULL OR {2} < 0 THEN NULL WHEN {1} > 0 THEN list_slice({0}, {1}, {1} + {2} - 1)"
        " WHEN -{1} > len({0}) THEN list_slice({0}, 1, 0)"
        " WHEN {1} < 0 THEN list_slice({0}, len({0}) + {1} + 1, len({0}) + {1} + {2}) END"
    )
    return Typed(once(template, array.sql, call.bigint(1), call.bigint(2)), array.type)


def _sort(call: Call) -> Typed:
    up, down = "list_sort({0}, 'ASC', 'NULLS FIRST')", "list_sort({0}, 'DESC', 'NULLS LAST')"
    array = call.array(0)
    if len(call) == 1:
        return Typed(up.format(array.sql), array.type)
    return Typed(once(f"CASE WHEN {{1}} THEN {up} ELSE {down} END", array.sql, call.boolean(1)), array.type)


def _sequence(call: Call) -> Typed:
    if any(value.type.is_time for value in call.args[:2]):
        return _moments(call)
    kind = common_type(call)
    if not kind.is_whole and kind != NULL:
        raise ArgumentError(
            "a sequence of anything but whole numbers and moments is not evaluated here", unsupported=True
        )
    kind = BIGINT if kind == NULL else kind
    step = call.bigint(2) if len(call) > 2 else "0"
    fits = f"abs(CAST({{1}} AS HUGEINT) - {{0}}) // greatest(abs({{2}}), 1) < {_MOST_ELEMENTS}"
    template = (
        "CASE WHEN {2} IS NULL OR ({2} > 0 AND {0} > {1}) OR ({2} < 0 AND {0} < {1}) THEN NULL"
        f" WHEN {fits} THEN generate_series({{0}}, CASE WHEN {fits} THEN {{1}} ELSE {{0}} END,"
        " CASE WHEN {2} <> 0 THEN {2} WHEN {0} <= {1} THEN 1 ELSE -1 END) END"
    )
    listed = once(template, call.bigint(0), call.bigint(1), step)
    return Typed(f"CAST({listed} AS {array_of(kind).duckdb})", array_of(kind))


def _moments(call: Call) -> Typed:
    """From one moment to another by an interval, which is a day where none is given."""
    kind = DATE if all(value.type == DATE for value in call.args[:2]) else TIMESTAMP
    step = call[2] if len(call) > 2 else Typed("CAST(86400000000 AS BIGINT)", day_time(0, 0))
    if not step.type.is_interval:
        raise ArgumentError(f"a sequence of moments takes an interval, not a {step.type}")
    length = f"to_microseconds({step.sql})" if step.type.name == "day-time" else f"to_months({step.sql})"
    first, last = (as_type(call[index], TIMESTAMP).sql for index in (0, 1))
    fits = f"abs(epoch({{1}} - {{0}})) / greatest(abs(epoch({{2}})), 1e-6) < {_MOST_ELEMENTS}"
    template = (
        f"CASE WHEN {{2}} <> to_seconds(0) AND {fits}"
        f" THEN generate_series({{0}}, CASE WHEN {fits} THEN {{1}} ELSE {{0}} END, {{2}}) END"
    )
    return Typed(f"CAST({once(template, first, last, length)} AS {array_of(kind).duckdb})", array_of(kind))


def _flatten(call: Call) -> Typed:
    kind = call.array(0).type.element
    if kind is None or kind.element is None:
        raise ArgumentError("flatten takes an array of arrays")
    # An array that is missing makes the whole missing.
    some = "len(list_filter({0}, lambda item: item IS NULL)) = 0"
    return Typed(once(f"CASE WHEN {some} THEN flatten({{0}}) END", call.array(0).sql), kind)


_IN = "COALESCE(list_position({1}, item), 0) > 0"
_NOT_IN = "COALESCE(list_position({1}, item), 0) = 0"
_BOTH = "{0} IS NOT NULL AND {1} IS NOT NULL"
_FIRST = "(list_position({0}, item) = place)"

ARRAYS: dict[str, Function] = {
    "array": Function(_array, 0, None),
    "array_append": _with_value("CASE WHEN {0} IS NOT NULL THEN list_append({0}, {1}) END"),
    "array_compact": _same("list_filter({0}, lambda item: item IS NOT NULL)"),
    # Whether NULL is equal to what is sought is not known.
    "array_contains": _with_value(
        "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN list_contains({0}, {1}) THEN true"
        " WHEN list_position({0}, NULL) > 0 THEN NULL ELSE false END",
        BOOLEAN,
    ),
    "array_distinct": _same(f"list_filter({{0}}, lambda item, place: {_FIRST})"),
    "array_except": _with_array(
        f"CASE WHEN {_BOTH} THEN list_filter({{0}}, lambda item, place: {_NOT_IN} AND {_FIRST}) END"
    ),
    "array_insert": Function(_insert, 3, 3),
    "array_intersect": _with_array(
        f"CASE WHEN {_BOTH} THEN list_filter({{0}}, lambda item, place: {_IN} AND {_FIRST}) END"
    ),
    "array_join": Function(_join, 2, 3),
    "array_max": _extreme("list_max"),
    "array_min": _extreme("list_min"),
    "array_position": _with_value(
        f"CASE WHEN {_BOTH} THEN CAST(COALESCE(list_position({{0}}, {{1}}), 0) AS BIGINT) END", BIGINT
    ),
    "array_prepend": _with_value("CASE WHEN {0} IS NOT NULL THEN list_prepend({1}, {0}) END"),
    "array_remove": _with_value(
        "CASE WHEN {1} IS NOT NULL THEN list_filter({0}, lambda item: item IS DISTINCT FROM {1}) END"
    ),
    "array_repeat": Function(_repeat, 2, 2),
    "array_union": _with_array(
        f"CASE WHEN {_BOTH} THEN list_transform([list_concat({{0}}, {{1}})], lambda joined:"
        " list_filter(joined, lambda item, place: list_position(joined, item) = place))[1] END"
    ),
    "arrays_overlap": _with_array(
        f"CASE WHEN {_BOTH} THEN CASE WHEN list_has_any(list_filter({{0}}, lambda item: item IS NOT NULL), {{1}})"
        " THEN true WHEN len({0}) > 0 AND len({1}) > 0"
        " AND (list_position({0}, NULL) > 0 OR list_position({1}, NULL) > 0)"
        " THEN NULL ELSE false END END",
        BOOLEAN,
    ),
    "flatten": Function(_flatten, 1, 1),
    "get": Function(_get, 2, 2),
    "sequence": Function(_sequence, 2, 3),
    "size": Function(_size, 1, 1),
    "slice": Function(_slice, 3, 3),
    "sort_array": Function(_sort, 1, 2),
}
