"""Fields that no event has: NULL wherever they stand, by the same statement as for events that have them as text."""

from __future__ import annotations

import re

import pytest
from spark_cases import cases, tables

from ruleforge import LogsQuery, QueryError, RuleforgeError
from ruleforge.languages.logs_sql import Event, prepared

RECORDS = [event.record for event in tables()["t"]]
FIELDS = {name for record in RECORDS for name in record} - {"id"}
EVERY = 8


def without(expression):
    """For each field that an expression names: its name, and the expression with NULL in its place."""
    bare = re.sub(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"", lambda found: "#" * len(found[0]), expression)
    for name in sorted(FIELDS & set(re.findall(r"(?<![\w.])\w+(?![\w(])", bare))):
        text = expression
        for found in reversed(list(re.finditer(rf"(?<![\w.]){name}(?![\w(])", bare))):
            text = f"{text[: found.start()]}NULL{text[found.end() :]}"
        yield name, text


def answered(expression, records, tail):
    """The rows of an expression, or what is wrong with it."""
    try:
        sql = f"SELECT {expression} AS v FROM t{tail}"
        return LogsQuery.parse(sql).run({"t": [Event.of(record) for record in records]}).rows
    except RuleforgeError as error:
        return [(finding.check, finding.message) for finding in error.findings]


def test_an_absent_field_is_null():
    differences, compared = [], 0
    for case in cases("function_cases.jsonl")[::EVERY]:
        tail = "" if case["family"] == "aggregates" else " ORDER BY id"
        for name, text in without(case["expression"]):
            wanted = answered(text, RECORDS, tail)
            if any(row[0] == "sql/no-field" for row in wanted):
                continue  # AWS wants a field among the arguments
            records = [{key: value for key, value in record.items() if key != name} for record in RECORDS]
            got = answered(case["expression"], records, tail)
            compared += 1
            if repr(got) != repr(wanted):
                differences.append((case["expression"], name, got, wanted))
    assert differences == []
    assert compared > 100


def run(sql, *records):
    return LogsQuery.parse(sql).run({"lg": records}).rows


@pytest.mark.parametrize(
    ("sql", "there", "absent"),
    [
        ("SELECT x, y FROM lg WHERE x = 'a' OR y IS NULL ORDER BY x", [("a", "b")], [(None, None)]),
        ("SELECT concat(x, '-', y) AS v, upper(y) AS u FROM lg", [("a-b", "B")], [(None, None)]),
        ("SELECT x, COUNT(y) AS n FROM lg GROUP BY x", [("a", 1)], [(None, 0)]),
        ("SELECT COALESCE(x, y, 'none') AS v FROM lg", [("a",)], [("none",)]),
    ],
)
def test_one_statement_is_good_for_events_with_a_field_and_for_such_without(sql, there, absent, monkeypatch):
    sessions = prepared._Sessions()
    monkeypatch.setattr(prepared, "_SESSIONS", sessions)
    for _ in range(2):
        assert run(sql, {"x": "a", "y": "b"}) == there
        assert run(sql, {"z": 1}) == absent
    assert len(sessions._kept) == 1


@pytest.mark.parametrize(
    ("sql", "there", "absent"),
    [
        ("SELECT COALESCE(MAX(durationNano), 0) AS v FROM lg", [(7,)], [(0,)]),
        ("SELECT CASE WHEN x IS NULL THEN 0 ELSE durationnano END AS v FROM lg", [(0,)], [(0,)]),
        (
            "SELECT MAX(durationNano) / 2 AS v, durationNano + 1 AS w FROM lg GROUP BY durationNano",
            [(3.5, 8)],
            [(None,) * 2],
        ),
        ("SELECT array(durationNano, 1) AS v FROM lg", [([7, 1],)], [([None, 1],)]),
    ],
)
def test_a_field_that_is_known_as_a_number_stays_one(sql, there, absent, monkeypatch):
    sessions = prepared._Sessions()
    monkeypatch.setattr(prepared, "_SESSIONS", sessions)
    result = LogsQuery.parse(sql).run({"lg": [{"z": 1}]})
    assert repr(result.rows) == repr(absent)
    assert "sql/absent-field" in [note.check for note in result.notes]
    assert repr(run(sql, {"durationNano": 7})) == repr(there)
    assert len(sessions._kept) == 1


@pytest.mark.parametrize("name", ["durationNano", "unknown"])
def test_a_field_that_no_event_has_is_not_there(name):
    """An alias is meant where no field has its name, and in a JOIN the side that has it: whatever its type."""
    assert run(f"SELECT x AS {name}, COUNT(*) AS n FROM lg GROUP BY {name}", {"x": "a"}) == [("a", 1)]
    sides = {"a": [{"k": 1}], "b": [{"k": 1, name: 5}]}
    join = f"SELECT {name} AS v FROM `a` INNER JOIN `b` ON a.k = b.k"
    assert LogsQuery.parse(join).run(sides).rows == [(5,)]
    assert LogsQuery.parse(f"SELECT * FROM lg WHERE {name} IS NULL").run({"lg": [{"k": 1}]}).columns == ["k"]


