"""Statements: one SELECT, its grammar, and where and why a text is none."""

from __future__ import annotations

import pytest
from marked_queries import assert_refused, refusals, warnings

from ruleforge import LogsQuery, UsageError


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM lg;",
        "SELECT x FROM lg ;; -- tail",
        "SELECT x -- ; DROP TABLE x\nFROM lg /* ; */",
        "((SELECT x FROM lg))",
        "select X, y from LG where X is not null order by X desc nulls last limit 3 offset 1",
        "SELECT ALL x FROM lg",
        "SELECT x FROM lg WHERE a = 'it''s' OR b = \"it's\" OR c == r'\\d' AND d <=> 'a' 'b'",
        "SELECT 1a, 4xx, _x, x_1 FROM `lg`",
        "SELECT 1L, 1.5D, 1BD, 1e5, .5, -1, +x, ~x, !x FROM lg",
        "SELECT timestamp, date, user, value, type, key, level, end, start, index, order_id, desc FROM lg",
        "SELECT x user, y AS timestamp, z AS `date` FROM lg AS user",
        "SELECT x FROM lg LIMIT ALL OFFSET 3",
        "SELECT x FROM lg LIMIT length('OPENSEARCH')",
        "SELECT x FROM lg SORT BY 1",
        "SELECT x IS UNKNOWN, y IS NOT TRUE, x IS NOT DISTINCT FROM y FROM lg",
        "SELECT x NOT LIKE ALL ('a'), x ILIKE ANY ('a', 'b'), x LIKE 'a' ESCAPE '!', x NOT RLIKE 'a' FROM lg",
        "SELECT CAST(x AS DECIMAL(10, 2)), TRY_CAST(x AS ARRAY<INT>), DATE '2026-01-01', x + INTERVAL 1 DAY FROM lg",
        "SELECT EXTRACT(YEAR FROM x), TRIM(BOTH 'a' FROM x), POSITION('a' IN x), x[0], x DIV 2, x || y FROM lg",
        "SELECT c FROM a MINUS ALL (SELECT c FROM b) UNION SELECT c FROM d INTERSECT SELECT c FROM e",
        "(SELECT x FROM lg UNION SELECT y FROM l2) ORDER BY x LIMIT 3",
        "(SELECT x FROM lg ORDER BY x LIMIT 1) UNION ALL (SELECT y FROM l2 LIMIT 1)",
        "SELECT a.x FROM (lg a INNER JOIN l2 b ON a.x = b.y)",
        "SELECT t.x FROM (lg) AS t",
        "SELECT x, LAG(x) OVER w AS p FROM lg WINDOW w AS (PARTITION BY y ORDER BY z)",
    ],
)
def test_taken(sql):
    assert LogsQuery.parse(sql).notes == []
    assert str(LogsQuery.parse(sql)) == sql


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("«WITH» x AS (SELECT a FROM lg) SELECT a FROM x", "sql/with", "FROM (SELECT …)"),
        ("(«WITH» x AS (SELECT a FROM lg) SELECT a FROM x)", "sql/with", "not supported"),
        ("«EXPLAIN» EXTENDED SELECT x FROM lg", "sql/statement", "EXPLAIN"),
        ("«SHOW» TABLES", "sql/statement", "only SELECT"),
        ("«DESCRIBE» lg", "sql/statement", "only SELECT"),
        ("«SET» a = b", "sql/statement", "only SELECT"),
        ("«INSERT» OVERWRITE lg SELECT x FROM l2", "sql/statement", "read-only"),
        ("«ADD JAR» '/x'", "sql/statement", "only SELECT"),
        ("«VALUES» (1), (2)", "sql/source", "inline table"),
        ("«TABLE» lg", "sql/statement", "SELECT *"),
        ("«MAP» x USING 'cat' FROM lg", "sql/statement", "only SELECT"),
        ("«GROUP BY» x", "sql/statement", "head is missing"),
        ("«fields» @timestamp | limit 20", "sql/statement", "Logs Insights QL"),
        ("«SELEC» x FROM lg", "sql/statement", "SELEC"),
        ("SELECT «TRANSFORM»(x) USING 'cat' AS (y) FROM lg", "sql/clause", "programs"),
        ("SELECT x FROM lg; «DROP TABLE y;»", "sql/statements", "second statement"),
        ("«;  »", "sql/syntax", "no query"),
        ("«-- nothing»", "sql/syntax", "no query"),
        ("SELECT x FROM «`»lg", "sql/syntax", "back quote"),
        ("SELECT «'»x FROM lg", "sql/syntax", "a quote"),
        ("SELECT 'it''s', «\"»x FROM lg", "sql/syntax", "double quote"),
        ("SELECT x «/*»FROM lg", "sql/syntax", "comment"),
        ("SELECT x FROM lg WHERE «(»a = 1", "sql/syntax", "not closed"),
        ("SELECT x FROM lg WHERE a = 1«)»", "sql/syntax", "closes nothing"),
        ("SELECT x «FROM»", "sql/syntax", "missing after FROM"),
        ("SELECT x FROM lg «WHERE»", "sql/syntax", "missing after WHERE"),
        ("SELECT x FROM lg WHERE a = 1 «AND»", "sql/syntax", "missing after AND"),
        ("SELECT x FROM lg «GROUP BY»", "sql/syntax", "names nothing"),
        ("SELECT x«,» FROM lg", "sql/syntax", "follows this comma"),
        ("SELECT x, «,» y FROM lg", "sql/syntax", "before this comma"),
        ("SELECT concat(«,» x) FROM lg", "sql/syntax", "before this comma"),
        ("SELECT x FROM lg «AS»", "sql/syntax", "after AS"),
        ("SELECT «AS» y FROM lg", "sql/syntax", "before AS"),
        ("SELECT COUNT(x «AS») FROM lg", "sql/syntax", "after AS"),
        ("SELECT a.x FROM lg AS a INNER JOIN l2 AS b «ON»", "sql/syntax", "after ON"),
        ("SELECT a.x FROM lg AS a INNER JOIN l2 AS b «ON» WHERE a.x = 1", "sql/syntax", "after ON"),
        ("SELECT a.x FROM lg AS a INNER JOIN l2 AS b «USING»", "sql/syntax", "names in brackets"),
        ("SELECT a.x FROM lg AS a INNER JOIN l2 AS b USING «(»)", "sql/syntax", "names no field"),
        ("SELECT x FROM «.»lg", "sql/syntax", "before this dot"),
        ("SELECT CASE «WHEN» x > y 2 ELSE 3 END FROM lg", "sql/syntax", "THEN is missing"),
        ("SELECT x FROM lg WHERE x BETWEEN «5» 6 AND 7", "sql/syntax", "in a row"),
        ("SELECT x FROM lg WHERE x «NOT» NULL", "sql/syntax", "IS NOT NULL"),
        ("SELECT AVG(«x LIMIT 3») FROM lg", "sql/syntax", "not expected"),
        ("SELECT COLLECT_LIST(«x ORDER BY x») FROM lg", "sql/syntax", "not expected"),
        ("«SELECT FROM lg»", "sql/syntax", "list is empty"),
        ("«FROM lg»", "sql/syntax", "list is empty"),
        ("SELECT x y «z» FROM lg", "sql/syntax", "not expected"),
        ("SELECT x FROM lg LIMIT 5 «LIMIT» 3", "sql/syntax", "twice"),
        ("SELECT x FROM my«-»log-group", "sql/syntax", "back quotes"),
        ("SELECT x FROM «/»aws/lambda/x", "sql/syntax", "back quotes"),
        ("SELECT CAST(x AS «foo») FROM lg", "sql/syntax", "no type foo"),
        ("SELECT «values» FROM lg", "sql/syntax", "`values`"),
        ("«SELECT 1»", "sql/from", "no FROM"),
        ("SELECT x FROM lg WHERE x = «?»", "sql/syntax", "parameters"),
        ("SELECT x FROM lg WHERE x = «:»y", "sql/syntax", "parameters"),
        ("SELECT x FROM lg WHERE x = «$y»", "sql/syntax", "parameters"),
        ("SELECT x«:»y FROM lg", "sql/syntax", "get_json_object"),
        ("SELECT x«::»int FROM lg", "sql/syntax", "CAST"),
        ("SELECT x «->>» '$.a' FROM lg", "sql/syntax", "get_json_object"),
        ("SELECT «x << 1» FROM lg", "sql/syntax", "shiftleft"),
        ("SELECT «[1, x]» FROM lg", "sql/syntax", "array(…)"),
        ("SELECT «x SIMILAR TO 'a'» FROM lg", "sql/syntax", "grammar"),
        ("SELECT «* EXCEPT (x)» FROM lg", "sql/syntax", "Spark 3.5"),
        ("SELECT «x = ANY (SELECT y FROM l2)» FROM lg", "sql/syntax", "IN (SELECT …)"),
        ("SELECT CAST(x AS INT) «x»y FROM lg".replace("«x»y", "y «z»"), "sql/syntax", "not expected"),
    ],
)
def test_refused(text, check, word):
    assert_refused(text, check, word)


