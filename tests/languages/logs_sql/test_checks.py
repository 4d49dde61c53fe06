"""AWS's restrictions on a SELECT: clauses, JOINs, subqueries, set operations, functions."""

from __future__ import annotations

import pytest
from marked_queries import assert_refused, warnings

from ruleforge import LogsQuery


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("SELECT «/*+ BROADCAST(a) */» x FROM lg a", "sql/clause", "hints"),
        ("SELECT «/*+ COALESCE(3), MERGE(a) */» x FROM lg a", "sql/clause", "hints"),
        ("SELECT x FROM lg «QUALIFY row_number() OVER (ORDER BY x) = 1»", "sql/clause", "outer SELECT"),
        ("SELECT DISTINCT ON «(x)» x FROM lg", "sql/clause", "DISTINCT ON"),
        ("SELECT x FROM lg «FETCH FIRST 3» ROWS ONLY", "sql/clause", "LIMIT n"),
        ("SELECT x FROM lg «OFFSET 3»", "sql/offset", "add LIMIT"),
        ("SELECT x FROM lg «LIMIT 3, 5»", "sql/syntax", "OFFSET m"),
        ("SELECT x FROM lg «LIMIT -1»", "sql/limit", "whole number"),
        ("SELECT x FROM lg LIMIT «'a'»", "sql/limit", "whole number"),
        ("SELECT x FROM lg LIMIT «1.5»", "sql/limit", "whole number"),
        ("SELECT x FROM lg «LIMIT 2 - 3»", "sql/limit", "not -1"),
        ("SELECT x FROM lg «LIMIT 2147483648»", "sql/limit", "2,147,483,647"),
        ("SELECT x FROM lg LIMIT «x»", "sql/limit", "depend on an event"),
        ("SELECT x FROM lg LIMIT «COUNT(*)»", "sql/limit", "depend on an event"),
        ("SELECT x FROM lg LIMIT 3 OFFSET «x»", "sql/limit", "depend on an event"),
        ("SELECT x FROM lg «GROUP BY» ALL", "sql/clause", "name the columns"),
        ("SELECT x FROM lg ORDER BY x «SORT BY x»", "sql/clause", "exclude"),
        ("SELECT x FROM lg «CLUSTER BY x»", "sql/clause", "ORDER BY"),
        ("SELECT x FROM lg «DISTRIBUTE BY x» SORT BY x", "sql/clause", "DISTRIBUTE"),
        ("SELECT x FROM lg «TABLESAMPLE (10 PERCENT)»", "sql/clause", "TABLESAMPLE"),
        ("SELECT x «INTO y» FROM lg", "sql/clause", "read-only"),
        ("SELECT x FROM lg «FOR» UPDATE", "sql/clause", "read-only"),
        ("SELECT * FROM «VALUES (1), (2) AS t(a)»", "sql/source", "inline table"),
        ("SELECT x FROM lg UNION «VALUES (1)»", "sql/source", "inline table"),
        ("SELECT * FROM «range(10)»", "sql/source", "table-valued"),
        ("SELECT a.x FROM lg a INNER JOIN «explode(array(1)) b» ON a.x = b.col", "sql/source", "table-valued"),
        ("SELECT x FROM lg «LATERAL VIEW OUTER explode(split(x, ',')) t AS y»", "sql/lateral", "not supported"),
        ("SELECT a.x FROM lg a, «LATERAL (SELECT y FROM l2 WHERE l2.y = a.x) b»", "sql/lateral", "not supported"),
        ("SELECT * FROM lg «PIVOT (SUM(b) AS s FOR m IN ('GET' AS g))»", "sql/pivot", "FILTER"),
        ("SELECT * FROM lg «UNPIVOT (v FOR k IN (a, b))»", "sql/pivot", "FILTER"),
        ("SELECT x FROM (SELECT x FROM («SELECT x FROM lg») AS i) AS o", "sql/subquery-depth", "1 level"),
        ("SELECT x FROM lg WHERE x IN (SELECT y FROM l2 WHERE y = («SELECT 1 FROM l3»))", "sql/subquery-depth", "deep"),
        (
            "SELECT (SELECT MAX(y) FROM (« SELECT y FROM l2») t) AS m FROM lg".replace("« ", "«"),
            "sql/subquery-depth",
            "",
        ),
        (
            "SELECT k FROM lg GROUP BY k HAVING MAX(x) > (SELECT 1 FROM l2 WHERE EXISTS («SELECT 1 FROM l3»))",
            "sql/subquery-depth",
            "",
        ),
        ("SELECT x FROM lg UNION SELECT x FROM (SELECT x FROM («SELECT x FROM lg») a) b", "sql/subquery-depth", ""),
        ("SELECT x FROM lg WHERE x IN «(SELECT y, z FROM l2)»", "sql/subquery", "2 columns"),
        ("SELECT x FROM lg WHERE x = «(SELECT y, z FROM l2)»", "sql/subquery", "2 columns"),
        ("«SELECT x, y FROM lg UNION SELECT y FROM l2»", "sql/set-operation", "2 columns and 1"),
        ("SELECT x FROM lg «ORDER BY x» UNION SELECT y FROM l2", "sql/set-operation", "brackets"),
        ("SELECT x FROM lg UNION SELECT y FROM l2 ORDER BY «y»", "sql/column", "none is y"),
        ("SELECT x FROM lg UNION SELECT y FROM l2 ORDER BY «2»", "sql/position", "has 1"),
        ("(SELECT x FROM lg LIMIT 5) «ORDER BY x»", "sql/unsupported", "brackets"),
    ],
)
def test_clauses(text, check, word):
    assert_refused(text, check, word)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("SELECT a.x FROM lg a «RIGHT JOIN» l2 b ON a.x = b.y", "sql/join-kind"),
        ("SELECT a.x FROM lg a «FULL OUTER JOIN» l2 b ON a.x = b.y", "sql/join-kind"),
        ("SELECT a.x FROM lg a «CROSS JOIN» l2 b", "sql/join-kind"),
        ("SELECT a.x FROM lg a «LEFT SEMI JOIN» l2 b ON a.x = b.y", "sql/join-kind"),
        ("SELECT a.x FROM lg a «ANTI JOIN» (SELECT y FROM l2) b ON a.x = b.y", "sql/join-kind"),
        ("SELECT a.x FROM lg a «NATURAL LEFT OUTER JOIN» l2 b", "sql/join-kind"),
        ("SELECT a.x FROM lg a, «l2 b» WHERE a.x = b.x", "sql/comma-join"),
        ("SELECT a.x FROM lg a, «(SELECT y FROM l2) b»", "sql/comma-join"),
        ("SELECT a.x FROM lg a INNER JOIN l2 b ON a.x = b.y INNER JOIN «l3 c» ON a.x = c.z", "sql/one-join"),
        ("SELECT a.x FROM lg a INNER JOIN l2 b INNER JOIN «l3 c» ON b.y = c.z ON a.x = b.y", "sql/one-join"),
        ("SELECT a.x FROM lg a INNER JOIN (l2 b INNER JOIN «l3 c» ON b.y = c.z) ON a.x = b.y", "sql/one-join"),
        (
            "SELECT a.x FROM lg a LEFT JOIN l2 b ON a.x = b.y LEFT JOIN «l3 c» ON true LEFT JOIN l4 ON true",
            "sql/one-join",
        ),
    ],
)
def test_joins(text, check):
    assert_refused(text, check)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a.x FROM lg a INNER JOIN l2 b ON a.x = b.y AND a.t >= b.t", []),
        ("SELECT a.x FROM lg a LEFT OUTER JOIN l2 b USING (x, y)", []),
        ("SELECT x FROM lg a INNER JOIN l2 b USING (x)", []),
        ("SELECT a.x FROM lg a JOIN l2 b ON a.x = b.y", [("sql/join-spelling", "JOIN")]),
        ("SELECT a.x FROM lg a LEFT JOIN l2 b ON a.x = b.y", [("sql/join-spelling", "LEFT JOIN")]),
        ("SELECT a.x FROM lg a INNER JOIN l2 b", [("sql/join-all", "INNER JOIN")]),
        (
            "SELECT a.x FROM lg a INNER JOIN l2 b ON a.x = b.y UNION SELECT c.x FROM l3 c INNER JOIN l2 d ON c.x = d.y",
            [("sql/one-join", "INNER JOIN")],
        ),
        ("SELECT x FROM lg LIMIT 20000", [("sql/row-limit", "20000")]),
    ],
)
def test_warnings(sql, expected):
    assert warnings(sql) == expected


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("SELECT «cos(10)» AS c FROM lg", "sql/no-field", "cos"),
        ("SELECT x, «upper(concat('a', 'b'))» FROM lg", "sql/no-field", "upper"),
        ("SELECT «substring('abc', 2)» FROM lg", "sql/no-field", "substring"),
        ("SELECT «my_udf(x)» FROM lg", "sql/function", "user-defined"),
        ("SELECT «lowre(x)» FROM lg", "sql/function", "did you mean lower?"),
        ("SELECT x FROM lg WHERE «uuid()» = x", "sql/function", "misc"),
        ("SELECT «map_keys(x)» FROM lg", "sql/function", "map"),
        ("SELECT «explode(split(x, ','))» FROM lg", "sql/function", "generator"),
        ("SELECT «sha2(x, 256)» FROM lg", "sql/function", "no list"),
        ("SELECT «to_csv(x)» FROM lg", "sql/function", "csv"),
        ("SELECT «db.upper(x)» FROM lg", "sql/function", "one name"),
        ("SELECT x FROM lg WHERE x IN (SELECT «my_udf(y)» FROM l2)", "sql/function", "user-defined"),
        ("SELECT «filter(split(x, ','), y -> y > 1)» FROM lg", "sql/function", "filter"),
        ("SELECT array_max(«y -> y > 1») FROM lg", "sql/lambda", "lambda"),
        ("SELECT «current_user» FROM lg", "sql/function", "misc"),
        ("SELECT «percentile_cont(0.5) WITHIN GROUP (ORDER BY x)» FROM lg", "sql/function", "WITHIN"),
        ("SELECT upper(«*») FROM lg", "sql/star", "COUNT(*)"),
        ("SELECT «upper(DISTINCT x)» FROM lg", "sql/aggregate", "no aggregate"),
        ("SELECT «upper(x)» FILTER (WHERE y) FROM lg", "sql/aggregate", "FILTER"),
        ("SELECT «upper(x)» OVER () FROM lg", "sql/window", "OVER"),
        ("SELECT «row_number()» FROM lg", "sql/window", "OVER"),
        ("SELECT row_number() OVER «v» FROM lg WINDOW w AS (ORDER BY y)", "sql/window", "no window v"),
        ("SELECT «CAST(x AS VARIANT)» FROM lg", "sql/type", "VARIANT"),
        ("SELECT «x IN ()» FROM lg".replace("«x IN ()»", "«x» IN ()"), "sql/syntax", "IN takes"),
    ],
)
def test_functions(text, check, word):
    assert_refused(text, check, word)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT cos(x), size(split(x, ',')), try_divide(x, 2), UPPER(x), `lower`(x) FROM lg",
        "SELECT current_date() AS a, date_add(current_date(), 30) AS b, last_day(current_date) AS c FROM lg",
        "SELECT CAST('123' AS INT) AS a, CAST(123 AS STRING) AS b, 1 AS one FROM lg",
        "SELECT unix_timestamp() AS a, COUNT(1) AS b, SUM(1) AS c, rank() OVER (ORDER BY x) AS d FROM lg GROUP BY x",
        "SELECT first(x IGNORE NULLS) AS a, last(y) IGNORE NULLS AS b, count(DISTINCT x, y) AS c FROM lg",
        "SELECT x FROM lg WHERE x = upper('a') AND t > unix_timestamp() - 3600 ORDER BY rand()",
        "SELECT (SELECT MAX(y) FROM l2 WHERE l2.k = lg.k) AS m FROM lg",
        "SELECT mask(x, upperChar => 'X') FROM lg",
        "SELECT x FROM lg WHERE (x, y) IN (SELECT y, z FROM l2) AND NOT EXISTS (SELECT 1 FROM l2 b WHERE b.y = lg.x)",
    ],
)
def test_functions_that_are_taken(sql):
    assert LogsQuery.parse(sql).notes == []
