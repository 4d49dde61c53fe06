"""Alarms and Contributor Insights rules: what CloudWatch demands of them, each demand at its place in the file."""

from __future__ import annotations

import pytest
import yaml
from rule_texts import ALARM, INSIGHT, load

from ruleforge.diagnostics import Severity

BODY = yaml.safe_dump(ALARM, default_flow_style=True, width=1000).strip()
DEFINITION = (
    "{Schema: {Name: CloudWatchLogRule, Version: 1}, LogGroupNames: [g], LogFormat: JSON, AggregateOn: Count,"
    " Contribution: {Keys: [$.who], Filters: [{Match: $.a, In: [x]}]}}"
)


def found(kind, spec, tests=""):
    """What is reported, as `(check, what stands at its place)`."""
    rule, findings = load(kind, spec, tests=tests)
    assert (rule is None) == any(finding.severity is Severity.ERROR for finding in findings)
    return [(finding.check, finding.source.text[finding.span.start : finding.span.end]) for finding in findings]


def alarm(old="", new="", tests=""):
    assert old in BODY
    return found("alarm", BODY.replace(old, new), tests)


def insight(old="", new="", name="A-rule"):
    assert old in DEFINITION
    return found("contributor-insights", f"{{RuleName: {name}, RuleDefinition: {DEFINITION.replace(old, new)}}}")


def test_what_cloudwatch_takes():
    assert alarm() == insight() == []
    dimensions = "Period: 60, Dimensions: [{Name: Account, Value: '${ACCOUNT_ID}'}], AlarmActions: ['${ACCOUNT_ID}']"
    assert alarm("Period: 60", dimensions) == []
    assert insight("LogGroupNames: [g]", "LogGroupARNs: ['arn:aws:logs:us-east-1:${ACCOUNT_ID}:log-group:g:*']") == []
    assert insight("[g]", "['${CLOUDTRAIL_LOG_GROUP}', g*]") == []


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("Statistic: Sum", "Statistic: sum", [("limit/alarm-statistic", "sum")]),
        ("Statistic: Sum", "ExtendedStatistic: p101", [("limit/alarm-statistic", "p101")]),
        ("Statistic: Sum", "Statistic: Sum, ExtendedStatistic: p99", [("limit/alarm-statistic", "p99")]),
        ("Period: 60", "Period: 61", [("limit/alarm-period", "61")]),
        ("Period: 60", "Period: 5", [("limit/alarm-period", "5")]),
        ("Period: 60", "Period: '60'", [("alarm/type", "'60'")]),
        ("EvaluationPeriods: 1", "EvaluationPeriods: 0", [("limit/alarm-periods", "0")]),
        ("EvaluationPeriods: 1", "EvaluationPeriods: 1441", [("limit/alarm-window", "1441")]),
        ("EvaluationPeriods: 1", "EvaluationPeriods: 1, DatapointsToAlarm: 2", [("limit/alarm-datapoints", "2")]),
        ("Threshold: 0", "Threshold: many", [("alarm/threshold", "many")]),
        ("GreaterThanThreshold", "GreaterThan", [("limit/alarm-comparison", "GreaterThan")]),
        (
            "GreaterThanThreshold",
            "GreaterThanUpperThreshold",
            [("limit/alarm-comparison", "GreaterThanUpperThreshold")],
        ),
        ("Threshold: 0", "Threshold: 0, TreatMissingData: ok", [("limit/alarm-missing-data", "ok")]),
        ("Threshold: 0", "Threshold: 0, Metrics: [x]", [("alarm/unsupported", "[x]")]),
        ("Threshold: 0", "Threshold: 0, Treshold: 1", [("alarm/member", "Treshold")]),
        ("Namespace: Space", "Namespace: ':Space'", [("limit/alarm-namespace", "':Space'")]),
        ("Namespace: Space", f"Namespace: {'x' * 256}", [("limit/alarm-namespace", "x" * 256)]),
        ("AlarmName: An alarm", 'AlarmName: "An\\talarm"', [("limit/alarm-name", '"An\\talarm"')]),
        ("Threshold: 0", "Threshold: 0, Dimensions: [{Name: A, Worth: b}]", [("alarm/member", "Worth")]),
        (
            "Threshold: 0",
            "Threshold: 0, OKActions: [a, b, c, d, e, f]",
            [("limit/alarm-actions", "[a, b, c, d, e, f]")],
        ),
        ("Threshold: 0", "Threshold: 0, OKActions: [7]", [("alarm/type", "7")]),
    ],
)
def test_alarms_that_cloudwatch_refuses(old, new, problems):
    assert set(alarm(old, new)) >= set(problems)
    assert {check for check, _ in alarm(old, new)} <= {problems[0][0], "alarm/type"}


