"""The lock: what changes a digest and what does not, and what a catalogue and its lock can disagree about."""

from __future__ import annotations

import pytest
from rule_texts import ALARM, FILTER, rule, text

from ruleforge import CatalogError, load_catalog
from ruleforge.catalog.lock import Change, Lock, compare, digest, lock_file, lock_of, read_lock, write_lock
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from shipped_catalogue import shipped_catalogue

GROUP_AND_PATTERN = {key: FILTER[key] for key in ("logGroupName", "filterPattern")}


@pytest.fixture
def write(tmp_path):
    def write(path, kind="metric-filter", spec=FILTER, version="1.0.0", body=None):
        file = tmp_path / "rules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        identifier = file.stem.partition("@")[0]
        file.write_text(text(kind, spec, identifier, version=version) if body is None else body, encoding="utf-8")
        return file

    return write


@pytest.fixture
def reload(tmp_path):
    return lambda: load_catalog(tmp_path / "rules")


def changed(spec, **members):
    return spec | members


def changes(lock, catalog):
    return [(item.change, item.key) for item in compare(lock, catalog)]


def test_the_shipped_lock_is_true():
    """Whoever changes a rule's meaning raises its version and runs `ruleforge lock`."""
    catalog = shipped_catalogue()
    lock = read_lock(lock_file(catalog))
    assert compare(lock, catalog) == []
    assert write_lock(lock_of(catalog, lock)) == lock.text.text
    assert len(lock.digests) >= 253


def test_a_digest_is_about_meaning_and_not_about_its_writing():
    plain = digest(rule("metric-filter", FILTER))
    written = f"""
  # a comment
  metricTransformations:
    - metricValue: '1'
      metricName: Name
      metricNamespace: Space
      unit: "None"
  filterPattern: >-
    {{ ($.eventName   = A) }}
  logGroupName: {FILTER["logGroupName"]}
"""
    test = 'tests:\n  - name: a test\n    events: [{message: "{}"}]\n    expect: {matches: 0}\n'
    assert digest(rule("metric-filter", written, tests=test, version="2.0.0")) == plain


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("metric-filter", changed(FILTER, filterPattern='{ $.eventName = "B" }')),
        ("metric-filter", changed(FILTER, logGroupName="other")),
        (
            "subscription-filter",
            {"destinationArn": "arn:aws:logs:us-east-1:111122223333:destination:d"} | GROUP_AND_PATTERN,
        ),
        (
            "metric-filter",
            changed(FILTER, metricTransformations=[FILTER["metricTransformations"][0] | {"unit": "Count"}]),
        ),
    ],
)
def test_a_digest_differs_where_the_meaning_does(kind, spec):
    assert digest(rule(kind, spec)) != digest(rule("metric-filter", FILTER))


def test_a_pattern_that_is_none_or_too_long_counts_as_it_is():
    assert canonical_pattern("{ $.a == 1 }") == "{ $.a == 1 }"
    near = "{ " + " || ".join(f"$.a={index:04}x" for index in range(70)) + " }"
    assert len(near) <= 1024
    assert canonical_pattern(near) == near


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT a  \nFROM b\t\n", "SELECT a\nFROM b\n"),
        ("SELECT 'a  \n' , b  ", "SELECT 'a  \n' , b"),
        ("SELECT `a  \n` -- don't  \nFROM b  \n", "SELECT `a  \n` -- don't\nFROM b\n"),
        ("/* a  \n */  \nb", "/* a  \n */\nb"),
        ("'open  \n  ", "'open  \n  "),
        (" " * 50_000 + "b", " " * 50_000 + "b"),
    ],
)
def test_blanks_at_the_ends_of_lines_go_where_they_mean_nothing(query, expected):
    assert without_trailing_blanks(query) == expected


def test_a_lock_is_read_as_it_was_written(write, reload, tmp_path):
    write("alarm/a/b.yaml", "alarm", ALARM)
    write("metric-filter/a/a.yaml", version="1.10.0")
    write("history/metric-filter/a/a@1.9.0.yaml", version="1.9.0")
    catalog = reload()
    lock = lock_of(catalog)
    assert [line.partition(":")[0] for line in write_lock(lock).splitlines()[2:]] == [
        "a@1.9.0",
        "a@1.10.0",
        "b@1.0.0",
    ]
    assert read_lock(lock_file(catalog)) is None
    lock_file(catalog).write_text(write_lock(lock))
    assert read_lock(lock_file(catalog)) == lock
    assert compare(lock, catalog) == []


