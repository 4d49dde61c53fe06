"""A query in words."""

from __future__ import annotations

import pytest

from ruleforge import LogsQuery


def plan(sql):
    return LogsQuery.parse(sql).plan()


def test_the_steps_of_a_select():
    sql = """SELECT k, COUNT(*) AS n FROM `lg/a` WHERE x = 1 AND (y > 2 OR z IS NULL)
             GROUP BY k HAVING n > 3 ORDER BY n DESC, k LIMIT 5 OFFSET 2"""
    assert plan(sql) == [
        "Reads lg/a.",
        "Keeps rows where all of:",
        "  x = 1",
        "  y > 2 OR z IS NULL",
        "Groups by k.",
        "Keeps groups where n > 3.",
        "Yields rows of 2 columns:",
        "  k",
        "  n: COUNT(*)",
        "Orders by n from high to low, then k from low to high.",
        "Takes the first 5 after skipping 2.",
    ]


def test_a_join_says_when_rows_are_a_pair_and_what_becomes_of_others():
    lines = plan("SELECT l.a FROM l LEFT OUTER JOIN m ON l.a = m.a AND m.b > 1 LIMIT 1")
    assert lines[:6] == [
        "Reads l.",
        "Pairs each row with those of m.",
        "Two rows are a pair where all of:",
        "  l.a = m.a",
        "  m.b > 1",
        "A row without a partner stays, with NULL for the fields of m.",
    ]
    assert "A row without a partner is dropped." in plan("SELECT a FROM l INNER JOIN m USING (a)")


def test_parts_of_a_union_and_subqueries_are_indented():
    lines = plan("SELECT a FROM l WHERE b IN (SELECT c FROM m) UNION ALL SELECT x.n FROM (SELECT n FROM q) AS x")
    assert lines[0] == "The rows of:"
    assert "    the subquery:" in lines
    assert "      Reads m." in lines
    assert "together with (with repetitions):" in lines
    assert "  Reads a subquery as x:" in lines
    assert lines[-1] == "At most 10,000 rows are returned, as there is no LIMIT."


@pytest.mark.parametrize("sql", ["SELECT a FROM l EXCEPT SELECT a FROM m", "SELECT a FROM l INTERSECT SELECT a FROM m"])
def test_other_set_operations(sql):
    assert any("each row once" in line for line in plan(sql))
