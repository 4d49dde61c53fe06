"""Who is counted, and with which total: operators, types, numbers, keys, log groups, lines."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from languages.insight_rule.insight_bodies import body, without
from ruleforge import InsightRule, UsageError
from ruleforge.predicate import Subject, evaluate


def counted(operators, value=..., **members):
    """Whether an event with a value at $.s is counted; the three evaluators have to agree, and None is doubtful."""
    rule = InsightRule.parse(body([{"Match": "$.s", **operators}]))
    event = {"k": "a"} if value is ... else {"k": "a", "s": value}
    message = json.dumps(event)
    explanation = rule.explain(message)
    assert explanation.matched is rule.matches(message) is evaluate(rule.predicate, Subject(message))
    assert explanation.matched is bool(rule.report([event]).contributors)
    return None if explanation.choices else explanation.matched


@pytest.mark.parametrize(
    ("operators", "value", "expected"),
    [
        ({"In": ["PUT"]}, "PUT", True),
        ({"In": ["PUT"]}, "put", False),
        ({"In": ["PUT"]}, "PUT ", False),
        ({"In": [""]}, "", True),
        ({"In": ["é"]}, "é", True),
        ({"In": ["true"]}, "true", True),
        ({"In": ["a"]}, ..., False),
        ({"NotIn": ["a", "b"]}, "b", False),
        ({"NotIn": ["a", "b"]}, "ab", True),
        ({"StartsWith": ["PU", "GE"]}, "GET", True),
        ({"StartsWith": ["PU"]}, "PU", True),
        ({"StartsWith": ["PU"]}, "P", False),
        ({"StartsWith": ["UT"]}, "PUT", False),
        ({"StartsWith": [""]}, "anything", True),
        ({"StartsWith": ["a"]}, ..., False),
        ({"GreaterThan": 5}, 6, True),
        ({"GreaterThan": 5}, 5, False),
        ({"GreaterThan": 5}, 5.000001, True),
        ({"GreaterThan": -5}, -4, True),
        ({"GreaterThan": 5}, ..., False),
        ({"LessThan": 5}, 4.999, True),
        ({"LessThan": 5}, 5, False),
        ({"LessThan": 0.5}, 0.25, True),
        ({"LessThan": 5}, ..., False),
        ({"EqualTo": 5}, 5, True),
        ({"EqualTo": 5}, 5.0, True),
        ({"EqualTo": 5.0}, 5, True),
        ({"EqualTo": 5e0}, 5.0, True),
        ({"EqualTo": 0}, -0.0, True),
        ({"EqualTo": 1e3}, 1000, True),
        ({"EqualTo": 5}, 50, False),
        ({"EqualTo": 5}, ..., False),
        ({"NotEqualTo": 5}, 5.0, False),
        ({"NotEqualTo": 5}, 6, True),
        ({"IsPresent": True}, "", True),
        ({"IsPresent": True}, 0, True),
        ({"IsPresent": True}, False, True),
        ({"IsPresent": True}, {"c": 1}, False),
        ({"IsPresent": True}, ..., False),
        ({"IsPresent": False}, ..., True),
        ({"IsPresent": False}, "x", False),
        ({"IsPresent": False}, 0, False),
        # outside -1e9 and 1e9 the event is left out entirely, whatever is asked
        ({"GreaterThan": 5}, 1000000001, False),
        ({"NotEqualTo": 5}, 1000000001, False),
        ({"LessThan": 5}, -1000000001, False),
        ({"EqualTo": 1000000001}, 1000000001, False),
        ({"GreaterThan": 5}, 1000000000.5, False),
        ({"GreaterThan": 5}, 999999999.5, True),
        ({"LessThan": 5}, -999999999, True),
        ({"GreaterThan": 5}, 10**300, False),
        # what AWS does not document
        ({"NotIn": ["a"]}, ..., None),
        ({"NotEqualTo": 5}, ..., None),
        ({"In": ["5"]}, 5, None),
        ({"In": ["true"]}, True, None),
        ({"In": ["a"]}, None, None),
        ({"In": ["a"]}, ["a"], None),
        ({"NotIn": ["a"]}, None, None),
        ({"StartsWith": ["4"]}, 401, None),
        ({"EqualTo": 5}, "5", None),
        ({"EqualTo": 1}, True, None),
        ({"GreaterThan": 5}, None, None),
        ({"LessThan": 5}, [1], None),
        ({"NotEqualTo": 5}, {}, None),
        ({"IsPresent": True}, None, None),
        ({"IsPresent": False}, None, None),
        ({"IsPresent": True}, [], None),
        ({"IsPresent": False}, {"c": 1}, None),
        ({"IsPresent": True}, 2000000000, None),
        ({"GreaterThan": 5}, 1000000000, None),
        ({"LessThan": 5}, -1e9, None),
        ({"In": ["P*"]}, "PUT", None),
        ({"In": ["P*"]}, "GET", False),
        ({"In": ["P*"]}, "P*", True),
        ({"In": ["*a*b"]}, "xaxxb", None),
        ({"In": ["ab*b"]}, "ab", False),
        ({"NotIn": ["P*"]}, "PUT", None),
        ({"StartsWith": ["P*T"]}, "PUTS", None),
        ({"StartsWith": ["P*T"]}, "PUS", False),
    ],
)
def test_operators(operators, value, expected):
    assert counted(operators, value) is expected


def test_an_event_that_fails_one_filter_is_out_whatever_is_unknown_about_the_others():
    rule = InsightRule.parse(body([{"Match": "$.s", "In": ["x"]}, {"Match": "$.t", "NotIn": ["y"]}]))
    explanation = rule.explain('{"k": "a", "s": "z"}')
    assert not explanation.matched
    assert explanation.choices == ()


@pytest.mark.parametrize(
    "message", ['{"k":"a","n":1e9999999}', '{"k":"a","n":1000000000.0000000000000000000000000001}']
)
def test_numbers_as_they_are_spelled(message):
    rule = InsightRule.parse(body([{"Match": "$.n", "GreaterThan": 1}]))
    assert rule.report([message]).contributors == []
    assert not rule.explain(message).matched


def test_only_numbers_that_the_rule_compares_or_adds_up_leave_an_event_out():
    events = [{"k": 5_000_000_000, "n": 7, "x": 5_000_000_000}]
    assert InsightRule.parse(body(value_of="$.n")).report(events).contributors == [(("5000000000",), 7)]
    assert InsightRule.parse(body(value_of="$.x")).report(events).contributors == []


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ([1, 2, 3], 6),
        ([0.1, 0.2], 0.3),
        ([0.1] * 10, 1),
        ([5, -7], -2),
        ([-1e9, -1e9], -2e9),
        ([1e9] * 20, 2e10),
        ([1.5, 1e-300], 1.5),
        ([0], 0),
        ([3e0, 4.0], 7),
        ([2000000000, 7], 7),
    ],
)
def test_sums_are_exact(values, total):
    rule = InsightRule.parse(body(value_of="$.n"))
    report = rule.report([{"k": "a", "n": value} for value in values])
    assert report.contributors == [(("a",), total)]


@pytest.mark.parametrize("value", [..., None, "5", True, [], {}])
def test_without_a_number_nothing_is_added_up(value):
    rule = InsightRule.parse(body(value_of="$.n"))
    event = {"k": "a"} if value is ... else {"k": "a", "n": value}
    report = rule.report([event])
    assert (report.contributors, report.matches, report.without_keys) == ([], 1, 1)
    assert [choice.id for choice in rule.explain(json.dumps(event)).choices] == ["insight-value"]


def test_sum_without_value_of_counts():
    rule = InsightRule.parse(body(AggregateOn="Sum"))
    assert rule.report([{"k": "a"}, {"k": "a"}]).contributors == [(("a",), 2)]
    assert [choice.id for choice in rule.explain('{"k": "a"}').choices] == ["insight-sum"]


@pytest.mark.parametrize(
    ("value", "text", "choices"),
    [
        ("x", "x", []),
        ("", "", []),
        ("\ud800", "\ud800", []),
        (401, "401", []),
        (-1, "-1", []),
        (0, "0", []),
        (1.5, "1.5", ["insight-key-text"]),
        (1e22, "1e+22", ["insight-key-text", "insight-range"]),
        (10**20, "1" + "0" * 20, ["insight-range"]),
        (True, "true", ["insight-key-text"]),
        (None, "null", ["insight-key-text"]),
        ([1, "a"], '[1,"a"]', ["insight-key-text"]),
        ({"a": [{}, []]}, '{"a":[{},[]]}', ["insight-key-text"]),
    ],
)
def test_key_values_are_text(value, text, choices):
    rule = InsightRule.parse(body())
    assert rule.report([{"k": value}]).contributors == [((text,), 1)]
    assert [choice.id for choice in rule.explain(json.dumps({"k": value})).choices] == choices


def test_an_event_without_a_key_counts_for_nobody():
    rule = InsightRule.parse(body(keys=["$.a", "$.b"]))
    report = rule.report([{"a": "x"}, {"a": "x", "b": "y"}])
    assert report.contributors == [(("x", "y"), 1)]
    assert (report.matches, report.without_keys, report.unique_contributors) == (2, 1, 1)
    assert [choice.id for choice in rule.explain('{"a": "x"}').choices] == ["insight-key-absent"]


@pytest.mark.parametrize("text", ["x", "é", "\U0001f600"])
def test_keys_are_cut_to_a_kilobyte(text):
    rule = InsightRule.parse(body())
    whole = text * 2000
    size = len(text.encode())
    (contributor,) = rule.report([{"k": whole}, {"k": whole + "more"}]).contributors
    assert contributor == ((text * (1024 // size),), 2)
    assert rule.report([{"k": text * (1024 // size)}]).contributors[0].keys == contributor.keys


def test_deep_keys():
    rule = InsightRule.parse(body())
    for value, text in (("[" * 480 + "]" * 480,) * 2, ("[" + "10," * 5000 + "1]", "[" + "10," * 341)):
        message = f'{{"k":{value}}}'
        assert rule.report([message]).contributors == [((text,), 1)]
        assert rule.explain(message).matched


def test_paths():
    rule = InsightRule.parse(body(keys=["$.a[1][0].b", "$.a[0]"]))
    assert rule.report([{"a": ["x", [{"b": "y"}]]}]).contributors == [(("y", "x"), 1)]
    for event in ({"a": ["x"]}, {"a": {"0": "x", "1": [{"b": "y"}]}}, {"a": ["x", {"b": "y"}]}, {"a": "xy"}):
        assert rule.report([event]).contributors == []
    far = InsightRule.parse(body(keys=["$.a[12345678901]"]))
    assert far.report([{"a": "x"}, {"a": ["x"]}]).contributors == []


def test_order_and_cut():
    keys = Counter({f"u{index:02}": index + 1 for index in range(30)})
    rule = InsightRule.parse(body())
    events = [{"k": key} for key in keys.elements()]
    for most in (1, 3, 10, 29, 30, 100, 3.0):
        report = rule.report(events, max_contributors=most)
        assert report.contributors == [((key,), count) for key, count in keys.most_common(int(most))]
        assert report.unique_contributors == 30
    assert len(rule.report(events).contributors) == 30


@pytest.mark.parametrize("count", [0, 101, -1, 1.5, "5", True, [], float("inf")])
def test_how_many_may_be_asked_for(count):
    with pytest.raises(UsageError, match="1 to 100"):
        InsightRule.parse(body()).report([], max_contributors=count)


NAME = "/aws/app"
ARN = "arn:aws:logs:us-west-1:111122223333:log-group"


@pytest.mark.parametrize(
    ("entry", "group", "covered"),
    [
        (NAME, NAME, True),
        (NAME, "/aws/app2", False),
        (NAME, "/AWS/app", False),
        (f"{NAME}*", NAME, True),
        (f"{NAME}*", "/aws/app2", True),
        (f"{NAME}*", "/aws/ap", False),
        ("*", "anything", True),
        (NAME, f"{ARN}:{NAME}:*", True),
        (f"{ARN}/{NAME}", f"{ARN}/{NAME}", True),
        (f"{ARN}/{NAME}", f"{ARN}:{NAME}:*", True),
        (f"{ARN}:{NAME}:*", f"{ARN}/{NAME}", True),
        (f"{ARN}/{NAME}", f"{ARN}/{NAME}2", False),
        (f"{ARN}/{NAME}*", f"{ARN}/{NAME}2", True),
        ("arn:aws:logs:us-west-1:*:log-group//aws/app", f"{ARN}/{NAME}", True),
        (
            "arn:aws:logs:us-west-1:*:log-group//aws/app",
            "arn:aws:logs:us-east-1:111122223333:log-group//aws/app",
            False,
        ),
        (f"{ARN}/{NAME}", f"arn:aws:logs:us-west-1:444455556666:log-group/{NAME}", False),
        (f"{ARN}/{NAME}", f"arn:aws-cn:logs:us-west-1:111122223333:log-group/{NAME}", False),
        (f"{ARN}/{NAME}", NAME, True),
        (f"{ARN}/{NAME}", "other", False),
    ],
)
def test_log_groups(entry, group, covered):
    rule = body(LogGroupNames=[entry])
    if entry.startswith("arn:"):
        rule = without(rule, "LogGroupNames") | {"LogGroupARNs": [entry]}
    report = InsightRule.parse(rule).report([{"k": "a"}], log_group=group)
    assert bool(report.contributors) is covered
    assert report.matches == covered


def test_events_that_are_no_objects_count_for_nothing():
    assert InsightRule.parse(body()).report(["plain", "[1]", "7", "", None, [1], 7, True]).matches == 0
    assert InsightRule.parse(body()).report(['{"k": "a"}', {"k": "a"}]).contributors == [(("a",), 2)]


@pytest.mark.parametrize("text", ['{"k": "a", "x": 1e999}', '{"k": "a", "x": {"y": [-1e999]}}'])
def test_huge_numbers_elsewhere_change_nothing(text):
    assert InsightRule.parse(body()).report([json.loads(text)]).contributors == [(("a",), 1)]


def clf(filters, **members):
    return InsightRule.parse(body(filters, keys=["1"], LogFormat="CLF", **members))


@pytest.mark.parametrize(
    ("operators", "line", "expected"),
    [
        ({"EqualTo": 200}, "a b 200", True),
        ({"EqualTo": 200}, "a b 200.0", True),
        ({"EqualTo": 200}, "a b 404", False),
        ({"EqualTo": 200}, "a   b\t200", True),
        ({"GreaterThan": 199}, "a b 200", True),
        ({"In": ["200"]}, "a b 200", True),
        ({"In": ["20"]}, "a b 200", False),
        ({"StartsWith": ["20"]}, "a b 200", True),
        ({"NotIn": ["200"]}, "a b 200", False),
        ({"IsPresent": True}, "a b 200", True),
        ({"IsPresent": True}, "a b", False),
        ({"IsPresent": False}, "a b", True),
        ({"IsPresent": False}, "a b c", False),
        ({"In": ["x"]}, "a b", False),
        ({"EqualTo": 1}, "a b", False),
        ({"EqualTo": 5}, "a b 1000000001", False),
        ({"NotEqualTo": 5}, "a b -1000000001", False),
        ({"EqualTo": 200}, 'a "GET / HTTP/1.1" 200', True),
        ({"EqualTo": 200}, "a [02/Mar/2026:10:00:00 +0000] 200", True),
        ({"NotIn": ["x"]}, "a b", None),
        ({"NotEqualTo": 5}, "a b", None),
        ({"EqualTo": 5}, "a b -", None),
        ({"EqualTo": 5}, "a b x", None),
        ({"NotEqualTo": 5}, "a b -", None),
        ({"EqualTo": 1000000000}, "a b 1000000000", None),
        ({"In": ["c d"]}, 'a b "c d"', None),
        ({"In": ['"c d"']}, 'a b "c d"', None),
        ({"StartsWith": ["c"]}, "a b [c d]", None),
        ({"EqualTo": 5}, 'a b "5"', None),
        ({"IsPresent": True}, 'a b "5"', True),
        ({"In": ["x"]}, 'a b "c"', False),
    ],
)
def test_lines(operators, line, expected):
    rule = clf([{"Match": "3", **operators}])
    explanation = rule.explain(line)
    assert explanation.matched is rule.matches(line) is evaluate(rule.predicate, Subject(line)), str(explanation)
    assert (None if explanation.choices else explanation.matched) is expected, str(explanation)


def test_names_of_columns():
    fields = {"1": "client address", "3": "tcp-flag", "2": "bytes"}
    rule = InsightRule.parse(
        body(keys=["client address", "tcp-flag", "4"], value_of="bytes", LogFormat="CLF", Fields=fields)
    )
    report = rule.report(["192.0.2.1 10 2 OK", "192.0.2.1 2.5 2 OK", "192.0.2.1 - 2 OK", "192.0.2.1 10 2"])
    assert report.contributors == [(("192.0.2.1", "2", "OK"), 12.5)]
    assert report.without_keys == 2


def test_a_delimited_key_is_a_choice():
    rule = clf(None)
    assert rule.report(['"a b" c']).contributors == [(("a b",), 1)]
    assert [choice.id for choice in rule.explain('"a b" c').choices] == ["insight-delimiters"]
    assert rule.explain("a b").choices == ()
    assert rule.report([{"k": "a"}]).matches == 1


def test_metrics_by_period():
    rule = InsightRule.parse(body(value_of="$.n"))
    events = [{"k": key, "n": n, "t": t} for key, n, t in (("a", 0.1, 0), ("a", 0.2, 59), ("b", 5, 60), ("a", 1, None))]
    first, second = rule.report(events, period=60, time_of=lambda event: event["t"]).bins
    assert (first.start, first.sample_count, first.sum, first.minimum, first.maximum) == (0, 2, 0.3, 0.1, 0.2)
    assert (first.max_contributor_value, first.unique_contributors, first.average) == (0.3, 1, 0.15)
    assert (second.start, second.sum) == (60, 5)
