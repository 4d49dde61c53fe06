"""Columns beside aggregates, and where aggregates and window functions can stand."""

from __future__ import annotations

import pytest
from marked_queries import assert_refused

from ruleforge import LogsQuery


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("SELECT «x», COUNT(*) FROM lg", "sql/not-grouped", "MAX(x)"),
        ("SELECT COUNT(*) + «x» FROM lg", "sql/not-grouped", ""),
        ("SELECT k, «v», COUNT(*) FROM lg GROUP BY k", "sql/not-grouped", ""),
        ("SELECT «x» + 2, x + 1, COUNT(*) FROM lg GROUP BY x + 1", "sql/not-grouped", ""),
        ("SELECT «x», x + 1, COUNT(*) FROM lg HAVING x > 1", "sql/not-grouped", ""),
        ("SELECT COUNT(*), CASE WHEN «z» THEN 1 END FROM lg GROUP BY x", "sql/not-grouped", ""),
        ("SELECT «*», COUNT(*) FROM lg", "sql/not-grouped", "name the columns"),
        ("SELECT x FROM lg GROUP BY x ORDER BY «y»", "sql/not-grouped", ""),
        ("SELECT x FROM lg GROUP BY x HAVING «y» > 1", "sql/not-grouped", ""),
        ("SELECT x, RANK() OVER (ORDER BY «y») FROM lg GROUP BY x", "sql/not-grouped", ""),
        ("SELECT x, SUM(«y») OVER (PARTITION BY x) FROM lg GROUP BY x", "sql/not-grouped", ""),
        ("SELECT x, (SELECT COUNT(*) FROM l2 b WHERE b.y = «a.z») FROM lg a GROUP BY x", "sql/not-grouped", ""),
        ("SELECT k FROM lg GROUP BY k UNION SELECT «v» FROM l2 GROUP BY k", "sql/not-grouped", ""),
        ("SELECT a.x, «b.y», COUNT(*) FROM lg a INNER JOIN l2 b ON a.k = b.k GROUP BY a.x", "sql/not-grouped", ""),
        ("SELECT a.x, «b.x», COUNT(*) FROM lg a INNER JOIN l2 b ON a.k = b.k GROUP BY a.x", "sql/not-grouped", ""),
        ("SELECT x FROM lg WHERE «COUNT(*)» > 1", "sql/aggregate", "HAVING"),
        ("SELECT a.x FROM lg a INNER JOIN l2 b ON «COUNT(a.x)» = b.y", "sql/aggregate", "ON"),
        ("SELECT x FROM lg GROUP BY «COUNT(*)»", "sql/aggregate", "GROUP BY"),
        ("SELECT upper(x) AS n, COUNT(*) AS c FROM lg GROUP BY «2»", "sql/aggregate", "GROUP BY"),
        ("SELECT COUNT(*) AS c FROM lg GROUP BY «c»", "sql/aggregate", "GROUP BY"),
        ("SELECT x FROM lg ORDER BY «COUNT(*)»", "sql/aggregate", "add GROUP BY"),
        ("SELECT x, «SUM(COUNT(*))» FROM lg GROUP BY x", "sql/aggregate", "inside an aggregate"),
        ("SELECT «count(*)» FILTER (WHERE count(*) > 1) FROM lg", "sql/aggregate", "inside an aggregate"),
        ("SELECT x FROM lg GROUP BY «3»", "sql/position", "has 1"),
        ("SELECT x FROM lg GROUP BY «-1»", "sql/position", "has 1"),
        ("SELECT x FROM lg ORDER BY «0»", "sql/position", "has 1"),
        ("SELECT DISTINCT x FROM lg ORDER BY «y»", "sql/order", "DISTINCT"),
        ("SELECT x FROM lg WHERE «ROW_NUMBER() OVER (ORDER BY x)» = 1", "sql/window", "subquery"),
        ("SELECT x FROM lg GROUP BY «ROW_NUMBER() OVER (ORDER BY x)»", "sql/window", "GROUP BY"),
        ("SELECT x FROM lg GROUP BY x HAVING «RANK() OVER (ORDER BY x)» = 1", "sql/window", "HAVING"),
        ("SELECT «sum(row_number() OVER (ORDER BY x))» FROM lg", "sql/window", ""),
        ("SELECT «rank() OVER (ORDER BY rank() OVER (ORDER BY x))» FROM lg", "sql/window", ""),
    ],
)
def test_refused(text, check, word):
    assert_refused(text, check, word)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*), 1, 'a' FROM lg",
        "SELECT COUNT(*) FROM lg HAVING COUNT(*) > 1",
        "SELECT upper(x) AS n, COUNT(*) FROM lg GROUP BY UPPER( x )",
        "SELECT upper(x) AS n, COUNT(*) FROM lg GROUP BY n ORDER BY n",
        "SELECT upper(x) AS n, COUNT(*) FROM lg GROUP BY 1",
        "SELECT (x + 1) * 2, (x) + 1, COUNT(*) FROM lg GROUP BY (x + 1)",
        "SELECT a.x, COUNT(*) FROM lg a GROUP BY x",
        "SELECT CASE WHEN x > 1 THEN 'a' END AS c, COUNT(*) FROM lg GROUP BY x",
        "SELECT x, COUNT(*) FILTER (WHERE y > 1) FROM lg GROUP BY x ORDER BY MAX(z)",
        "SELECT x, SUM(COUNT(*)) OVER () FROM lg GROUP BY x",
        "SELECT x, RANK() OVER (ORDER BY COUNT(*) DESC) FROM lg GROUP BY x",
        "SELECT x, SUM(y) OVER (PARTITION BY z ORDER BY w) FROM lg ORDER BY RANK() OVER (ORDER BY x)",
        "SELECT x, y, COUNT(*), GROUPING(x), GROUPING_ID() FROM lg GROUP BY CUBE(x, y)",
        "SELECT x, y, COUNT(*) FROM lg GROUP BY GROUPING SETS ((x), (y), ()), ROLLUP(x, y)",
        "SELECT x, y, COUNT(*) FROM lg GROUP BY x, y WITH ROLLUP",
        "SELECT COUNT(*) FROM lg GROUP BY GROUPING SETS (())",
        "SELECT x, (SELECT COUNT(*) FROM l2 b WHERE b.y = a.x) FROM lg a GROUP BY x",
        "SELECT x FROM lg WHERE x > (SELECT AVG(y) FROM l2)",
        "SELECT x, COUNT(*) FROM lg GROUP BY x HAVING COUNT(*) > (SELECT AVG(z) FROM l2)",
        "SELECT DISTINCT upper(x) AS u FROM lg ORDER BY upper(x), u",
        "SELECT COUNT(*) AS c, c * 2 AS d FROM lg",
    ],
)
def test_taken(sql):
    assert LogsQuery.parse(sql).notes == []
