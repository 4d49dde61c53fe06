"""Running queries over log files: shapes, damage, bounds, system fields."""

from __future__ import annotations

import gzip
import json

import pytest

from ruleforge import InputError, LogsQuery, UnsupportedError, UsageError
from ruleforge.engine.query_logs import query_logs

RECORDS = [
    {"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z", "eventName": "Converse", "n": 1},
    {"eventVersion": "1.11", "eventTime": "2026-05-04T09:00:00Z", "eventName": "InvokeModel", "n": 2, "tags": ["a"]},
    {"eventVersion": "1.11", "eventTime": "2026-05-04T10:00:00Z", "eventName": "Converse"},
]


def ask(sql, paths, **options):
    return query_logs(LogsQuery.parse(sql), {"logs": paths}, **options)


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path


def test_a_file_of_lines(lines):
    report = ask("SELECT eventName, SUM(n) AS n FROM logs GROUP BY eventName ORDER BY eventName", [lines])
    assert report.result.rows == [("Converse", 1), ("InvokeModel", 2)]
    assert (report.files, report.events, report.broken) == (1, 3, 0)


def test_rows_keep_the_order_of_the_files(tmp_path, lines):
    second = tmp_path / "later.json.gz"
    second.write_bytes(gzip.compress(json.dumps({"Records": [{"eventVersion": "1", "eventName": "Last"}]}).encode()))
    report = ask("SELECT eventName FROM logs", [lines, second])
    assert [name for (name,) in report.result.rows] == ["Converse", "InvokeModel", "Converse", "Last"]


def test_broken_lines_are_named_and_lose_nothing(tmp_path):
    path = tmp_path / "damaged.ndjson"
    path.write_text('{"a":1}\n{"a":\n[1]\n{"a":3}\n')
    report = ask("SELECT a FROM logs", [path])
    assert report.result.rows == [(1,), (3,)]
    assert [(problem.line, problem.severity) for problem in report.problems] == [(2, "broken"), (3, "broken")]
    assert report.broken == 2


def test_a_delivery_that_is_cut_off_gives_its_whole_records(tmp_path):
    path = tmp_path / "cut.json.gz"
    text = json.dumps({"Records": RECORDS})[:-60]
    path.write_bytes(gzip.compress(text.encode()))
    report = ask("SELECT eventName FROM logs", [path])
    assert report.result.rows == [("Converse",), ("InvokeModel",)]
    assert report.broken == 1


def test_records_inside_records_are_no_records(tmp_path):
    inner = [{"eventVersion": "1", "eventName": "inner"}, {"eventVersion": "1", "eventName": "inner"}]
    path = tmp_path / "nested.json.gz"
    document = {"Records": [{"eventVersion": "1", "eventName": "outer", "list": inner}]}
    path.write_bytes(gzip.compress(json.dumps(document, separators=(",", ":")).encode()))
    report = ask("SELECT eventName, `list.1.eventName` AS second FROM logs", [path])
    assert report.result.rows == [("outer", "inner")]
    assert report.problems == ()


def test_a_text_that_turns_out_to_be_an_object_has_no_value(tmp_path):
    path = tmp_path / "mixed.ndjson"
    texts = [{"a": "text"}] * 300
    path.write_text("\n".join(map(json.dumps, [*texts, {"a": {"b": 1}}, {"a": "{not json"}])))
    report = ask("SELECT a, COUNT(*) AS n FROM logs GROUP BY a ORDER BY a", [path])
    assert report.result.rows == [(None, 1), ("text", 300), ("{not json", 1)]


def test_plain_text_is_events_without_fields(tmp_path):
    path = tmp_path / "app.log"
    path.write_text("starting\nfailed: no token\n")
    report = ask("SELECT `@message` AS m, level FROM logs WHERE `@message` LIKE 'failed%'", [path])
    assert report.result.rows == [("failed: no token", None)]
    assert ask("SELECT COUNT(*) AS n, COUNT(level) AS l FROM logs", [path]).result.rows == [(2, 0)]


def test_the_time_of_an_event_is_that_of_its_wrapping_or_of_its_record(tmp_path, lines):
    wrapped = tmp_path / "output.json"
    wrapped.write_text(json.dumps({"events": [{"message": json.dumps(RECORDS[0]), "timestamp": 1777888800000}]}))
    report = ask("SELECT `@timestamp` AS t, `@log` AS l FROM logs ORDER BY t LIMIT 2", [wrapped, lines])
    assert report.result.rows == [("2026-05-04 08:00:00", "logs"), ("2026-05-04 09:00:00", "logs")]


def test_everything_of_every_event(lines):
    report = ask("SELECT * FROM logs ORDER BY eventTime", [lines])
    assert report.result.columns == ["eventVersion", "eventTime", "eventName", "n", "tags.0"]
    assert report.result.rows[1] == ("1.11", "2026-05-04T09:00:00Z", "InvokeModel", 2, "a")


