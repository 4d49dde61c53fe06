"""However a text is written, a finding in it points at the very characters."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from foreign.readings import artifacts_of, errors_of, spot
from ruleforge.diagnostics import SourceText, Span
from ruleforge.foreign import read_artifacts

PATTERN = '{ ($.eventSource = "bedrock.amazonaws.com") && ($.a == "é") && ($.eventName = "DeleteGuardrail") }'
HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
HEAD += "  F:\n    Type: AWS::Logs::SubscriptionFilter\n    Properties:\n"


def template(written: str) -> str:
    return f"{HEAD}      DestinationArn: a\n      FilterPattern:{written}\n      LogGroupName: g\n"


WRITTEN = {
    "single": " '" + PATTERN.replace("'", "''") + "'",
    "double": ' "' + PATTERN.replace('"', '\\"').replace("é", "\\u00e9") + '"',
    "double over lines": ' "' + PATTERN.replace('"', '\\"').replace(" && ", " \\\n         && ") + '"',
    "literal": " |\n        " + PATTERN.replace(" && ", " &&\n          "),
    "literal with tag": " !Sub |-\n        " + PATTERN.replace(" && ", " &&\n          "),
    "folded": " >-\n        " + PATTERN.replace(" && ", "\n        && "),
    "folded with tag, anchor and comment": " &p !Sub # a comment\n        >\n        " + PATTERN,
    "tag and single": " !Sub   '" + PATTERN + "'",
    "long form": "\n        Fn::Sub: '" + PATTERN + "'",
    "joined": "\n        !Join ['', ['" + PATTERN[:60] + "', '" + PATTERN[60:] + "']]",
    "joined in the middle of it": "\n        Fn::Join:\n          - '='\n          - - '"
    + PATTERN.replace("==", "='\n            - '").replace("' \"é", "' \"é")
    + "'",
    "substituted": "\n        !Sub ['{ ($.b = ${X}) && ${Rest} }', {X: 1, Rest: '($.a == \"é\")'}]",
    "plain in flow": "\n        !Sub\n          '" + PATTERN + "'",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_yaml(name):
    (finding,) = errors_of(template(WRITTEN[name]))
    assert finding.check == "pattern/operator"
    if name != "joined in the middle of it":
        assert spot(finding) == "=="
        assert finding.source.text[: finding.span.start].endswith("$.a ")
    else:
        # The delimiter is the second sign, and stands elsewhere: the finding begins where the text does.
        assert finding.source.text[: finding.span.start].endswith("$.a ")


def test_plain():
    (finding,) = errors_of(
        template(" '' ").replace("''", "[ip, user, status == 404]").replace("[", "'[").replace("]", "]'")
    )
    assert spot(finding) == "=="
    (finding,) = errors_of(template(" !Sub a%bad(regex%"))
    assert spot(finding)[0] == "%"


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json(ensure_ascii, indent):
    pattern = PATTERN.replace("$.a", '$.x = "😀/\\\\" && $.a')
    body = {"filterPattern": pattern, "filterName": "f", "destinationArn": "a", "logGroupName": "g"}
    text = json.dumps(body, ensure_ascii=ensure_ascii, indent=indent).replace("/", "\\/")
    (finding,) = errors_of(text)
    assert spot(finding) == "=="


def rule(keys: str) -> str:
    return (
        '{"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogGroupNames": ["g"], "LogFormat": "JSON",\n'
        f' "AggregateOn": "Count", "Contribution": {{"Keys": [{keys}], "Filters": []}}}}'
    )


def rules(written: str) -> str:
    return (
        "Resources:\n  R:\n    Type: AWS::CloudWatch::InsightRule\n    Properties:\n      RuleName: r\n"
        f"      RuleState: ENABLED\n      RuleBody: {written}\n"
    )


BODY = rule('"$.é", "$.b", "wrong"').replace("$.é", "$.e")
BODIES = {
    "single": "'" + BODY.replace("\n", "\n        ") + "'",
    "double": json.dumps(BODY.replace("\n", "")),
    "double with escaped line ends": json.dumps(BODY),
    "literal": "|\n        " + BODY.replace("\n", "\n        "),
    "literal, deeper": "|2-\n          " + BODY.replace("\n", "\n          "),
    "folded": ">\n        " + BODY.replace("\n", "\n        "),
    "sub": "!Sub |\n        " + BODY.replace('["g"]', '["${Group}", "/aws/${Name}"]').replace("\n", "\n        "),
    "escapes inside": "'" + BODY.replace("wrong", "w\\u0072on\\/g").replace("\n", "") + "'",
    "to json": "{'Fn::ToJsonString': " + BODY.replace("\n", "") + "}",
}


@pytest.mark.parametrize("name", BODIES)
def test_json_in_yaml(name):
    (finding,) = errors_of(rules(BODIES[name]))
    assert finding.check.endswith("insight-path")
    assert spot(finding).replace("\\", "").strip('"').startswith("w")


def test_json_in_json_in_yaml_double_quotes():
    """A query in a dashboard body in a string: three spellings, one above the other."""
    query = "SOURCE 'g' | SELECT a, FROM `g` WHERE b = \"x\""
    widget = {"type": "log", "properties": {"queryLanguage": "SQL", "query": query}}
    body = json.dumps({"widgets": [{"type": "text"}, widget]})
    text = (
        f"Resources:\n  D:\n    Type: AWS::CloudWatch::Dashboard\n    Properties: {{DashboardBody: {json.dumps(body)}}}"
    )
    (finding, *_) = errors_of(text)
    assert spot(finding) == ","
    assert text[: finding.span.start].endswith("SELECT a")


@pytest.mark.parametrize(
    ("body", "under", "message"),
    [
        ('{"a": 1,}', "}", "a key in double quotes"),
        ('{"a" 1}', "1", "a colon"),
        ('{"a": "b\tc"}', "\t", "control character"),
        ('{"a": tru}', "t", "a value is missing"),
        ('{"a": "\\x"}', "\\", "an escape"),
        ('{"a": 1} x', "x", "something follows"),
        ('{"a": [1 2]}', "2", "a comma or ]"),
        ('{"a": "\\ud83d"}', '"', "half a character"),
    ],
)
def test_json_that_is_none_is_shown_where_it_breaks(body, under, message):
    (finding,) = errors_of(rules("|\n        " + body))
    assert finding.check == "foreign/json"
    assert message in finding.message
    assert spot(finding) == under


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n \"'\\{}$|"),
    min_size=1,
)


@given(TEXTS, st.sampled_from((None, "'", '"', "|", ">")), st.data())
def test_places_survive_json_in_yaml(text, style, data):
    """Any offset of a text, in a JSON string, in a YAML scalar of any style, is that character in the file."""
    if "\ufeff" in text:
        return
    body = json.dumps(
        {"widgets": [{"a": text}]}, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.none() | st.just(1))
    )
    tree = {"Resources": {"D": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": body}}}}
    written = yaml.dump(tree, default_style=style, allow_unicode=True, width=data.draw(st.integers(20, 200)))
    if yaml.safe_load(written) != tree:
        return  # PyYAML does not write every text so that it reads it again
    artifacts, findings = read_artifacts(SourceText("f", written))
    assert findings == []
    (artifact,) = artifacts
    path = ("DashboardBody", "widgets", 0, "a")
    assert artifact.body["DashboardBody"]["widgets"][0]["a"] == text
    index = data.draw(st.integers(0, len(text) - 1))
    place = artifact.inside(path, Span(index, index + 1))
    whole = artifact.span(path)
    assert 0 <= place.start <= place.end <= len(written)
    assert whole.start <= place.start <= place.end <= whole.end
    if text[index].isalnum() and place != whole:
        assert written[place.start] in (text[index], "\\")


@given(TEXTS, st.booleans(), st.data())
def test_places_survive_json(text, ensure_ascii, data):
    inner = json.dumps({"a": [text]}, ensure_ascii=ensure_ascii)
    written = json.dumps({"DashboardName": "d", "DashboardBody": inner}, ensure_ascii=data.draw(st.booleans()))
    (artifact,) = artifacts_of(written)
    assert artifact.body["DashboardBody"] == {"a": [text]}
    index = data.draw(st.integers(0, len(text) - 1))
    place = artifact.inside(("DashboardBody", "a", 0), Span(index, index + 1))
    # What is there, read as JSON twice, is the character.
    once = json.loads(f'"{written[place.start : place.end]}"')
    assert json.loads(f'"{once}"') == text[index]


@given(TEXTS, TEXTS, TEXTS, st.data())
def test_places_survive_joining(first, second, third, data):
    tree = {
        "Resources": {
            "Q": {
                "Type": "AWS::Logs::QueryDefinition",
                "Properties": {"Name": "q", "QueryString": {"Fn::Join": [first, [f"a{second}", third, {"Ref": "X"}]]}},
            }
        }
    }
    written = json.dumps(tree, ensure_ascii=False)
    (artifact,) = artifacts_of(written)
    text = artifact.body["queryString"]
    assert text == f"a{second}{first}{third}{first}${{X}}"
    index = data.draw(st.integers(0, len(text) - 5))
    place = artifact.inside(("queryString",), Span(index, index + 1))
    assert json.loads(f'"{written[place.start : place.end]}"') == text[index]
    hole = artifact.inside(("queryString",), Span(len(text) - 2, len(text)))
    assert written[hole.start : hole.end] == '{"Ref": "X"}'