@pytest.mark.parametrize(
    ("missing", "check"),
    [
        ("MetricName: Name, ", "limit/required"),
        ("Namespace: Space, ", "limit/required"),
        ("Period: 60, ", "limit/required"),
        ("Statistic: Sum, ", "limit/alarm-statistic"),
        (", Threshold: 0", "limit/required"),
    ],
)
def test_what_is_missing_is_told_at_the_whole(missing, check):
    assert missing in BODY
    assert alarm(missing, "") == [(check, BODY.replace(missing, ""))]


def test_a_rule_names_its_alarm():
    """CloudFormation makes a name up; a rule's alarm has one that people can look for."""
    assert alarm("AlarmName: An alarm, ", "") == [("limit/required", BODY.replace("AlarmName: An alarm, ", ""))]


def test_problems_of_an_alarm_do_not_hide_each_other():
    checks = [check for check, _ in found("alarm", BODY.replace("60", "61").replace("Sum", "sum"), ORDER)]
    assert sorted(checks) == ["limit/alarm-period", "limit/alarm-statistic", "test/order", "test/order"]


ORDER = """\
tests:
  - name: t
    datapoints: [[0, 1], [60, 1], [60, 2]]
    expect: {states: [[120, OK], [60, ALARM]]}
"""


def test_time_goes_forward_in_tests():
    _, findings = load("alarm", BODY, tests=ORDER)
    assert [(finding.check, finding.place) for finding in findings] == [
        ("test/order", "good.yaml:11:35"),
        ("test/order", "good.yaml:12:34"),
    ]
    assert findings[0].message == "the offset 60 does not come after 60"


@pytest.mark.parametrize(
    ("tests", "check"),
    [
        ("tests: [{name: t, datapoints: [[0]], expect: {states: [[0, OK]]}}]\n", "schema/minitems"),
        ("tests: [{name: t, datapoints: [], expect: {states: []}}]\n", "schema/minitems"),
        ("tests: [{name: t, datapoints: [], expect: {states: [[0, FINE]]}}]\n", "schema/enum"),
        ("tests: [{name: t, datapoints: [], events: [], expect: {states: [[0, OK]]}}]\n", "schema/unknown-key"),
        ("tests: [{name: t, datapoints: [], expect: {matches: 1}}]\n", "schema/unknown-key"),
    ],
)
def test_shapes_of_tests_of_alarms(tests, check):
    assert check in [name for name, _ in alarm(tests=tests)]


@pytest.mark.parametrize("name", ["A-rule", "a_b.c-9", "x" * 128, "'A rule'", "a/b"])
def test_names_of_insight_rules(name):
    assert insight(name=name) == []


