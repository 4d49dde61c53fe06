"""Statements that are kept ready for the next rows: no answer depends on an earlier one, whatever came of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from spark_cases import cases, tables

from ruleforge import LogsQuery, UnsupportedError
from ruleforge.languages.logs_sql import prepared, query, relation
from ruleforge.languages.logs_sql.database import QueryStoppedError

COUNT = "SELECT COUNT(*) AS n, MAX(x) AS most, MIN(y) AS least FROM lg"


@pytest.fixture
def sessions(monkeypatch):
    fresh = prepared._Sessions()
    monkeypatch.setattr(prepared, "_SESSIONS", fresh)
    return fresh


def run(sql, *records, **options):
    return LogsQuery.parse(sql).run({"lg": records}, **options).rows


def test_rows_are_seen_by_their_own_run_alone(sessions):
    for count in (3, 1, 9, 2):
        records = [{"x": index, "y": f"{count}-{index}"} for index in range(count)]
        assert run(COUNT, *records) == [(count, count - 1, f"{count}-0")]
    assert len(sessions._kept) == 1


def test_tables_of_another_shape_have_a_session_of_their_own(sessions):
    for _ in range(2):
        assert run(COUNT, {"x": 1, "y": "a"}) == [(1, 1, "a")]
        assert run(COUNT, {"x": "1", "y": 2}, {"y": 3}) == [(2, "1", 2)]
        assert run(COUNT, {"x": 1.5}) == [(1, 1.5, None)]
        assert run(COUNT) == [(0, None, None)]
    assert len(sessions._kept) == 4


def test_a_session_in_which_something_goes_wrong_is_closed(sessions, monkeypatch):
    sql = "SELECT CAST(date_add(CAST('2024-01-01' AS DATE), n) AS STRING) AS v FROM lg"
    assert run(sql, {"n": 1}) == [("2024-01-02",)]
    (used,) = sessions._kept.values()
    with pytest.raises(UnsupportedError, match="a value cannot be evaluated here"):
        run(sql, {"n": 2147483647})
    assert not sessions._kept
    with pytest.raises(Exception, match=r"[Cc]losed"):
        used.execute("SELECT 1")
    assert run(sql, {"n": 2}) == [("2024-01-03",)]


def test_a_session_is_closed_by_its_timeout_and_by_an_interrupt(sessions, monkeypatch):
    sql = "SELECT COUNT(*) AS c FROM lg AS a INNER JOIN lg AS b ON concat(a.x, b.x) <> concat(b.x, a.x, 'z')"
    records = [{"x": str(index) * 2_000} for index in range(500)]
    assert run(sql, {"x": "1"}) == [(1,)]
    with pytest.raises(QueryStoppedError):
        run(sql, *records, timeout=0.05)
    assert not sessions._kept
    assert run(sql, {"x": "1"}, {"x": "2"}) == [(4,)]

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(prepared, "bounded", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(sql, {"x": "1"})
    assert not sessions._kept
    assert run(sql, {"x": "1"}) == [(1,)]


def test_so_many_sessions_are_kept(sessions, monkeypatch):
    monkeypatch.setattr(prepared, "_MOST_KEPT", 3)
    for round_ in range(2):
        for number in range(6):
            assert run(f"SELECT x + {number} AS v FROM lg", {"x": round_}) == [(number + round_,)]
        assert len(sessions._kept) == 3


def test_threads_do_not_meet(sessions):
    def count(number):
        return run(COUNT, *({"x": number, "y": "a"} for _ in range(number))) == [(number, number, "a")]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(count, [*range(1, 12)] * 6))
    assert len(sessions._kept) == 1


def test_threads_may_translate_one_query_for_logs_of_any_shape(monkeypatch):
    """What is kept for shapes is thrown away when there are too many; nobody is looking for it then."""
    monkeypatch.setattr(query, "_MOST_STATEMENTS", 1)
    parsed = LogsQuery.parse("SELECT a, b, c, COUNT(*) AS n FROM lg GROUP BY a, b, c")
    values = ["x", 1, 1.5, True]
    events = [{"a": a, "b": b, "c": c} for a in values for b in values for c in values]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda event: parsed.run({"lg": [event]}).rows, events * 3))
    assert found == [[(*event.values(), 1)] for event in events * 3]


def test_many_events_are_optimized_for(sessions):
    assert run(COUNT, *({"x": index, "y": "a"} for index in range(1_001))) == [(1_001, 1_000, "a")]
    one = "SELECT COUNT(*) AS n FROM lg AS a INNER JOIN lg AS b ON a.x = b.x"
    records = [{"x": index} for index in range(1_000)]
    assert run(one, *records[:600]) == [(600,)]
    assert not sessions._kept
    assert run(one, *records[:500]) == [(500,)]
    assert len(sessions._kept) == 1


CASES = cases("statement_cases.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["sql"][:80] for case in CASES])
def test_few_and_many_events_are_answered_alike(case, monkeypatch):
    few = LogsQuery.parse(case["sql"]).run(tables())
    monkeypatch.setattr(prepared, "_FEW_EVENTS", -1)
    assert repr(LogsQuery.parse(case["sql"]).run(tables())) == repr(few)


def test_few_events_that_are_long_are_put_into_tables(sessions, monkeypatch):
    monkeypatch.setattr(prepared, "_LONG_TEXTS", 1_000)
    sql = "SELECT COUNT(*) AS n, MAX(length(x)) AS longest FROM lg"
    assert run(sql, {"x": "a" * 2_000}, {"x": "b"}) == [(2, 2_000)]
    assert not sessions._kept
    assert run(sql, {"x": "a" * 200}, {"x": "b"}) == [(2, 200)]
    assert len(sessions._kept) == 1


def test_a_session_that_was_given_long_texts_is_not_kept(sessions, monkeypatch):
    monkeypatch.setattr(prepared, "_SHORT_TEXTS", 1_000)
    sql = "SELECT MAX(length(x)) AS longest FROM lg"
    assert run(sql, {"x": "a" * 2_000}) == [(2_000,)]
    assert not sessions._kept
    assert run(sql, {"x": "a" * 200}) == [(200,)]
    assert len(sessions._kept) == 1


@pytest.mark.parametrize("longest", [0, 10, 1_000])
def test_rows_of_any_length_get_into_a_table_in_their_order(longest, monkeypatch):
    monkeypatch.setattr(prepared, "_FEW_EVENTS", -1)
    monkeypatch.setattr(relation, "_LONG_TEXT", longest)
    monkeypatch.setattr(relation, "_AT_A_TIME", 7)
    records = [{"x": "é" * (index % 40), "y": index} for index in range(50)]
    assert run("SELECT y, x FROM lg", *records) == [(record["y"], record["x"]) for record in records]
    assert run("SELECT y, x FROM lg") == []


HARD = [
    "it's",
    "''; DROP TABLE t0; --",
    "\\'",
    "\\u0027",
    '"',
    "\\",
    "\x00",
    "\n\r\t",
    "é",
    "\U0001f600",
    "$1",
    "?",
    "{{}}",
    "}]",
    "/* */ --",
]


@pytest.mark.parametrize("many", [False, True])
def test_no_text_of_an_event_ends_its_place_in_the_statement(many, monkeypatch):
    if many:
        monkeypatch.setattr(prepared, "_FEW_EVENTS", -1)
    rows = run("SELECT x, y FROM lg", *({"x": text, text: "as a name", "y": text * 3} for text in HARD))
    assert rows == [(text, text * 3) for text in HARD]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        [2**63 - 1, -(2**63), 0],
        [5e-324, 1.7976931348623157e308, -0.0, 0.1 + 0.2, 1],
        [float("inf"), float("-inf"), float("nan"), 1.5],
        [True, False, None],
    ],
)
def test_values_are_kept_to_the_last_digit(many, values, monkeypatch):
    if many:
        monkeypatch.setattr(prepared, "_FEW_EVENTS", -1)
    rows = run("SELECT x FROM lg", *({"x": value} for value in values))
    kind = float if any(isinstance(value, float) for value in values) else None
    wanted = [kind(value) if kind else value for value in values]
    assert [repr(value) for (value,) in rows] == [repr(value) for value in wanted]