def test_a_field_is_found_under_another_case(lines):
    assert ask("SELECT eventname FROM logs LIMIT 1", [lines]).result.rows == [("Converse",)]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT errorCode, GROUPING(errorCode) AS g, COUNT(*) AS c FROM logs GROUP BY ROLLUP (errorCode)", 2),
        ("SELECT eventName, size(from_json(errorCode, 'array<int>')) AS s FROM logs", 3),
        ("SELECT concat(eventName, errorCode) AS both, COALESCE(n, errorCode) AS v FROM logs", 3),
        ("SELECT errorCode, COALESCE(durationNano, 0) AS v, durationNano AS w FROM logs", 3),
        (
            "SELECT errorCode, x.v, w FROM (SELECT errorCode, COALESCE(MAX(durationNano), 1) AS v, "
            "SUM(durationNano) AS w FROM logs GROUP BY errorCode) AS x",
            1,
        ),
        (
            "SELECT x, y FROM (SELECT errorCode AS x, upper(errorMessage) AS y FROM logs) AS inner_one WHERE x IS NULL",
            3,
        ),
    ],
)
def test_a_field_that_no_event_has(lines, sql, rows):
    report = ask(sql, [lines])
    assert len(report.result.rows) == rows
    assert sorted(report.result.rows, key=repr) == sorted(LogsQuery.parse(sql).run({"logs": RECORDS}).rows, key=repr)
    assert "no event of logs has the field errorCode: it is NULL" in [note.message for note in report.result.notes]


CASES_ONLY = [
    {"a": "1", "A": "2", "x": {"a": 1, "B": 2}, "X": {"b": 3}, "c": {"d": "4", "D": "5"}, "l": [{"e": 1, "E": 2}]},
    {"a": "7"},
    {"x": "text", "c": [1]},
]


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    "listed",
    [
        "get_json_object(`@message`, '$.a') AS p, get_json_object(`@message`, '$.A') AS q",
        "get_json_object(`@message`, '$.c.d') AS p, get_json_object(`@message`, '$.c.D') AS q",
        "get_json_object(`@message`, '$.l[0].e') AS p, get_json_object(`@message`, '$.l[0].E') AS q, `x.a` AS r",
        "`x.a` AS p, get_json_object(`@message`, '$.X.b') AS q",
        "`x.a` AS p, `X.q` AS q",
        "get_json_object(`@message`, '$.zz') AS p, ZZ AS q",
    ],
)
def test_members_that_differ_in_case_only(tmp_path, listed, wrapped):
    path = tmp_path / "lines.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in CASES_ONLY))
    sql = f"SELECT {listed} FROM logs" + (" WHERE `@timestamp` IS NULL" if wrapped else "")
    assert ask(sql, [path]).result.rows == LogsQuery.parse(sql).run({"logs": CASES_ONLY}).rows


def test_conditions_on_indexes_hold(lines):
    sql = "SELECT n FROM `logGroups(logGroupIdentifier: ['logs']) filterIndex('eventName' IN ['InvokeModel'])`"
    assert ask(sql, [lines]).result.rows == [(2,)]
    assert LogsQuery.parse(sql).run({"logs": RECORDS}).rows == [(2,)]


def test_a_log_group_without_logs_is_told(lines):
    with pytest.raises(UsageError, match="there are no logs for other"):
        query_logs(LogsQuery.parse("SELECT a FROM other"), {"logs": [lines]})


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        ask("SELECT a FROM logs", [tmp_path / "none"])


def test_an_empty_folder_is_no_rows(tmp_path):
    report = ask("SELECT a FROM logs", [tmp_path])
    assert report.result.rows == []
    assert [problem.severity for problem in report.problems] == ["skipped"]


def test_a_query_that_takes_too_long_is_stopped(tmp_path):
    path = tmp_path / "many.ndjson"
    path.write_text('{"a":1}\n' * 20_000)
    sql = "SELECT SUM(l.a * m.a) AS n FROM logs AS l INNER JOIN logs AS m ON l.a <= m.a"
    with pytest.raises(UsageError, match="took longer than"):
        ask(sql, [path], timeout=0.2)


def test_more_rows_than_a_query_returns(tmp_path):
    path = tmp_path / "many.ndjson"
    path.write_text("".join(f'{{"a":{number}}}\n' for number in range(10_001)))
    result = ask("SELECT a FROM logs", [path]).result
    assert len(result.rows) == 10_000
    assert [note.check for note in result.notes] == ["sql/row-limit"]


def test_names_of_too_many_steps_are_refused(lines):
    with pytest.raises(UnsupportedError, match="steps"):
        ask("SELECT `a.b.c.d.e.f.g.h.i.j.k` FROM logs", [lines])


def test_file_names_that_look_like_globs_are_files(tmp_path):
    path = tmp_path / "a*[1].ndjson"
    path.write_text('{"a":1}\n')
    (tmp_path / "ab1.ndjson").write_text('{"a":2}\n')
    assert ask("SELECT a FROM logs", [path]).result.rows == [(1,)]