def test_a_changed_meaning_without_a_raised_version(write, reload):
    write("metric-filter/a.yaml")
    lock = lock_of(reload())
    write("metric-filter/a.yaml", spec=changed(FILTER, logGroupName="other"))
    (difference,) = compare(lock, reload())
    assert (difference.change, difference.key) == (Change.CHANGED, "a@1.0.0")
    finding = difference.finding
    assert (finding.check, finding.message) == (
        "version/changed",
        "the meaning of a changed, and its version is still 1.0.0",
    )
    assert finding.source.text[finding.span.start : finding.span.end] == "1.0.0"
    write("metric-filter/a.yaml", spec=changed(FILTER, logGroupName="other"), version="2.0.0")
    assert changes(lock, reload()) == [(Change.UNLOCKED, "a@2.0.0")]


def test_a_released_version_that_was_edited(write, reload):
    write("metric-filter/a.yaml", version="2.0.0")
    write("history/metric-filter/a@1.0.0.yaml")
    lock = lock_of(reload())
    write("history/metric-filter/a@1.0.0.yaml", spec=changed(FILTER, logGroupName="other"))
    assert changes(lock, reload()) == [(Change.EDITED, "a@1.0.0")]


def test_a_version_that_goes_down(write, reload):
    write("metric-filter/a.yaml", version="1.10.0")
    lock = lock_of(reload())
    write("metric-filter/a.yaml", version="1.9.0")
    assert changes(lock, reload()) == [(Change.LOWERED, "a@1.9.0")]


def test_a_version_that_is_not_semantic(write, reload):
    write("metric-filter/a.yaml", version="1.0.0-01")
    assert changes(Lock({}), reload()) == [(Change.NOT_SEMANTIC, "a@1.0.0-01")]


def test_versions_that_a_rule_once_had_stay_locked(write, reload):
    write("metric-filter/a.yaml")
    first = lock_of(reload())
    write("metric-filter/a.yaml", version="1.1.0")
    second = lock_of(reload(), first)
    assert sorted(second.digests) == ["a@1.0.0", "a@1.1.0"]
    assert compare(second, reload()) == []


def test_rules_that_are_gone(write, reload, tmp_path):
    write("metric-filter/a.yaml")
    gone = write("alarm/b.yaml", "alarm", ALARM)
    catalog = reload()
    lock_file(catalog).write_text(write_lock(lock_of(catalog)))
    lock = read_lock(lock_file(catalog))
    assert compare(lock, load_catalog(tmp_path / "rules" / "metric-filter")) == []
    gone.unlink()
    (difference,) = compare(lock, reload())
    assert (difference.change, difference.key) == (Change.GONE, "b@1.0.0")
    finding = difference.finding
    assert finding.source.text[finding.span.start : finding.span.end] == "b@1.0.0"
    assert list(lock_of(reload(), lock).digests) == ["a@1.0.0"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("- a\n", "a lock is a mapping"),
        ("a@1.0.0: 7\n", "'a@1.0.0' is no line of a lock"),
        ("a: sha256-00\n", "'a' is no line of a lock"),
        ("a: [\n", "not YAML"),
    ],
)
def test_a_file_that_is_no_lock_is_refused(tmp_path, body, message):
    (tmp_path / "rules.lock").write_text(body)
    with pytest.raises(CatalogError, match=message):
        read_lock(tmp_path / "rules.lock")


def test_a_broken_text_of_the_history_is_told(write, reload):
    write("metric-filter/a.yaml")
    write("history/metric-filter/b@1.0.0.yaml", body="kind: metric-filter\n")
    write("history/metric-filter/c@1.0.0.yaml", body="kind: [\n")
    with pytest.raises(CatalogError) as caught:
        lock_of(reload())
    assert len({finding.source.name for finding in caught.value.findings}) == 2