def test_from_can_stand_first():
    assert warnings("FROM lg SELECT x WHERE y = 1") == [("sql/from-first", "FROM lg")]


def test_length():
    LogsQuery.parse("SELECT x FROM lg -- " + "x" * 9_980)
    (finding,) = refusals("SELECT x FROM lg -- " + "x" * 9_981)
    assert (finding.check, finding.span.start, finding.span.end) == ("sql/length", 10_000, 10_001)


def test_every_problem_is_told_in_the_order_of_the_text():
    sql = "SELECT /*+ A(x) */ cos(10), uuid(), a.b FROM lg CROSS JOIN l2 WHERE COUNT(*) > @x LIMIT -1; SELECT 1"
    found = [(finding.check, sql[finding.span.start : finding.span.end]) for finding in refusals(sql)]
    assert found == [
        ("sql/clause", "/*+ A(x) */"),
        ("sql/no-field", "cos(10)"),
        ("sql/function", "uuid()"),
        ("sql/dotted-name", "a.b"),
        ("sql/join-kind", "CROSS JOIN"),
        ("sql/aggregate", "COUNT(*)"),
        ("sql/quote", "@x"),
        ("sql/limit", "LIMIT -1"),
        ("sql/statements", "SELECT 1"),
    ]


@pytest.mark.parametrize("value", [None, 1, b"SELECT x FROM lg"])
def test_a_query_is_text(value):
    with pytest.raises(UsageError):
        LogsQuery.parse(value)
