"""Names: back quotes, qualifiers, aliases, spellings that differ in case only, columns on both sides."""

from __future__ import annotations

import pytest
from marked_queries import assert_refused, warnings

from ruleforge import LogsQuery

JOIN = "FROM `lg-left` AS l INNER JOIN `lg-right` AS m ON l.r = m.r"


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("SELECT «userIdentity.arn» FROM lg", "sql/dotted-name", "`userIdentity.arn`"),
        ("SELECT «`userIdentity`.`arn`» FROM lg", "sql/dotted-name", "`userIdentity.arn`"),
        ("SELECT «a.userIdentity.arn» FROM lg a", "sql/dotted-name", "a.`userIdentity.arn`"),
        ("SELECT x FROM lg ORDER BY «a.b.c.d»", "sql/dotted-name", "FROM has lg"),
        ("SELECT a.x FROM lg a INNER JOIN l2 b ON a.x = «c.x»", "sql/dotted-name", "FROM has a, b"),
        ("SELECT «c.*» FROM lg a", "sql/dotted-name", "FROM has a"),
        ("SELECT «@message» FROM lg", "sql/quote", "`@message`"),
        ("SELECT «``» FROM lg", "sql/quote", "no name"),
        ("SELECT x AS «'y'» FROM lg", "sql/quote", "`y`"),
        ('SELECT x FROM lg AS «"a"»', "sql/quote", "`a`"),
        ("SELECT «x AS (a, b)» FROM lg", "sql/alias", "one name"),
        ("SELECT a.x FROM lg a INNER JOIN «l2 a» ON true", "sql/alias", "called a"),
        ("SELECT lg.x FROM lg INNER JOIN «LG» ON lg.x = lg.y", "sql/alias", "called"),
        ("SELECT t.a FROM (SELECT x FROM lg) AS «t(a)»", "sql/alias", "inside of the subquery"),
        ("SELECT x, «X» FROM lg", "sql/case-only", "differ in case"),
        ("SELECT x FROM lg WHERE «X» = 1", "sql/case-only", "`@message`"),
        ("SELECT x FROM lg GROUP BY x ORDER BY MAX(«X»)", "sql/case-only", ""),
        ("SELECT a.x FROM lg a INNER JOIN l2 b ON a.x = «b.X»", "sql/case-only", ""),
        ("SELECT a.x FROM lg a INNER JOIN l2 b USING («X»)", "sql/case-only", ""),
        ("SELECT x FROM lg WHERE x IN (SELECT «X» FROM l2)", "sql/case-only", ""),
        ("SELECT `a.b` FROM lg UNION SELECT «`A.b`» FROM l2", "sql/case-only", ""),
        ("SELECT x AS n FROM lg WHERE «n» = 'x'", "sql/alias-in-where", "WHERE"),
        ("SELECT upper(x) AS n FROM lg WHERE y = 1 AND («n» = 'x')", "sql/alias-in-where", "WHERE"),
        ("SELECT x AS a, y AS a FROM lg ORDER BY «a»", "sql/ambiguous", "2 columns"),
        ("SELECT «t.a» FROM (SELECT x AS a, y AS a FROM lg) t", "sql/ambiguous", "2 columns"),
        ("SELECT «t.x» FROM (SELECT y FROM lg) t", "sql/column", "it has y"),
        ("SELECT «x» FROM (SELECT y FROM lg UNION SELECT x FROM l2) t", "sql/column", "it has y"),
        (f"SELECT «r» {JOIN}", "sql/ambiguous", "both sides"),
        (f"SELECT l.id {JOIN} WHERE «r» = 1", "sql/ambiguous", "both sides"),
        (f"SELECT l.r {JOIN} ORDER BY «r»", "sql/ambiguous", "both sides"),
        ("SELECT «k» FROM (SELECT k FROM lg) a INNER JOIN (SELECT k FROM l2) b ON true", "sql/ambiguous", "both sides"),
    ],
)
def test_refused(text, check, word):
    assert_refused(text, check, word)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a.`x.y`, A.z, `a.x` FROM lg a",
        "SELECT LG.x FROM lg",
        "SELECT `lg-a`.x FROM `lg-a` INNER JOIN `lg-b` ON `lg-a`.x = `lg-b`.y",
        "SELECT a.`@logStream`, b.`@logStream` FROM Table A INNER JOIN Table2 B ON a.id = b.id".replace(
            "Table ", "T1 "
        ),
        "SELECT lower(n) AS n FROM lg WHERE n = 'x'",
        "SELECT a AS b, b AS a FROM lg WHERE a = 1",
        "SELECT x AS n, COUNT(*) AS c FROM lg GROUP BY n HAVING c > 1 ORDER BY c, n",
        "SELECT x AS a, a + 1 AS b FROM lg",
        "SELECT t.rid FROM (SELECT requestID AS rid FROM lg) t",
        "SELECT `upper(y)` FROM (SELECT upper(y) FROM lg) t",
        "SELECT t.*, y FROM (SELECT y, z FROM lg) t",
        f"SELECT q {JOIN}",
        f"SELECT l.r AS k, COUNT(*) {JOIN} GROUP BY k ORDER BY k",
        "SELECT a.x AS x, b.y FROM lg a INNER JOIN l2 b ON a.k = b.k ORDER BY x",
        "SELECT x, x FROM lg",
    ],
)
def test_taken(sql):
    assert LogsQuery.parse(sql).notes == []


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("SELECT requestID AS requestId FROM lg", "requestId"),
        ("SELECT requestID AS requestId FROM lg ORDER BY requestId", "requestId"),
        ("SELECT x AS y, z AS Y FROM lg", "Y"),
    ],
)
def test_an_alias_that_differs_in_case_only_is_taken_with_a_warning(sql, place):
    assert warnings(sql) == [("sql/case-only-alias", place)]


def test_what_is_read_of_each_log_group():
    sql = "SELECT a.x, y, `n.o` AS p FROM `g` a LEFT OUTER JOIN `h` b ON a.k = b.k WHERE b.z > 1 AND p2 = 1 ORDER BY p"
    needs = LogsQuery.parse(sql).needs
    assert {names: sorted(need.fields) for names, need in needs.items()} == {
        ("g",): ["k", "n.o", "p2", "x", "y"],
        ("h",): ["k", "n.o", "p2", "y", "z"],
    }


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("COUNT(*)", "count(1)"),
        ("upper(x)", "upper(x)"),
        ("a.x", "x"),
        ("`n.o`", "n.o"),
        ("x / 1024 + 1", "((x / 1024) + 1)"),
        ("SUM(x) FILTER (WHERE m = 'a')", "sum(x) FILTER (WHERE (m = a))"),
        ("COUNT(DISTINCT x)", "count(DISTINCT x)"),
        ("CASE WHEN x > 200 THEN 'bigger' ELSE 'small' END", "CASE WHEN (x > 200) THEN bigger ELSE small END"),
        ("if(x > 5, 'a', 'b')", "(IF((x > 5), a, b))"),
        ("x IS NOT NULL", "(x IS NOT NULL)"),
        ("x IN (1, 2)", "(x IN (1, 2))"),
        ("CAST(x AS INT)", "CAST(x AS INT)"),
        ("cos(x)", "COS(x)"),
        ("-1", "-1"),
    ],
)
def test_columns_without_an_alias_are_called_as_spark_calls_them(column, name):
    sql = f"SELECT {column} FROM lg a"
    records = [{"x": 1, "m": "a", "n": {"o": 2}}]
    assert LogsQuery.parse(sql).run({"lg": records}).columns == [name]
