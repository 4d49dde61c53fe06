"""Refusals stand at the right place of the rule, say AWS's rule, and what to do; what AWS leaves open is accepted."""

from __future__ import annotations

import json

import pytest

from languages.insight_rule.insight_bodies import body, without
from ruleforge import InsightRule, InsightRuleError


def match(**operators):
    return body([{"Match": "$.s", **operators}])


def arns(*entries):
    return without(body(LogGroupARNs=list(entries)), "LogGroupNames")


def clf(**members):
    return body(keys=["1"], LogFormat="CLF", **members)


FILTER = "Contribution.Filters[0]"
REFUSALS = [
    (None, "", "a rule is an object, not null", ""),
    ([], "", "a rule is an object, not a list", ""),
    ({}, "", "AggregateOn is missing", ""),
    (without(body(), "Schema"), "", "Schema is missing", ""),
    (body(Schema={"Name": "CloudWatchLogRule", "Version": "1"}), "Schema", "not what log rules have", ""),
    (body(Schema={"Name": "CloudWatchLogRule", "Version": True}), "Schema", "not what log rules have", ""),
    (body(Schema={"Name": "CloudWatchLogRule"}), "Schema", "not what log rules have", ""),
    (body(Schema={"Name": "CloudWatchLogRule", "Version": 1, "x": 1}), "Schema", "not what log rules have", ""),
    (body(Schema="CloudWatchLogRule"), "Schema", "not what log rules have", ""),
    (without(body(), "LogFormat"), "", "LogFormat is missing", ""),
    (body(LogFormat="json"), "LogFormat", "not 'json'", "did you mean JSON?"),
    (body(LogFormat=None), "LogFormat", "not null", ""),
    (without(body(), "AggregateOn"), "", "AggregateOn is missing", ""),
    (body(AggregateOn="sum"), "AggregateOn", "not 'sum'", "did you mean Sum?"),
    (body(AggregateOn=["Count"]), "AggregateOn", "not a list", ""),
    (without(body(), "Contribution"), "", "Contribution is missing", ""),
    (body(Contribution=[]), "Contribution", "an object, not a list", ""),
    (body(Contribution={"Keys": ["$.k"], "AggregateOn": "Count"}), "Contribution.AggregateOn", "no member", ""),
    (body(Contributions={}), "Contributions", "no member", "did you mean Contribution?"),
    (body(Contribution={}), "Contribution.Keys", "no key", ""),
    (body(keys=[]), "Contribution.Keys", "no key", ""),
    (body(Contribution={"Keys": "$.k"}), "Contribution.Keys", "a list, not '$.k'", ""),
    (body(Contribution={"Keys": None}), "Contribution.Keys", "a list, not null", ""),
    (body(keys=["$.a"] * 5), "Contribution.Keys", "5 keys", ""),
    (body(keys=["$.a", 1]), "Contribution.Keys[1]", "text, not 1", ""),
    (body(keys=["$.a", None]), "Contribution.Keys[1]", "text, not null", ""),
    (body(value_of="n"), "Contribution.ValueOf", "no path", "write $.n"),
    (body(value_of=["$.n"]), "Contribution.ValueOf", "text, not a list", ""),
    (body(value_of="$.n", AggregateOn="Count"), "Contribution.ValueOf", "ValueOf with AggregateOn Count", "Sum"),
    (body(Contribution={"Keys": ["$.k"], "Filters": None}), "Contribution.Filters", "a list, not null", ""),
    (body([{"Match": "$.s", "In": ["a"]}] * 5), "Contribution.Filters", "5 filters", "split"),
    (body(["$.s"]), FILTER, "a filter is an object", ""),
    (body([{}]), FILTER, "no Match", ""),
    (body([{"In": ["a"]}]), FILTER, "no Match", ""),
    (match(), FILTER, "no operator", ""),
    (match(In=["a"], NotIn=["b"]), FILTER, "2 operators in one filter", ""),
    (match(Contains=["a"]), f"{FILTER}.Contains", "no member", ""),
    (match(in_=["a"]), f"{FILTER}.in_", "no member", ""),
    (body([{"Match": None, "In": ["a"]}]), f"{FILTER}.Match", "text, not null", ""),
    (match(In="a"), f"{FILTER}.In", "a list, not 'a'", ""),
    (match(In=[]), f"{FILTER}.In", "no value", ""),
    (match(In=list("abcdefghijk")), f"{FILTER}.In", "11 values", "StartsWith"),
    (match(NotIn=list("abcdefghijk")), f"{FILTER}.NotIn", "11 values", ""),
    (match(StartsWith=list("abcdefghijk")), f"{FILTER}.StartsWith", "11 values", ""),
    (match(In=["401", 403]), f"{FILTER}.In[1]", "array of strings, and 403 is none", "EqualTo"),
    (match(NotIn=[True]), f"{FILTER}.NotIn[0]", "true is none", ""),
    (match(StartsWith=[None]), f"{FILTER}.StartsWith[0]", "null is none", ""),
    (match(StartsWith=[["a"]]), f"{FILTER}.StartsWith[0]", "a list is none", ""),
    (match(EqualTo="401"), f"{FILTER}.EqualTo", "one number, not '401'", "without quotes"),
    (match(GreaterThan=True), f"{FILTER}.GreaterThan", "one number, not true", ""),
    (match(LessThan=[1]), f"{FILTER}.LessThan", "one number, not a list", ""),
    (match(NotEqualTo=None), f"{FILTER}.NotEqualTo", "one number, not null", ""),
    (match(EqualTo=float("inf")), f"{FILTER}.EqualTo", "one number, not inf", ""),
    (match(IsPresent="true"), f"{FILTER}.IsPresent", "true or false, not 'true'", ""),
    (match(IsPresent=1), f"{FILTER}.IsPresent", "true or false, not 1", ""),
    (without(body(), "LogGroupNames"), "", "neither LogGroupNames nor LogGroupARNs", ""),
    (body(LogGroupARNs=["arn:aws:logs:us-east-1:*:log-group/x"]), "LogGroupARNs", "both LogGroupNames", ""),
    (body(LogGroupNames="group"), "LogGroupNames", "a list, not 'group'", ""),
    (body(LogGroupNames=[]), "LogGroupNames", "empty", ""),
    (body(LogGroupNames=["a", 1]), "LogGroupNames[1]", "text, not 1", ""),
    (body(LogGroupNames=[""]), "LogGroupNames[0]", "empty", ""),
    (body(LogGroupNames=["a*b"]), "LogGroupNames[0]", "not at the end", ""),
    (body(LogGroupNames=["*a"]), "LogGroupNames[0]", "not at the end", ""),
    (body(LogGroupNames=["a**"]), "LogGroupNames[0]", "not at the end", ""),
    (body(LogGroupNames=["a" * 513]), "LogGroupNames[0]", "513 characters", ""),
    (body(LogGroupNames=["a b"]), "LogGroupNames[0]", "no log group name", ""),
    (arns("arn:aws:logs:us-east-1:*:log-group/" + "a" * 513), "LogGroupARNs[0]", "513 characters", ""),
    (arns("group"), "LogGroupARNs[0]", "no ARN of a log group", "arn:aws:logs:REGION"),
    (arns("arn:aws:logs:us-east-1:1111*:log-group/x"), "LogGroupARNs[0]", "'1111*' is no account", ""),
    (arns("arn:aws:logs:us-east-1:*1:log-group/x"), "LogGroupARNs[0]", "'*1' is no account", ""),
    (arns("arn:aws:logs:us-east-1::log-group/x"), "LogGroupARNs[0]", "is no account", ""),
    (arns("arn:aws:logs:*:111122223333:log-group/x"), "LogGroupARNs[0]", "no ARN of a log group", ""),
    (arns("arn:aws:logs:us-east-1:*:log-group/a*b"), "LogGroupARNs[0]", "not at the end", ""),
    (arns("arn:aws:s3:::bucket"), "LogGroupARNs[0]", "no ARN of a log group", ""),
    (clf(Fields={"0": "a"}), "Fields.0", "no position", ""),
    (clf(Fields={"-1": "a"}), "Fields.-1", "no position", ""),
    (clf(Fields={"01": "a"}), "Fields.01", "no position", ""),
    (clf(Fields={"1.5": "a"}), "Fields.1.5", "no position", ""),
    (clf(Fields={"x": "1"}), "Fields.x", "no position", ""),
    (clf(Fields={"1": ""}), "Fields.1", "empty", ""),
    (clf(Fields={"1": 4}), "Fields.1", "text, not 4", ""),
    (clf(Fields=["a"]), "Fields", "an object, not a list", ""),
    (clf(Fields=None), "Fields", "an object, not null", ""),
    (body(keys=["0"], LogFormat="CLF"), "Contribution.Keys[0]", "no field '0'", ""),
    (body(keys=["$.ip"], LogFormat="CLF"), "Contribution.Keys[0]", "no field '$.ip'", ""),
    (body(keys=["ip"], LogFormat="CLF", Fields={"1": "IP"}), "Contribution.Keys[0]", "no field 'ip'", ""),
    (body(keys=["1", 2], LogFormat="CLF"), "Contribution.Keys[1]", "text, not 2", ""),
]


