"""DuckDB's answers against a slow and obvious reference, over records of every shape."""

from __future__ import annotations

from collections import Counter

import sql_reference as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ruleforge import LogsQuery
from strategies import logs_sql as some

logs = st.lists(some.records(), max_size=6)


def run(sql, records):
    return LogsQuery.parse(sql).run({"lg": records}).rows


def counted(rows):
    """Rows as a multiset, in which 1, 1.0 and true are three values."""
    return Counter(tuple((type(value), rounded(value)) for value in row) for row in rows)


def rounded(value):
    return float(f"{value:.9g}") if isinstance(value, float) else value


def typed(tree, columns):
    """Whether the types of a tree fit together; where not, Spark refuses the query."""
    try:
        reference.type_of(tree, columns)
    except reference.NoSuchType:
        return False
    return True


@settings(max_examples=110, deadline=None)
@given(logs, some.conditions)
def test_where(records, condition):
    columns = reference.Columns(records)
    assume(typed(condition, columns))
    expected = [
        (columns.value(row, "s"), columns.value(row, "m"))
        for row in columns.rows
        if reference.value_of(condition, row, columns) is True
    ]
    sql = f"SELECT s, m FROM lg WHERE {some.text_of(condition)}"
    assert counted(run(sql, records)) == counted(expected)


@settings(max_examples=80, deadline=None)
@given(logs, some.values, some.conditions)
def test_select(records, value, condition):
    columns = reference.Columns(records)
    assume(typed(value, columns) and typed(condition, columns))
    expected = [
        (reference.value_of(value, row, columns), reference.value_of(condition, row, columns)) for row in columns.rows
    ]
    sql = f"SELECT {some.text_of(value)} AS v, {some.text_of(condition)} AS c FROM lg"
    assert counted(run(sql, records)) == counted(expected)


@settings(max_examples=80, deadline=None)
@given(logs, st.lists(some.fields, max_size=2), st.lists(some.aggregates, min_size=1, max_size=3), some.conditions)
def test_group_by(records, keys, aggregates, condition):
    columns = reference.Columns(records)
    assume(typed(condition, columns))
    rows = [row for row in columns.rows if reference.value_of(condition, row, columns) is True]
    groups = {} if keys else {(): rows}
    for row in rows if keys else ():
        groups.setdefault(tuple(columns.value(row, key[1]) for key in keys), []).append(row)
    try:
        expected = [
            (*group, *(reference.aggregate(item, members, columns) for item in aggregates))
            for group, members in groups.items()
        ]
    except reference.NoSuchType:
        assume(False)
    assume(not any(item[0] in ("sum", "avg") and columns.type(item[1][1]) == "boolean" for item in aggregates))
    selected = [some.text_of(item) for item in (*keys, *aggregates)]
    listed = ", ".join(f"{text} AS c{index}" for index, text in enumerate(selected))
    sql = f"SELECT {listed} FROM lg WHERE {some.text_of(condition)}"
    if keys:
        sql += f" GROUP BY {', '.join(selected[: len(keys)])}"
    assert counted(run(sql, records)) == counted(expected)


@settings(max_examples=45, deadline=None)
@given(logs, some.fields, some.orders, st.integers(0, 7), st.integers(0, 2))
def test_order_by(records, field, order, limit, offset):
    columns = reference.Columns(records)
    keys = [columns.value(row, field[1]) for row in columns.rows]
    expected = reference.sorted_by(keys, *order)[offset : offset + limit]
    text = some.text_of(field)
    sql = f"SELECT {text} AS k FROM lg ORDER BY {text}{''.join(order)} LIMIT {limit} OFFSET {offset}"
    assert [key for (key,) in run(sql, records)] == expected
    assert [key for (key,) in run(sql.replace(f"ORDER BY {text}", "ORDER BY k"), records)] == expected


@settings(max_examples=40, deadline=None)
@given(logs, logs, some.fields, st.booleans())
def test_join(left, right, field, outer):
    columns = [reference.Columns(records) for records in (left, right)]
    assume(typed(("compare", "=", field, field), columns[0]))
    kinds = [one.type(field[1]) for one in columns]
    try:
        kind = reference.compared_as(*kinds)
    except reference.NoSuchType:
        assume(False)
    sides = [[one.value(row, field[1]) for row in one.rows] for one in columns]
    expected = []
    for one in sides[0]:
        pairs = [
            (one, other)
            for other in sides[1]
            if (key := reference.cast(one, kind)) is not None and key == reference.cast(other, kind)
        ]
        expected += pairs or ([(one, None)] if outer else [])
    text = some.text_of(field)
    word = "LEFT OUTER" if outer else "INNER"
    sql = f"SELECT a.{text} AS x, b.{text} AS y FROM lg AS a {word} JOIN l2 AS b ON a.{text} = b.{text}"
    rows = LogsQuery.parse(sql).run({"lg": left, "l2": right}).rows
    assert counted(rows) == counted(expected)
