"""Files of each sort: sound ones have no findings, and of broken ones each body has one, at the right characters."""

from __future__ import annotations

import re

import pytest

from foreign.readings import DATA, artifacts_of, findings_of, load, spot
from ruleforge.diagnostics import Span
from ruleforge.foreign import ArtifactKind, Shape, check_artifact, sniff

SOUND = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.*") if "broken" not in str(path.relative_to(DATA)))
BROKEN = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.*") if "broken" in str(path.relative_to(DATA)))
SHAPES = {
    "cli": Shape.AWS_CLI,
    "cloudformation": Shape.CLOUDFORMATION,
    "main": Shape.TERRAFORM,
    "plan": Shape.TERRAFORM_SHOW,
}
EXPECTED = {
    ArtifactKind.METRIC_FILTER: ("pattern/operator", "=="),
    ArtifactKind.SUBSCRIPTION_FILTER: ("pattern/operator", "=="),
    ArtifactKind.CONTRIBUTOR_INSIGHTS: ("insight-path", "userIdentity.arn"),
    ArtifactKind.ALARM: ("alarm-comparison", "GreaterThan"),
    ArtifactKind.TRAIL: ("selector-field", "resources.Arn"),
    ArtifactKind.EVENT_DATA_STORE: ("selector-field", "resources.Arn"),
    ArtifactKind.QUERY: ("sql/syntax", ","),
    ArtifactKind.DASHBOARD: ("sql/syntax", ","),
}
"""What is broken in each broken body: the check that finds it, and the characters it points at."""


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_have_no_findings(name):
    assert artifacts_of(load(name))
    assert findings_of(load(name)) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_body_is_found_at_the_right_characters(name):
    artifacts = artifacts_of(load(name))
    assert artifacts
    for artifact in artifacts:
        (finding,) = check_artifact(artifact)
        check, under = EXPECTED[artifact.kind]
        assert finding.check.endswith(check)
        assert re.sub(r'\\?"', "", spot(finding)) == under
        if under in ("==", ","):
            text = load(name).text
            before = text[: finding.span.start]
            assert before.rstrip(' \n",').endswith("errorCode" if under == "==" else "eventName")


@pytest.mark.parametrize("name", SOUND + BROKEN)
def test_a_file_is_told_by_its_content(name):
    folder, _, file = name.partition("/")
    assert sniff(load(name)) is SHAPES.get(file.partition(".")[0], SHAPES.get(folder.partition("-")[0]))


@pytest.mark.parametrize("name", SOUND)
def test_bodies_are_the_same_whatever_tool_they_come_from(name):
    """In the words of AWS's API, and without what is the tool's own."""
    for artifact in artifacts_of(load(name)):
        body = artifact.body
        match artifact.kind:
            case ArtifactKind.METRIC_FILTER:
                (transformation,) = body["metricTransformations"]
                assert transformation["metricName"] == "Denied"
                assert transformation["metricValue"] == "1"
                assert body["filterPattern"].startswith("{ ($.eventSource = ")
            case ArtifactKind.CONTRIBUTOR_INSIGHTS:
                assert body["RuleState"] == "ENABLED"
                assert body["RuleDefinition"]["Contribution"]["Keys"] == ["$.userIdentity.arn"]
            case ArtifactKind.ALARM:
                assert (body["Period"], body["ComparisonOperator"]) == (60, "GreaterThanThreshold")
                assert artifact.name == "AI-Denied"
            case ArtifactKind.TRAIL | ArtifactKind.EVENT_DATA_STORE:
                (selector,) = body["AdvancedEventSelectors"]
                assert selector["FieldSelectors"][0] == {"Field": "eventCategory", "Equals": ["Data"]}
            case ArtifactKind.QUERY:
                assert body["queryLanguage"] == "SQL"
            case ArtifactKind.DASHBOARD:
                assert body["DashboardBody"]["widgets"][0]["type"] == "log"


def test_every_value_has_its_place():
    (artifact,) = (one for one in artifacts_of(load("cli/put-insight-rule.json")) if one.name == "AI-Callers")
    path = ("RuleDefinition", "Contribution", "Filters", 0, "Match")
    text = artifact.source.text
    assert text[artifact.span(path).start : artifact.span(path).end] == '\\"$.eventSource\\"'
    key = artifact.keys[path]
    assert text[key.start : key.end] == '\\"Match\\"'
    inner = artifact.inside(path, Span(2, 7))
    assert text[inner.start : inner.end] == "event"
    assert artifact.is_known(path)