@pytest.mark.parametrize(("rule", "place", "message", "help_"), REFUSALS, ids=[f"{c[1]} {c[2]}" for c in REFUSALS])
def test_refusal(rule, place, message, help_):
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(rule)
    found = [finding for finding in caught.value.findings if finding.place == place and message in finding.message]
    assert found, str(caught.value)
    assert help_ in found[0].help


BAD_PATHS = ["k", "", "$", "$.", "$k", ".k", "$.1st", "$._k", "$.-k", "$.é", "$..k", "$.k.", "$.k[]", "$.k[-1]"]
BAD_PATHS += ["$.k[*]", "$.k[0:1]", "$.*", "$['k']", '$.["k"]', "$[0]", "$.k[0", "$.k]0[", "$.k[a]", "$.k[0]x", "$.k k"]
BAD_PATHS += ["$.k\n", " $.k", "$.k ", "$.k[?(@.x)]", "@.k", "$.k[ 0 ]", "$.k['x']", "$.k[1.0]"]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_bad_paths(path):
    for rule, place in (
        (body(keys=["$.a", path]), "Contribution.Keys[1]"),
        (body([{"Match": path, "In": ["a"]}]), "Contribution.Filters[0].Match"),
        (body(value_of=path), "Contribution.ValueOf"),
    ):
        with pytest.raises(InsightRuleError) as caught:
            InsightRule.parse(rule)
        assert [finding.place for finding in caught.value.findings] == [place]


