"""Nothing that a file holds ends in anything but artifacts and findings."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign.readings import DATA, artifacts_of, errors_of
from ruleforge.diagnostics import Finding, SourceText, render_findings
from ruleforge.foreign import check_artifact, is_foreign, read_artifacts
from ruleforge.foreign.json_tree import read_json
from ruleforge.foreign.text import Shifted, Text
from ruleforge.foreign.tree import Node, Unreadable

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.*")) if path.stem != "plan"]
SIGNS = [
    *"{}[]\"':,&*!|>-#%@`\\\t\r\n $",
    "${",
    "!Sub ",
    "!If [a, b]",
    "&a ",
    "*a",
    "<<: *a\n",
    "\u2028",
    "\x85",
    "\ufeff",
    "\x00",
    "\ud800",
    "é",
    "😀",
    "null",
    "{'Ref': 'AWS::NoValue'}",
    "\\u0022",
    "1e999",
    "---\n",
]


def everything(text: str) -> list[Finding]:
    source = SourceText("f", text)
    is_foreign(source)
    artifacts, findings = read_artifacts(source)
    for artifact in artifacts:
        findings += check_artifact(artifact)
        assert set(artifact.spans) >= set(artifact.keys)
        json.dumps(artifact.body)
    for finding in findings:
        assert finding.source is source
        assert finding.span is not None
        assert finding.span.end <= len(text)
    return findings


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        put = draw(st.sampled_from(SIGNS) | st.text(max_size=4))
        text = text[:start] + put + text[end:]
    return text


@given(mutated())
def test_mutated_files(text):
    render_findings(everything(text))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "1", "{ $.a = 1 }", "SQL", "${var.x}", "{", "SELECT a FROM b", "AWS::NoValue"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "Ref", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::GetAtt", "Fn::ToJsonString", "Key"])
            | st.sampled_from(["Name", "Value", "FieldSelectors", "Field", "Equals", "metricName", "MetricValue"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


def paths_in(value, path=()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from paths_in(inner, (*path, key))


@given(st.data())
def test_any_value_anywhere(data):
    """A sound JSON file in which some values are others."""
    tree = json.loads(data.draw(st.sampled_from([text for text in TEXTS if text.startswith("{")])))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in paths_in(tree) if path]))
        holder = tree
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = data.draw(VALUES)
    everything(json.dumps(tree))


def plain(node: Node):
    if isinstance(node.value, Text):
        return node.value.value
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.items]
    if isinstance(node.value, dict):
        return {name: plain(one.node) for name, one in node.members}
    return node.value


@given(VALUES | st.text(), st.booleans(), st.none() | st.integers(0, 2) | st.just("\t"))
def test_json_is_read_as_json(value, ensure_ascii, indent):
    text = json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
    if any("\ud800" <= character <= "\udfff" for character in str(value)):
        return
    assert plain(read_json(Text(text, Shifted()), [])) == value


@given(st.text(st.sampled_from('{}[]",:\\u0e1-.tfn \t\n'), max_size=12))
def test_what_is_json_is_what_python_says(text):
    try:
        expected = json.loads(text, parse_constant=lambda word: 1 / 0)
    except (ValueError, ZeroDivisionError):
        expected = ValueError
    try:
        found = plain(read_json(Text(text, Shifted()), []))
    except Unreadable as error:
        if "half a character" not in str(error):
            assert expected is ValueError
    else:
        assert found == expected


LAUGHS = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 8)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAD = "Resources: {R: {Type: 'AWS::CloudWatch::Alarm', Properties: %s}}\n"


@pytest.mark.parametrize(
    "text",
    [
        "{" + '"Resources":{' * 100_000,
        "[" * 100_000,
        "Resources: " + "[" * 100_000,
        "Resources:\n" + "".join(" " * depth + "- \n" for depth in range(2_000)),
        LAUGHS + HEAD % "*i",
        "a: &a {b: *a}\n" + HEAD % "{Threshold: *a}",
        "\n".join(f"{' ' * depth}a: &a{depth}" for depth in range(150)) + " 1\n" + HEAD % "1",
        '{"Resources": "' + "x" * 40_000_000 + '"}',
        "Resources: " + "x" * 3_000_000,
        '{"metricFilters": [' + "1," * 310_000 + "1]}",
        HEAD % "{Threshold: !!python/object:os.system x, Period: !<tag:x> 1, Unit: !!binary x}",
        '{"resource": {"aws_cloudtrail": {"a": {"name": "' + "${" * 20_000 + '"}}}}',
        '{"resource": {"aws_cloudtrail": {"a": {"name": "${' + '\\"' * 20_000 + '"}}}}',
    ],
    ids=range(13),
)
def test_hostile_files_end_soon(text):
    start = time.process_time()
    everything(text)
    assert time.process_time() - start < 20


def test_a_large_file_is_read_in_time():
    one = {"filterName": "f", "filterPattern": "{ $.a = 1 }", "logGroupName": "g"}
    listed = [{**one, "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]}]
    text = json.dumps({"metricFilters": listed * 2_000})
    assert len(artifacts_of(text)) == 2_000
    assert errors_of(text) == []


def test_aliases_are_followed_and_merged():
    text = (
        "x: &base {Namespace: N, MetricName: M, Statistic: Som, Period: 60}\n"
        "Resources:\n  R:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n"
        "      <<: *base\n      EvaluationPeriods: 1\n"
        "      Threshold: 1\n      ComparisonOperator: GreaterThanThreshold\n"
    )
    (finding,) = errors_of(text)
    assert finding.source.text[finding.span.start : finding.span.end] == "Som"


def test_keys_that_stand_twice_are_told():
    text = "Resources: {}\nAWSTemplateFormatVersion: a\nResources:\n  R: {Type: 'AWS::SNS::Topic'}\n"
    artifacts, findings = read_artifacts(SourceText("f", text))
    assert artifacts == []
    assert [(finding.check, finding.place) for finding in findings] == [("foreign/duplicate-key", "f:3:1")]
