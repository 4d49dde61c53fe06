"""The checks of queries where their examples do not go: forms of conditions, of keys, of names."""

from __future__ import annotations

from datetime import date

import pytest
from lint_examples import load_example, write_example

from ruleforge.lint import Settings
from ruleforge.lint.linter import lint_catalog

GROUP, LOG = "`${CLOUDTRAIL_LOG_GROUP}`", "`${MODEL_INVOCATION_LOG_GROUP}`"


@pytest.fixture
def found(tmp_path):
    """`found("sql/x", "SELECT …")`: the texts that findings of a check point at."""

    def found(check, sql):
        rule = f"kind: query\nspec:\n  name: Q\n  queryLanguage: SQL\n  queryString: |-\n    {sql}\n"
        write_example(tmp_path / "rules", rule)
        catalog, problems = load_example(tmp_path / "rules")
        assert len(catalog) == 1, problems
        report = lint_catalog(
            catalog, problems, settings=Settings(), select=frozenset({check}), today=date(2026, 11, 26)
        )
        return [item.source.text[item.span.start : item.span.end] for item in report.findings]

    return found


@pytest.mark.parametrize(
    ("where", "places"),
    [
        ("b.x = 'a'", ["b.x"]),
        ("a.x = 'a' AND b.x > 1", ["b.x"]),
        ("(b.x = 'a' OR b.y = 'b')", ["b.x"]),
        ("b.x = 'a' OR a.x = 'b'", []),
        ("b.x IS NOT NULL", ["b.x"]),
        ("b.x IS NULL", []),
        ("b.x IS NULL OR b.x != 'a'", []),
        ("NOT (b.x = 'a')", ["b.x"]),
        ("NOT (b.x IS NULL)", ["b.x"]),
        ("b.x NOT IN ('a', 'b')", ["b.x"]),
        ("b.x LIKE 'a%'", ["b.x"]),
        ("lower(b.x) = 'a'", ["b.x"]),
        ("COALESCE(b.x, '') = 'a'", []),
        ("ifnull(b.x, 'z') != 'a'", []),
        ("IF(b.x = 'a', 1, 2) = 2", []),
        ("CASE WHEN b.x = 'a' THEN 1 ELSE 2 END = 2", []),
        ("b.x <=> 'a'", []),
        ("b.x BETWEEN 'a' AND 'c'", ["b.x"]),
        ("x = 'a'", []),
    ],
)
def test_what_where_takes_back(found, where, places):
    sql = f"SELECT a.y FROM {GROUP} AS a LEFT OUTER JOIN {LOG} AS b ON a.requestID = b.requestKey WHERE {where} LIMIT 9"
    assert found("sql/outer-join-undone", sql) == places
    inner = sql.replace("LEFT OUTER", "INNER")
    assert found("sql/outer-join-undone", inner) == []


@pytest.mark.parametrize(
    ("on", "sound"),
    [
        ("a.requestID = b.key", True),
        ("b.key = lower(a.requestID) AND a.eventTime > b.timestamp", True),
        ("a.recipientAccountId = b.accountId", False),
        ("a.recipientAccountId = b.accountId AND a.eventTime > b.timestamp", False),
        ("a.eventTime > b.timestamp AND a.eventTime < date_add(b.timestamp, 1)", True),
        ("a.eventTime > b.timestamp AND b.key >= a.requestID", True),
        ("a.eventTime > b.timestamp AND b.timestamp < a.eventTime", False),
        ("unix_timestamp(a.eventTime) - unix_timestamp(b.timestamp) BETWEEN 0 AND 60", True),
        ("a.eventName = 'X' AND b.modelId = 'Y'", False),
        ("a.eventTime BETWEEN '2026' AND '2027'", False),
        ("a.requestID = a.eventID", False),
    ],
)
def test_what_bounds_a_join(found, on, sound):
    sql = f"SELECT a.y FROM {GROUP} AS a INNER JOIN {LOG} AS b ON {on} LIMIT 9"
    assert found("sql/join-without-bound", sql) == ([] if sound else [on])


@pytest.mark.parametrize(
    ("on", "equal"),
    [
        ("a.requestID = get_json_object(b.`@message`, '$.requestId')", True),
        ("a.`userIdentity.arn` = get_json_object(b.`@message`, '$.identity.arn')", True),
        ("a.`userIdentity.arn` = get_json_object(b.`@message`, '$.requestId')", False),
        ("a.eventTime = b.timestamp", True),
        ("a.eventTime = b.startTimeUnixNano", False),
        ("CAST(a.eventTime AS STRING) = b.`input.inputTokenCount`", False),
        ("a.recipientAccountId = b.region", False),
        ("a.recipientAccountId = b.accountId", True),
        ("a.something = b.region", True),
        ("a.eventID = a.requestID", True),
    ],
)
def test_what_is_never_equal(found, on, equal):
    sql = f"SELECT a.y FROM {GROUP} AS a INNER JOIN {LOG} AS b ON {on} LIMIT 9"
    assert found("sql/join-never-equal", sql) == ([] if equal else [on])


@pytest.mark.parametrize(
    ("where", "places"),
    [
        ("errorCode != 'a'", ["errorCode != 'a'"]),
        ("errorCode <> 'a'", ["errorCode <> 'a'"]),
        ("NOT errorCode = 'a'", ["errorCode = 'a'"]),
        ("`requestParameters.x` NOT IN ('a')", ["`requestParameters.x` NOT IN ('a')"]),
        ("errorCode != 'a' AND errorCode IS NOT NULL", []),
        ("errorCode IS NULL OR errorCode != 'a'", []),
        ("COALESCE(errorCode, '') != 'a'", []),
        ("eventName != 'a' AND `userIdentity.type` != 'b'", []),
        ("errorCode = 'a'", []),
    ],
)
def test_inequalities_on_fields_that_may_be_missing(found, where, places):
    assert found("sql/optional-not-equal", f"SELECT eventName FROM {GROUP} WHERE {where} LIMIT 9") == places


@pytest.mark.parametrize(
    ("sql", "places"),
    [
        (f"SELECT eventTime FROM {GROUP} ORDER BY eventTime LIMIT 9", []),
        (f"SELECT eventTime FROM {GROUP} ORDER BY timestamp LIMIT 9", ["timestamp"]),
        (f"SELECT timestamp FROM {LOG} ORDER BY timestamp LIMIT 9", []),
        ("SELECT traceId FROM `aws/spans` ORDER BY eventTime LIMIT 9", ["eventTime"]),
        ("SELECT traceId FROM `some/group` ORDER BY eventTime LIMIT 9", []),
        (f"SELECT COUNT(*) AS n FROM {GROUP} WHERE eventCategory = 'Aggregated' GROUP BY awsRegion ORDER BY n", []),
        (f"SELECT awsRegion FROM {GROUP} WHERE eventCategory = 'Aggregated' ORDER BY `@timestamp` LIMIT 9", []),
    ],
)
def test_orders(found, sql, places):
    assert found("sql/order-by-absent", sql) == places


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (f"SELECT eventName, COUNT(*) AS n FROM {GROUP} GROUP BY eventName", True),
        (f"SELECT COUNT(*) + 1 AS n FROM {GROUP}", False),
        (f"SELECT a.n FROM (SELECT COUNT(*) AS n FROM {GROUP} LIMIT 3) AS a", True),
        (f"SELECT eventName FROM {GROUP} UNION ALL SELECT eventName FROM {GROUP}", True),
    ],
)
def test_limits(found, sql, told):
    assert found("sql/no-limit", sql) == (["queryString"] if told else [])
