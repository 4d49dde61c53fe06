"""No text of a query reaches beyond the logs that it is given, or outlives its bounds."""

from __future__ import annotations

import contextlib
import time

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_queries import refusals

from ruleforge import LogsQuery, QueryError, UsageError
from ruleforge.errors import RuleforgeError
from ruleforge.languages.logs_sql.database import QueryStoppedError, session, unoptimized
from strategies.logs_sql import literal

LOGS = {"lg": [{"x": 1, "y": "a"}]}


@pytest.mark.parametrize(
    "source",
    [
        "text.`/etc/hostname`",
        "`/etc/hostname`.x",
        "'/etc/hostname'",
        '"/etc/hostname"',
        "read_text('/etc/hostname')",
        "read_csv('https://example.com/x.csv')",
        "glob('/*')",
        "`read_text('/etc/hostname')`",
        "`s3://bucket/key`",
        "`https://example.com/x.csv`",
        "duckdb_settings()",
        "information_schema.tables",
        "pragma_version()",
        "range(1000000000000)",
        "(VALUES (1))",
        "`t0; DROP TABLE t0`",
        '`t0" AS e0; DROP TABLE t0; --`',
    ],
)
def test_from_names_log_groups_alone(source):
    assert refusals(f"SELECT * FROM {source}")
    assert refusals(f"SELECT a.x FROM lg AS a INNER JOIN {source} AS b ON true")


@pytest.mark.parametrize("name", ["`/etc/hostname`", "`x.csv`", "duckdb_settings", "sqlite_master", "t0", "LOGS", "c0"])
def test_a_log_group_that_is_not_given_is_read_from_nowhere(name):
    with pytest.raises(UsageError):
        LogsQuery.parse(f"SELECT * FROM {name}").run(LOGS)


@pytest.mark.parametrize(
    "call",
    [
        "read_text(y)",
        "getenv('HOME')",
        "current_setting('memory_limit')",
        "pg_sleep(x)",
        "query('SELECT 1')",
        "query_table('t0')",
        "nextval('s')",
        "write_log(y)",
        "input_file_name()",
        "java_method('java.lang.System', 'exit', x)",
        "reflect('java.util.UUID', 'randomUUID')",
        "parse_path(y)",
        "hex(read_blob(y))",
    ],
)
def test_functions_come_from_a_list(call):
    for sql in (f"SELECT {call} AS v FROM lg", f"SELECT x FROM lg WHERE {call} = 1 GROUP BY x"):
        assert refusals(sql)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "COPY (SELECT 1) TO '/tmp/ruleforge.csv'",
        "EXPORT DATABASE '/tmp/ruleforge'",
        "ATTACH '/tmp/ruleforge.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/x.duckdb_extension'",
        "CREATE SECRET s (TYPE s3)",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET memory_limit = '100GB'",
        "SET threads = 64",
        "SET enable_optimizer = true",
        "SET GLOBAL enable_optimizer = false",
        "RESET memory_limit",
        "PRAGMA enable_profiling",
        "SELECT getenv('HOME')",
        "SELECT * FROM known_to_python",
        "SELECT * FROM LOGS",
    ],
)
def test_the_database_is_locked_besides(statement):
    known_to_python = [(1,)]
    with session() as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()
    with contextlib.closing(unoptimized()) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()
    assert known_to_python


def test_a_session_leaves_nothing_behind():
    with session() as one, session() as other:
        one.execute("CREATE TEMP TABLE mine AS SELECT 1 AS x")
        with pytest.raises(duckdb.CatalogException):
            other.execute("SELECT * FROM mine")
    with session() as later, pytest.raises(duckdb.CatalogException):
        later.execute("SELECT * FROM mine")
    with contextlib.closing(unoptimized()) as one, contextlib.closing(unoptimized()) as other:
        one.execute("CREATE TEMP TABLE mine AS SELECT 1 AS x")
        with pytest.raises(duckdb.CatalogException):
            other.execute("SELECT * FROM mine")