PATHS = [
    "$.k",
    "$.K9",
    "$.a.b.c.d.e",
    "$.query_name",
    "$.a_b_",
    "$.a[0]",
    "$.a[10][2].b[0]",
    "$.a[007]",
    "$.a[99999999999]",
]


@pytest.mark.parametrize("path", PATHS)
def test_good_paths(path):
    assert InsightRule.parse(body([{"Match": path, "In": ["a"]}], [path], path)).notes == []


def test_a_hyphen_in_a_path_is_accepted_and_told():
    rule = InsightRule.parse(body(keys=["$.details.c-count.c1"]))
    assert [note.check for note in rule.notes] == ["insight/path"]
    assert rule.report([{"details": {"c-count": {"c1": "x"}}}]).contributors == [(("x",), 1)]


ACCEPTED = [
    body(keys=["$.a", "$.a", "$.b", "$.c"]),
    body([]),
    body([{"Match": "$.s", "In": ["a"]}] * 4),
    body([{"Match": "$.s", "In": list("abcdefghij")}]),
    body([{"Match": "$.s", "NotIn": ["", "a", "a"]}]),
    body([{"Match": "$.s", "EqualTo": 5.0}, {"Match": "$.s", "LessThan": 1e300}, {"Match": "$.s", "NotEqualTo": -0.0}]),
    body([{"Match": "$.s", "GreaterThan": 10**400}]),
    body(Schema={"Version": 1.0, "Name": "CloudWatchLogRule"}),
    body(LogGroupNames=[f"g{index}" for index in range(50)]),
    body(LogGroupNames=["a" * 512, "a" * 512 + "*"]),
    body(LogGroupNames=["*", "/aws/x#y_z.a-b", "a*"]),
    arns("arn:aws:logs:us-east-1:*:log-group/x", "arn:aws-cn:logs:cn-north-1:111122223333:log-group:x:*"),
    arns("arn:aws:logs:us-east-1:111122223333:log-group//aws/x*"),
    body(AggregateOn="Sum"),
    body(["x"][1:], keys=["4"], LogFormat="CLF"),
    body(keys=["4", "tcp-flag", "client address"], LogFormat="CLF", Fields={"4": "tcp-flag", "12": "client address"}),
    body(keys=["99999999999"], LogFormat="CLF"),
    body(Fields={}),
]


