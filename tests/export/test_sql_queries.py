"""Queries over the views: what stands in the place of fields and functions, and what is refused for which reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from export.exported_sql import CATALOG, VALUES
from predicate.sql.reparsing import assert_stable
from ruleforge.errors import UnsupportedError
from ruleforge.export.sql import Dialect, statement
from ruleforge.export.sql.fields import field_path
from ruleforge.model import QuerySpec

RULE = CATALOG["root-account-activity"]
TRAIL, LOG = "`${CLOUDTRAIL_LOG_GROUP}`", "`${MODEL_INVOCATION_LOG_GROUP}`"


def asked(sql, dialect=Dialect.ATHENA):
    rule = replace(RULE, spec=QuerySpec("q", sql))
    text = statement(rule, CATALOG, VALUES, dialect).text
    assert_stable(text, dialect.value)
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return " ".join(" ".join(lines).split()).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize(
    ("name", "view", "path"),
    [
        ("userIdentity.arn", "cloudtrail", "$.userIdentity.arn"),
        ("resources.0.ARN", "cloudtrail", "$.resources[0].ARN"),
        ("attributes.aws.request_id", "spans", "$.attributes.['aws.request_id']"),
        ("attributes.gen_ai.response.finish_reasons.0", "spans", "$.attributes.['gen_ai.response.finish_reasons'][0]"),
        ("resource.attributes.service.name", "spans", "$.resource.attributes.['service.name']"),
        ("status.code", "spans", "$.status.code"),
        ("attributes.a.b", "cloudtrail", "$.attributes.a.b"),
    ],
)
def test_fields_are_places(name, view, path):
    assert str(field_path(name, view)) == path


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("SELECT durationNano / 1000 AS x FROM `aws/spans`", 'CAST("durationNano" AS DOUBLE) / 1000 AS "x"'),
        (f"SELECT COUNT(*) / COUNT(eventName) AS x FROM {TRAIL}", '/ NULLIF(COUNT("eventName"), 0)'),
        (f"SELECT eventName FROM {TRAIL} ORDER BY eventName", 'ORDER BY "eventName" NULLS FIRST'),
        (f"SELECT eventName FROM {TRAIL} ORDER BY eventName DESC", 'ORDER BY "eventName" DESC'),
        (
            f"SELECT lower(eventName) AS e, COUNT(*) AS c FROM {TRAIL} GROUP BY e HAVING c > 1 ORDER BY e",
            'GROUP BY (LOWER("eventName")) HAVING (COUNT(*)) > 1 ORDER BY "e" NULLS FIRST',
        ),
        (
            f"SELECT get_json_object(`@message`, '$.a[0].b') AS x FROM {LOG}",
            "COALESCE(JSON_EXTRACT_SCALAR(\"@message\", '$.a[0].b'),"
            " NULLIF(JSON_FORMAT(JSON_EXTRACT(\"@message\", '$.a[0].b')), 'null')) AS \"x\"",
        ),
        (
            f"SELECT regexp_extract(modelId, '([a-z]+)') AS x FROM {LOG}",
            "CASE WHEN NOT \"modelId\" IS NULL THEN COALESCE(REGEXP_EXTRACT(\"modelId\", '([a-z]+)', 1), '') END",
        ),
        (f"SELECT CAST(modelId AS BIGINT) AS x FROM {LOG}", r"""'^\s*([+-]?[0-9]+)(?:\.[0-9]*)?\s*$', 1) AS BIGINT)"""),
        ("SELECT from_unixtime(durationNano) AS x FROM `aws/spans`", "DATE_FORMAT(FROM_UNIXTIME("),
        (f"SELECT eventName FROM {TRAIL} WHERE readOnly = true", "TRY_CAST(JSON_EXTRACT_SCALAR("),
    ],
)  # fmt: skip
def test_athena(sql, part):
    assert part in asked(sql)


def test_spark_keeps_the_query():
    text = asked(f"SELECT `userIdentity.arn` AS arn FROM {TRAIL} WHERE eventName LIKE 'a\\\\_%' LIMIT 3", Dialect.SPARK)
    assert text.endswith(
        "SELECT `userIdentity.arn` AS arn FROM cloudtrail_fields WHERE eventName LIKE 'a\\\\_%' LIMIT 3"
    )
    assert "GET_JSON_OBJECT(record, '$.userIdentity.arn') AS `userIdentity.arn`" in text


def test_log_groups_together_are_a_union():
    text = asked(
        "SELECT COUNT(eventTime) AS c, COUNT(timestamp) AS d FROM"
        " `logGroups(logGroupIdentifier: ['${CLOUDTRAIL_LOG_GROUP}', '${MODEL_INVOCATION_LOG_GROUP}'])`"
    )
    assert "UNION ALL" in text
    assert 'FROM "model_invocation_log"' in text


def test_a_log_group_s_own_name_qualifies():
    text = asked(f"SELECT {TRAIL}.eventName FROM {TRAIL}", Dialect.SPARK)
    assert "FROM cloudtrail_fields AS `${CLOUDTRAIL_LOG_GROUP}`" in text


@pytest.mark.parametrize(
    ("sql", "check", "message"),
    [
        ("SELECT eventName FROM `other-group`", "export/log-group", "no table holds the log group other-group"),
        (f"SELECT * FROM {TRAIL}", "export/star", "whatever fields there are"),
        (f"SELECT `@timestamp` FROM {TRAIL}", "export/system-field", "made by CloudWatch Logs"),
        ("SELECT percentile(durationNano, 0.5) AS p FROM `aws/spans`", "export/athena", "percentile()"),
        (f"SELECT eventName FROM {TRAIL} WHERE eventName > 5", "export/athena", "different types"),
        (f"SELECT regexp_extract(modelId, '^(a.)', 1) AS x FROM {LOG}", "export/athena", "regular expression"),
        (f"SELECT split_part(modelId, '.', 2) AS x FROM {LOG}", "export/athena", "split_part()"),
        (f"SELECT to_timestamp(eventTime) AS x FROM {TRAIL}", "export/athena", "to_timestamp()"),
        (f"SELECT eventName FROM {TRAIL} WHERE eventName LIKE 'a\\\\_%'", "export/athena", "LIKE with a backslash"),
        (f"SELECT CAST(eventName AS DATE) AS x FROM {TRAIL}", "export/athena", "CAST to DATE"),
    ],
)  # fmt: skip
def test_refusals(sql, check, message):
    with pytest.raises(UnsupportedError) as caught:
        asked(sql)
    assert [finding.check for finding in caught.value.findings] == [check]
    assert message in str(caught.value)
    assert RULE.key in str(caught.value)


def test_every_reason_is_told():
    with pytest.raises(UnsupportedError) as caught:
        asked("SELECT percentile(durationNano, 0.5) AS p, MAX(split_part(name, 'a', 1)) AS q FROM `aws/spans`")
    assert len(caught.value.findings) == 2