@pytest.mark.parametrize(
    "sql",
    [
        "(" * 9_990,
        "SELECT " + "(" * 4_900 + "x" + ")" * 4_900 + " FROM lg",
        "SELECT " + "[" * 9_900,
        "SELECT " + "f(" * 2_000 + "x" + ")" * 2_000 + " FROM lg",
        "SELECT " + "CASE WHEN x THEN " * 300 + "1" + " END" * 300 + " FROM lg",
        "SELECT " + "CAST(" * 500 + "x" + " AS INT)" * 500 + " FROM lg",
        "SELECT " + "- " * 4_000 + "x FROM lg",
        "SELECT x FROM lg WHERE " + "NOT " * 2_000 + "x",
        "SELECT " + "+".join(["x"] * 4_000) + " FROM lg",
        "SELECT " + "||".join(["y"] * 3_000) + " FROM lg",
        "SELECT x" + "[0]" * 3_000 + " FROM lg",
        "SELECT x" + ".x" * 4_000 + " FROM lg",
        "(SELECT x FROM " * 500 + "lg" + ")" * 500,
        "SELECT x FROM lg " + "/*" * 4_000,
        "SELECT x FROM lg WHERE x IN (" + "(" * 9_900,
        "`" * 9_999,
        "'" * 9_999,
    ],
    ids=lambda sql: sql[:30],
)
def test_what_nests_without_end_is_refused_quickly(sql):
    start = time.perf_counter()
    with pytest.raises(QueryError):
        LogsQuery.parse(sql)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM lg WHERE " + " OR ".join(["x = 1"] * 1_000),
        "SELECT x FROM lg WHERE " + " OR ".join(["x = 1 AND y = 'a'"] * 400),
        "SELECT x FROM lg WHERE x IN (" + ",".join(["1"] * 4_000) + ")",
        "SELECT " + ",".join(["x"] * 4_000) + " FROM lg",
        "SELECT CASE " + "WHEN x = 1 THEN 2 " * 500 + "END AS c FROM lg",
        " UNION ALL ".join(["SELECT x FROM lg"] * 60),
        "SELECT x FROM lg" + ";" * 9_000,
    ],
    ids=lambda sql: sql[:30],
)
def test_what_is_only_long_is_run(sql):
    assert LogsQuery.parse(sql).run(LOGS).rows


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) AS c FROM lg AS a INNER JOIN lg AS b ON concat(a.x, b.x) <> concat(b.x, a.x, 'z')",
        "SELECT a.x AS p, b.x AS q FROM lg AS a INNER JOIN lg AS b ON true ORDER BY a.x * b.x, p, q",
    ],
)
def test_a_query_is_stopped_at_its_time(sql):
    logs = {"lg": [{"x": index} for index in range(20_000)]}
    start = time.perf_counter()
    with pytest.raises(QueryStoppedError):
        LogsQuery.parse(sql).run(logs, timeout=0.3)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*a){20}"])
def test_regular_expressions_take_linear_time(pattern):
    logs = {"lg": [{"y": "a" * 5_000 + "c"}]}
    start = time.perf_counter()
    LogsQuery.parse(f"SELECT y RLIKE '{pattern}' AS r FROM lg").run(logs)
    assert time.perf_counter() - start < 5


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_text_is_a_value_whatever_it_holds(text):
    sql = f"SELECT {literal(text)} AS v, x FROM lg WHERE y = {literal(text)}"
    assert LogsQuery.parse(sql).run({"lg": [{"x": 1, "y": text}, {"x": 2, "y": f"{text}'"}]}).rows == [(text, 1)]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda name: name[0] != "@"))
def test_a_name_is_a_name_whatever_it_holds(name):
    quoted = "`" + name.replace("`", "``") + "`"
    result = LogsQuery.parse(f"SELECT {quoted}, a.{quoted} AS {quoted} FROM lg AS a").run({"lg": [{name: 5}]})
    assert (result.columns, result.rows) == ([name, name], [(5, 5)])


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud800", '"', "'; DROP TABLE t0; --", '"; DROP TABLE t0; --', "\\", "\u202e"]
)
def test_odd_texts_in_records_do_no_harm(text):
    logs = {"lg": [{"y": text}, {text: 1}, {"y": {text: [text]}}, text]}
    for sql in (
        "SELECT y, x FROM lg",
        "SELECT * FROM lg",
        "SELECT COUNT(DISTINCT y) AS c FROM lg",
        "SELECT `@message` FROM lg",
    ):
        assert LogsQuery.parse(sql).run(logs).rows


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\u202e", "\x1b"])
def test_odd_signs_in_a_query_are_read_or_refused(sign):
    for sql in (f"SELECT x{sign} FROM lg", f"SELECT '{sign}' AS v, x FROM lg", f"SELECT `{sign}` FROM lg", sign):
        try:
            LogsQuery.parse(sql).run(LOGS)
        except RuleforgeError as error:
            assert "\x1b" not in str(error)


def test_conversions_in_one_another_are_bounded():
    nested = "double(concat(" * 14 + "x" + "))" * 14
    with pytest.raises(QueryError, match="conversions such as double"):
        LogsQuery.parse(f"SELECT {nested} AS y FROM lg")
    assert LogsQuery.parse("SELECT double(concat(double(x), '1')) AS y FROM lg").run({"lg": [{"x": 1}]}).rows == [
        (1.01,)
    ]