@pytest.mark.parametrize("rule", ACCEPTED, ids=range(len(ACCEPTED)))
def test_accepted(rule):
    assert InsightRule.parse(rule).report([]).contributors == []


def test_notes():
    def checks(rule):
        return [note.check for note in InsightRule.parse(rule).notes]

    assert checks(body(AggregateOn="Sum")) == ["insight/value-of"]
    assert checks(body([{"Match": "$.s", "In": ["P*"]}])) == ["insight/wildcard"]
    assert checks(body(Fields={"1": "a"})) == ["insight/fields"]


def padded(length, text="x"):
    """A rule whose shortest JSON text has so many characters."""
    empty = len(json.dumps(body([{"Match": "$.s", "In": [""]}]), separators=(",", ":")))
    size = len(json.dumps(text)) - 2
    count, rest = divmod(length - empty, size)
    return body([{"Match": "$.s", "In": [text * count + "x" * rest]}])


@pytest.mark.parametrize("text", ["x", "é", "\U0001f600", "\n", "\x01", '"'])
def test_length_of_the_shortest_ascii_text(text):
    InsightRule.parse(padded(8192, text))
    with pytest.raises(InsightRuleError, match="8,193 characters"):
        InsightRule.parse(padded(8193, text))


def test_message_as_people_read_it():
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(match(In=["401", 403]))
    assert str(caught.value) == "\n".join(
        (
            "Contribution.Filters[0].In[1]: error[limit/insight-operand]: In takes an array of strings, and 403 is"
            " none",
            "   = rule: CloudWatch, Contributor Insights rule syntax: operand values are strings",
            "   = help: compare numbers with GreaterThan, LessThan, EqualTo and NotEqualTo",
        )
    )


def test_one_problem_hides_no_other():
    rule = body([{"Match": "s", "In": [1]}, {"Match": "$.n", "EqualTo": "1"}], keys=["a"], AggregateOn="Max")
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(rule)
    assert [finding.place for finding in caught.value.findings] == [
        "AggregateOn",
        "Contribution.Filters[0].In[0]",
        "Contribution.Filters[0].Match",
        "Contribution.Filters[1].EqualTo",
        "Contribution.Keys[0]",
    ]


def test_an_unknown_format_makes_no_path_wrong():
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(body(keys=["ip"], LogFormat="XML"))
    assert [finding.place for finding in caught.value.findings] == ["LogFormat"]
