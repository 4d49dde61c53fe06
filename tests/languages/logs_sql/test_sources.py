"""What FROM names: log groups, ARNs, data sources, conditions on indexes, and their limits."""

from __future__ import annotations

import pytest
from marked_queries import assert_refused, warnings

from ruleforge import LogsQuery

ARN = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/x"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("lg", ("lg",)),
        ("LogGroup_1", ("LogGroup_1",)),
        ("`/aws/vendedlogs/#1_a.b-c`", ("/aws/vendedlogs/#1_a.b-c",)),
        (f"`{ARN}`", (ARN,)),
        ("`logGroups`", ("logGroups",)),
        ("`logGroups(logGroupIdentifier: ['a','b'])`", ("a", "b")),
        ("`loggroups( loggroupidentifier :\n['a' ,\t'a'] )` AS g", ("a",)),
        (f"`logGroups(logGroupIdentifier: ['{ARN}:*', '${{CLOUDTRAIL}}'])`", (f"{ARN}:*", "${CLOUDTRAIL}")),
        ("`dataSource(['aws_cloudtrail.data', 'b.c'])`", ("aws_cloudtrail.data", "b.c")),
        ("`filterIndex('status' = 200, 'region' IN ['us-east-1', 'b']) logGroups(logGroupIdentifier: ['a'])`", ("a",)),
        ("`\n dataSource(['a.b'])\n filterIndex('x' = -1.5)\n logGroups(logGroupIdentifier: ['a'])\n`", ("a",)),
        ("`filterIndex('region' = 'us-east-1')`", ()),
        ("`logGroups(logGroupIdentifier: [" + ", ".join(f"'g{i}'" for i in range(50)) + "])`", None),
        ("`dataSource([" + ", ".join(f"'a.g{i}'" for i in range(10)) + "])`", None),
    ],
)
def test_taken(source, names):
    query = LogsQuery.parse(f"SELECT x FROM {source}")
    assert query.notes == []
    if names is not None:
        assert query.log_groups == names


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("SELECT x FROM `logGroups(logGroupIdentifier: [«]»)`", "sql/source", "single quotes"),
        ("SELECT x FROM `logGroups(logGroupIdentifier: ['a',«]»)`", "sql/source", "single quotes"),
        ("SELECT x FROM `logGroups(logGroupIdentifier: «'»a')`", "sql/source", "[ is expected"),
        ("SELECT x FROM `logGroups(«[»'a'])`", "sql/source", "logGroupIdentifier"),
        ('SELECT x FROM `logGroups(logGroupIdentifier: [«"»a"])`', "sql/source", "single quotes"),
        ("SELECT x FROM `logGroups(logGroupIdentifier: ['a' «'»b'])`", "sql/source", "] is expected"),
        ("SELECT x FROM `logGroups(logGroupIdentifier: ['a']«»`", "sql/source", ") is expected"),
        ("SELECT x FROM `logGroups(logGroupIdentifier: ['a']) «e»xtra`", "sql/source", "something follows"),
        (
            "SELECT x FROM `logGroups(logGroupIdentifier: ['a'])«,» filterIndex('a' = 1)`",
            "sql/source",
            "something follows",
        ),
        (
            "SELECT x FROM `logGroups(logGroupIdentifier: ['a']) «logGroups»(logGroupIdentifier: ['b'])`",
            "sql/source",
            "twice",
        ),
        ("SELECT x FROM `logGroups(logGroupIdentifier: ['«a b»'])`", "sql/log-group", "letters"),
        ("SELECT x FROM `«logGroupss»(logGroupIdentifier: ['a'])`", "sql/source", "none of"),
        ("SELECT x FROM `filterIndex('region' «!»= 'a')`", "sql/source", "filterIndex takes"),
        ("SELECT x FROM `filterIndex(«r»egion = 'a')`", "sql/source", "name of a field"),
        ("SELECT x FROM `filterIndex('region' IN «(»'a'))`", "sql/source", "[ is expected"),
        ("SELECT x FROM `filterIndex('a' = 'b' «A»ND 'c' = 'd')`", "sql/source", ") is expected"),
        ("SELECT x FROM `dataSource(['«a.b.c»'])`", "sql/data-source", "aws_cloudtrail.data"),
        ("SELECT x FROM «logGroups»(logGroupIdentifier: ['a'])", "sql/quote", "back quotes"),
        ("SELECT x FROM `«a*»`", "sql/log-group", "letters"),
        ("SELECT x FROM `«arn:aws:s3:::b»`", "sql/log-group", "ARN"),
        ("SELECT x FROM `«" + "a" * 513 + "»`", "sql/log-group", "513"),
        ("SELECT x FROM «``»", "sql/quote", "no name"),
        ("SELECT x FROM «'lg-a'»", "sql/source", "`lg-a`"),
        ('SELECT x FROM «"lg-a"»', "sql/source", "`lg-a`"),
        ("SELECT x FROM «text.`/etc/passwd`»", "sql/source", "files cannot be read"),
        ("SELECT x FROM «json.`s3://bucket/x`»", "sql/source", "files cannot be read"),
        ("SELECT x FROM «`lg`.`x`»", "sql/source", "`lg.x`"),
        ("SELECT x FROM «information_schema.tables»", "sql/source", "no log group"),
        ("SELECT x FROM «lg AS t(a, b)»".replace("«lg AS ", "lg AS «"), "sql/alias", "names of their own"),
        ("SELECT x FROM «`dataSource(['a.b'])`» WHERE x IN (SELECT y FROM l2)", "sql/data-source", "no subquery"),
        ("SELECT x FROM l2 WHERE x IN (SELECT y FROM «`dataSource(['a.b'])`»)", "sql/data-source", "no subquery"),
        ("SELECT a.x FROM l2 a INNER JOIN «`dataSource(['a.b'])` b» ON a.x = b.x", "sql/data-source", "no JOIN"),
    ],
)
def test_refused(text, check, word):
    assert_refused(text, check, word)


@pytest.mark.parametrize(("call", "count"), [("logGroups(logGroupIdentifier: «", 51), ("dataSource(«", 11)])
def test_limits(call, count):
    listed = ", ".join(f"'a.g{index}'" for index in range(count))
    text = f"SELECT x FROM `{call}[{listed}]»)`"
    assert_refused(text, "sql/source-limit", f"{count} ", f"at most {count - 1}")


def test_a_data_source_without_its_type_is_taken_with_a_warning():
    source = "`dataSource(['DataSource1'])` AS d"
    assert warnings(f"SELECT x FROM {source}") == [("sql/data-source", source)]