@pytest.mark.parametrize("name", ["x" * 129, "ä-rule", '"a\\nb"'])
def test_names_that_no_insight_rule_has(name):
    assert insight(name=name) == [("limit/insight-name", name)]


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("Version: 1", "Version: 2", [("insight-schema", "{Name: CloudWatchLogRule, Version: 2}")]),
        ("LogFormat: JSON", "LogFormat: json", [("insight-format", "json")]),
        ("AggregateOn: Count", "AggregateOn: Total", [("insight-aggregate", "Total")]),
        (
            "LogGroupNames: [g]",
            "LogGroupNames: [g], LogGroupARNs: [a]",
            [("insight-log-groups", "[a]"), ("insight-log-groups", "a")],
        ),
        ("[g]", "[]", [("insight-log-groups", "[]")]),
        ("[g]", "['*g']", [("insight-log-groups", "'*g'")]),
        ("LogGroupNames: [g]", "LogGroupARNs: ['arn:x']", [("insight-log-groups", "'arn:x'")]),
        ("[$.who]", "[]", [("insight-keys", "[]")]),
        ("[$.who]", "[$.a, $.b, $.c, $.d, $.e]", [("insight-keys", "[$.a, $.b, $.c, $.d, $.e]")]),
        ("[$.who]", "[who]", [("insight-path", "who")]),
        ("[$.who]", "[7]", [("insight/type", "7")]),
        ("In: [x]", "In: [401, 403]", [("insight-operand", "401"), ("insight-operand", "403")]),
        ("In: [x]", "In: []", [("insight/values", "[]")]),
        ("In: [x]", "In: [a, b, c, d, e, f, g, h, i, j, k]", [("insight-values", "[a, b, c, d, e, f, g, h, i, j, k]")]),
        ("In: [x]", "GreaterThan: '400'", [("insight-operand", "'400'")]),
        ("In: [x]", "In: [x], NotIn: [z]", [("insight-operator", "{Match: $.a, In: [x], NotIn: [z]}")]),
        (", In: [x]", "", [("insight-operator", "{Match: $.a}")]),
        ("Match: $.a, ", "", [("required", "{In: [x]}")]),
        ("In: [x]", "Inn: [x]", [("insight/member", "Inn")]),
        ("Keys: [$.who]", "Keys: [$.who], ValueOf: $.n", [("insight-value-of", "$.n")]),
        (
            "{Match: $.a, In: [x]}",
            ", ".join("{Match: $.a, In: [x]}" for _ in range(5)),
            [("insight-filters", f"[{', '.join('{Match: $.a, In: [x]}' for _ in range(5))}]")],
        ),
    ],
)
def test_insight_rules_that_cloudwatch_refuses(old, new, problems):
    assert sorted(insight(old, new)) == sorted(
        (check if "/" in check else f"limit/{check}", text) for check, text in problems
    )


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("In: [x]", "In: [x*]", ("wildcard", "x*")),
        ("AggregateOn: Count", "AggregateOn: Sum", ("value-of", "Sum")),
        ("[$.who]", "[$.who-ever]", ("path", "$.who-ever")),
    ],
)
def test_insight_rules_that_are_probably_not_meant(old, new, note):
    check, text = note
    assert insight(old, new) == [(f"insight/{check}", text)]


def test_a_finding_of_an_insight_rule_tells_line_and_column():
    spec = """
  RuleName: R
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: [g]
    LogFormat: JSON
    AggregateOn: Count
    Contribution:
      Keys: [$.who]
      Filters:
        - Match: $.status
          In: [401, "403"]
"""
    _, (finding,) = load("contributor-insights", spec)
    assert finding.place == "good.yaml:19:16"
    assert "strings" in finding.because


@pytest.mark.parametrize(
    ("spec", "checks"),
    [
        ("{RuleName: R}", ["limit/required"]),
        ("{RuleName: R, RuleDefinition: []}", ["schema/type"]),
        (f"{{RuleName: R, RuleState: on, RuleDefinition: {DEFINITION}}}", ["yaml/surprise"]),
        (f"{{RuleName: R, RuleState: Enabled, RuleDefinition: {DEFINITION}}}", ["limit/insight-state"]),
        (f"{{RuleName: '', RuleDefinition: {DEFINITION}}}", ["limit/insight-name"]),
    ],
)
def test_shapes_of_insight_rules(spec, checks):
    assert [check for check, _ in found("contributor-insights", spec)] == checks


def test_specs_are_given_back_in_awss_shape():
    rule, _ = load("contributor-insights", {"RuleName": "R", "RuleState": "DISABLED", "RuleDefinition": INSIGHT})
    assert rule.spec.to_dict() == {"RuleName": "R", "RuleState": "DISABLED", "RuleDefinition": INSIGHT}
    rule, _ = load("alarm", ALARM)
    assert rule.spec.to_dict() == ALARM
    assert (rule.spec.name, rule.spec.metric) == ("An alarm", ("Space", "Name"))


def test_tests_are_read():
    tests = "tests: [{name: t, datapoints: [[0, 1], [60, null]], expect: {states: [[60, ALARM]]}}]\nteam: security\n"
    rule, findings = load("alarm", BODY, tests=tests)
    assert findings == []
    assert rule.tests[0].datapoints == ((0, 1), (60, None))
    assert rule.team == "security"
