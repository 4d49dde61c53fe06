"""Rule files: what is wrong with them, at the very place, all at once; and good rules beside bad ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import CatalogError, UsageError, load_catalog
from ruleforge.catalog import load_rule
from ruleforge.catalog.load import load_rule_text
from ruleforge.catalog.parameters import find_placeholders, resolve
from ruleforge.data import shipped
from ruleforge.diagnostics import Severity, SourceText, sort_findings
from shipped_catalogue import shipped_catalogue

GOOD = """\
kind: metric-filter
id: good
version: 1.0.0
title: A rule
description: What it sees.
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventName = "A" &&
    $.bytes = * }
  metricTransformations:
    - metricNamespace: N
      metricName: M
      metricValue: "1"
tests:
  - name: one
    events: [{message: x}]
    expect: {matches: 0}
"""


@pytest.fixture
def write(tmp_path):
    def write(text=GOOD, name="good.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def findings(folder):
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    return caught.value.findings


def test_a_good_rule(write):
    catalog = load_catalog(write())
    rule = catalog["good"]
    assert rule.spec.filter_pattern == '{ $.eventName = "A" && $.bytes = * }'
    assert rule.spec.transformation.metric_value == "1"
    assert rule.tests[0].events[0].message == "x"
    assert catalog["good", "1.0.0"] is rule
    assert catalog.of_kind("metric-filter") == [rule]


CHANGES = [
    # what is changed, into what, check, text at the place, words of the message or help
    ('"A"', "'A'", "pattern/quotes", "'A'", "single quotes"),
    ("$.bytes = *", "$.bytes == 1", "pattern/operator", "==", "no operator"),
    ('metricValue: "1"', "metricValue: 1", "schema/type", "1", "not text"),
    ('metricValue: "1"', 'metricValue: "x"', "metric/value", '"x"', "neither a number nor a field"),
    ('metricValue: "1"', 'metricValue: "$.size"', "metric/field", '"$.size"', "$.size is not in the pattern"),
    ('metricValue: "1"', 'metricValue: "1"\n      dimensions: {A: text}', "metric/dimensions", "text", "not a field"),
    ('metricValue: "1"', 'metricValue: "1"\n      unit: Meter', "limit/metric-unit", "Meter", "cannot be"),
    ("severity: low", "severity: hi", "schema/enum", "hi", "high"),
    ("version: 1.0.0", "version: one", "schema/pattern", "one", "wrong form"),
    ("id: good", "id: better", "rule/file-name", "better", "file named"),
    ("kind: metric-filter", "kind: metric-filtre", "rule/kind", "metric-filtre", "metric-filter"),
    ("title: A rule", "titel: A rule", "schema/unknown-key", "titel", "did you mean title"),
    (
        "${CLOUDTRAIL_LOG_GROUP}",
        "${CLOUDTRAIL_LOG_GRUOP}",
        "parameter/undeclared",
        "${CLOUDTRAIL_LOG_GRUOP}",
        "did you mean",
    ),
    ("${CLOUDTRAIL_LOG_GROUP}", "a-${lower}", "parameter/malformed", "${lower}", "upper case"),
    (
        "events: [{message: x}]",
        "events: [{message: x, fixture: z}]",
        "schema/oneof",
        "{message: x, fixture: z}",
        "exactly one",
    ),
    ("matches: 0", "matches: -1", "schema/minimum", "-1", "minimum is 0"),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[1])
def test_a_mistake_is_found_at_its_place(write, change):
    old, new, check, covered, words = change
    text = GOOD.replace(old, new)
    found = [finding for finding in findings(write(text)) if finding.check == check]
    assert found, findings(write(text))
    finding = found[0]
    assert text[finding.span.start : finding.span.end] == covered
    assert words in f"{finding.message} {finding.help}"


def test_default_and_dimensions_exclude_each_other(write):
    text = GOOD.replace(
        'metricValue: "1"', 'metricValue: "1"\n      defaultValue: 0\n      dimensions: {Name: $.eventName}'
    )
    (finding,) = findings(write(text))
    assert finding.check == "limit/metric-default"


def test_two_transformations_are_one_too_many(write):
    text = GOOD.replace(
        '      metricValue: "1"\n',
        '      metricValue: "1"\n    - {metricNamespace: N, metricName: O, metricValue: "2"}\n',
    )
    (finding,) = findings(write(text))
    assert "2 entries; 1 is allowed" in finding.message


def test_all_mistakes_of_all_files_at_once_and_good_rules_are_kept(write):
    write()
    write(
        GOOD.replace("id: good", "id: bad")
        .replace("severity: low", "severity: hi")
        .replace("status: stable", "status: x"),
        "sub/bad.yaml",
    )
    folder = write("a: no\n", "worse.yml")
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    assert sorted(finding.check for finding in caught.value.findings) == [
        "rule/kind",
        "schema/enum",
        "schema/enum",
        "yaml/surprise",
    ]
    assert [rule.id for rule in caught.value.catalog] == ["good"]


def test_the_same_rule_twice(write):
    write()
    (finding,) = findings(write(GOOD, "other/good.yaml"))
    assert finding.check == "rule/duplicate"


def test_another_version_beside_is_fine(write):
    write()
    catalog = load_catalog(write(GOOD.replace("1.0.0", "1.10.0"), "new/good.yaml"))
    assert [rule.version for rule in catalog] == ["1.0.0", "1.10.0"]
    assert catalog["good"].version == "1.10.0"
    with pytest.raises(UsageError, match="no version"):
        catalog["good", "2.0.0"]


def test_unknown_ids_suggest_close_ones():
    with pytest.raises(UsageError) as caught:
        shipped_catalogue()["bedrock-guardrail-change"]
    assert "bedrock-guardrail-changes" in caught.value.findings[0].help
    assert caught.value.exit_code == 3


def test_own_parameters(write):
    write("MY_GROUP: {description: d, pattern: '.+', find: f, example: e}\n", "parameters.yaml")
    catalog = load_catalog(write(GOOD.replace("CLOUDTRAIL_LOG_GROUP", "MY_GROUP")))
    assert set(catalog.parameters) > {"MY_GROUP", "CLOUDTRAIL_LOG_GROUP"}


def test_empty_and_missing_folders(tmp_path):
    assert findings(tmp_path)[0].check == "catalog/empty"
    assert findings(tmp_path / "none")[0].check == "catalog/missing"


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    assert findings(tmp_path)[0].check == "file/encoding"


def test_one_rule_is_loaded_without_the_others(write):
    write("a: no\n", "broken.yaml")
    rule, catalog = load_rule("good", write())
    assert rule.id == "good"
    assert len(catalog) == 1


def test_placeholders():
    assert [(name, ok) for name, _, ok in find_placeholders("${A_B}/${c}/${D")] == [
        ("A_B", True),
        ("c", False),
        ("D", False),
    ]
    assert resolve("x-${A}-${B}", {"A": "1", "B": "2"}) == "x-1-2"
    with pytest.raises(UsageError) as caught:
        resolve("${A}${B}", {})
    assert len(caught.value.findings) == 2


def test_shipped_catalogue_is_found_without_a_path():
    root = shipped("rules")
    files = [path for path in root.rglob("*.yaml") if path.relative_to(root).parts[0] != "history"]
    assert {rule.path for rule in load_catalog()} == {str(path) for path in files if path.stem != "parameters"}


def checks(text, *, validate=True, name="good.yaml"):
    """The checks that report something, in the order of places."""
    _, found = load_rule_text(SourceText(name, text), shipped_catalogue().parameters, validate=validate)
    return [finding.check for finding in sort_findings(found)]


def test_one_problem_does_not_hide_another():
    text = (
        GOOD.replace("version: 1.0.0", "version: no")
        .replace("title: A rule", "titel: A rule")
        .replace("${CLOUDTRAIL_LOG_GROUP}", "${NONE}")
        .replace('"A"', "'A'")
        .replace('metricValue: "1"', 'metricValue: "x"')
    )
    assert checks(text) == [
        "schema/required",
        "yaml/surprise",
        "schema/unknown-key",
        "parameter/undeclared",
        "pattern/quotes",
        "metric/value",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A rule", "title: *x"),
        ("title: A rule", "1: A rule"),
        ("title: A rule", "title: &x no"),
        ("severity: low", "severity: no"),
        ("severity: low", "severity:"),
        ("kind: metric-filter", "kind: *x"),
    ],
)
def test_what_only_follows_from_a_problem_is_not_told(old, new):
    found = [check for check in checks(GOOD.replace(old, new)) if check != "schema/required"]
    assert found
    assert all(check.startswith("yaml/") for check in found)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("id: good\n", ""),
        GOOD.replace("description: What it sees.", "description: 5"),
        GOOD.replace("severity: low", "severity: hi"),
        GOOD.replace('      metricValue: "1"\n', ""),
        GOOD.split("tests:")[0] + "tests: [x]\n",
        GOOD.split("spec:")[0] + "spec: [x]\n",
        GOOD.split("spec:")[0] + "spec: {}\n",
    ],
)
def test_without_the_schema_bad_data_are_findings_too(text):
    assert checks(text, validate=False) == checks(text, validate=True) != []


def test_a_misspelt_kind_does_not_hide_the_rest():
    text = GOOD.replace("kind: metric-filter", "kind: metric-filtre").replace("title: A rule", "titel: A rule")
    assert sorted(checks(text)) == ["rule/kind", "schema/required", "schema/unknown-key"]


def test_set_and_remove_do_not_go_with_a_message():
    text = GOOD.replace("{message: x}", "{message: x, set: {$.a: 1}, remove: [$.b]}")
    assert checks(text) == ["test/override", "test/override"]


def test_a_whole_number_may_be_written_with_a_point():
    text = GOOD.replace("message: x", "message: x, repeat: 2.0").replace("${CLOUDTRAIL_LOG_GROUP}", "group")
    rule, _ = load_rule_text(SourceText("good.yaml", text), {})
    assert rule is not None
    assert repr(rule.tests[0].events[0].repeat) == "2"


PIECES = st.sampled_from(GOOD.splitlines(keepends=True)) | st.text("a: -[]{}'\"&*!|>#%@\n\t ${}é0", max_size=12)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)), st.booleans())
def test_any_text_is_a_rule_or_has_findings(text, validate):
    """Whatever stands in a file, there is a rule, or there are errors with places; with the schema and without."""
    source = SourceText("good.yaml", text)
    rule, found = load_rule_text(source, {}, validate=validate)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    assert (rule is None) == bool(errors)
    for finding in errors:
        assert finding.place.startswith("good.yaml:")


@settings(max_examples=300)
@given(st.data(), st.booleans())
def test_a_rule_with_something_broken_is_a_rule_or_has_findings(data, validate):
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 20)))
    text = GOOD[:start] + data.draw(st.text("a:\n -[]{}'\"$&", max_size=5)) + GOOD[end:]
    rule, found = load_rule_text(SourceText("good.yaml", text), {}, validate=validate)
    assert (rule is None) == any(finding.severity is Severity.ERROR for finding in found)