@pytest.mark.parametrize("name", ["durationNano", "unknown"])
@pytest.mark.parametrize("record", [{"k": 1}, {"k": 1, "durationNano": 7, "unknown": 7}])
def test_a_column_of_a_subquery_is_there_whatever_the_events_have(name, record):
    join = LogsQuery.parse(f"SELECT {name} FROM (SELECT k, {name} FROM a) AS x INNER JOIN b ON x.k = b.k")
    with pytest.raises(QueryError, match="on both sides of the JOIN"):
        join.run({"a": [record], "b": [{"k": 1, name: 5}]})
    group = LogsQuery.parse(f"SELECT k AS {name}, COUNT(*) AS n FROM (SELECT k, {name} FROM a) AS x GROUP BY {name}")
    with pytest.raises(QueryError, match="k is not grouped"):
        group.run({"a": [record]})


def test_a_number_stays_one_beside_a_field_that_no_event_has():
    sql = "SELECT COALESCE(y, x) AS first, CASE WHEN x > 1 THEN x ELSE y END AS v FROM lg"
    assert run(sql, {"x": 9, "y": "10"}) == [("10", "9")]
    assert run(sql, {"x": 9}) == [(9, 9)]


@pytest.mark.parametrize(
    ("sql", "there", "absent"),
    [
        ("SELECT SUM(v) AS v FROM lg HAVING SUM(v) > 5", [(6,)], []),
        ("SELECT SUM(v) AS v FROM lg HAVING v > 5", [(6,)], []),
        ("SELECT SUM(v) AS v FROM lg HAVING SUM(v) IS NULL OR v > 5", [(6,)], [(None,)]),
        ("SELECT k, SUM(v) AS v FROM lg GROUP BY k ORDER BY SUM(v)", [(1, 6)], [(1, None)]),
    ],
)
def test_in_the_brackets_of_an_aggregate_a_name_is_a_field_though_an_alias_is_called_so(sql, there, absent):
    assert run(sql, {"k": 1, "v": 6}) == there
    assert run(sql, {"k": 1}) == absent


def test_a_group_is_called_as_the_field_that_it_is_made_of():
    sql = "SELECT upper(k) AS k, COUNT(*) AS c FROM lg GROUP BY k ORDER BY k"
    assert run(sql, {"k": "a"}, {"k": "a"}) == [("A", 2)]
    assert run(sql, {"z": "a"}, {"z": "b"}) == [(None, 2)]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT upper(k) AS k, COUNT(*) AS c FROM lg GROUP BY upper(k)", [(None, 2)]),
        ("SELECT upper(k) AS k, COUNT(*) AS c FROM lg GROUP BY 1", [(None, 2)]),
        ("SELECT COALESCE(k, 'none') AS k, COUNT(*) AS c FROM lg GROUP BY COALESCE(k, 'none')", [("none", 2)]),
        ("SELECT k + 1 AS k, COUNT(*) AS c FROM lg GROUP BY k + 1", [(None, 2)]),
        ("SELECT power(v, 2) AS p, MIN(x) AS v FROM lg GROUP BY 1", [(None, 1)]),
        ("SELECT power(v, 2) AS p, MIN(x) AS v FROM lg GROUP BY power(v, 2)", [(None, 1)]),
        ("SELECT SUM(v) AS v FROM lg GROUP BY v", [(None,)]),
        ("SELECT k AS x, x AS k, COUNT(*) AS n FROM lg GROUP BY 1, 2 ORDER BY 2", [(None, 1, 1), (None, 2, 1)]),
        ("SELECT upper(k) AS b, COUNT(*) AS c FROM lg GROUP BY b, concat(b, 'z')", [(None, 2)]),
    ],
)
def test_groups_of_a_field_that_no_event_has(sql, rows):
    assert run(sql, {"x": 1}, {"x": 2}) == rows


@pytest.mark.parametrize("others", [{}, {"b": 3}])
def test_a_field_that_is_called_as_an_alias_is_what_is_grouped_by(others):
    sql = "SELECT b AS y, COUNT(*) AS n FROM lg GROUP BY y"
    assert run(sql, {"b": 3}, {"b": 3}) == [(3, 2)]
    with pytest.raises(QueryError, match="b is not grouped: these logs have a field y"):
        run(sql, {"y": 1, **others})
    assert run("SELECT b AS y, COUNT(*) AS n FROM lg GROUP BY y, b", {"y": 1, **others}) == [(others.get("b"), 1)]


def test_subtotals_over_a_field_that_no_event_has():
    sql = "SELECT x, GROUPING(x) AS g, COUNT(*) AS n FROM lg GROUP BY ROLLUP (x) ORDER BY g"
    assert run(sql, {"y": 1}, {"y": 2}) == [(None, 0, 2), (None, 1, 2)]


def test_json_of_a_field_that_no_event_has():
    assert run("SELECT get_json_object(x, '$.a[*]') AS v, size(from_json(y, 'array<int>')) AS n FROM lg", {"z": 1}) == [
        (None, -1)
    ]
