"""The checks there are: one file each, ids that never collide, those of other packages, and what they may not be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.lint import Check, Example, checks, known_ids, registry
from ruleforge.lint.reading import READING

FOLDER = Path(registry.__file__).parent / "checks"
OWN = Check("own/check", Severity.NOTE, "S.", "w", (Example(""),), (Example(""),), rule=lambda _: iter(()))


def test_every_file_is_a_check_and_every_check_a_file():
    files = {f"{f.parent.name}/{f.stem.replace('_', '-')}" for f in FOLDER.rglob("*.py") if f.name != "__init__.py"}
    assert files == checks().keys()
    assert list(checks()) == sorted(checks())


def test_every_family_says_what_it_is_about():
    for file in FOLDER.rglob("__init__.py"):
        assert file.read_text(encoding="utf-8").startswith('"""'), file


def test_ids_of_checks_and_of_reading_do_not_collide():
    assert not checks().keys() & READING.keys()
    assert known_ids() == checks().keys() | READING.keys()


@pytest.fixture
def offered(monkeypatch):
    """`offered(loads, …)`: the checks there are, with those that other packages offer."""

    def offered(*loads):
        entries = [SimpleNamespace(name=f"n{i}", value=f"m:{i}", load=load) for i, load in enumerate(loads)]
        monkeypatch.setattr(registry, "entry_points", lambda group: entries)
        return registry.checks.__wrapped__()

    return offered


def test_other_packages_offer_checks(offered):
    assert offered(lambda: OWN)["own/check"] is OWN


def broken():
    raise ImportError("no module named x")


@pytest.mark.parametrize(
    ("loads", "message"),
    [
        ([lambda: "text"], r"n0 \(m:0\) is no check"),
        ([broken], r"n0 \(m:0\) cannot be loaded: no module named x"),
        ([lambda: OWN, lambda: OWN], r"n1 \(m:1\): there is a check own/check already"),
        ([lambda: replace(OWN, id="meta/title")], "there is a check meta/title already"),
        ([lambda: replace(OWN, id="yaml/syntax")], "there is a check yaml/syntax already"),
        ([lambda: replace(OWN, id="Own Check")], "'Own Check' is no id such as family/name"),
    ],
)
def test_what_is_no_check_is_refused(offered, loads, message):
    with pytest.raises(UsageError, match=message):
        offered(*loads)


def test_a_check_asks_in_one_way():
    with pytest.raises(ValueError, match="a check asks"):
        replace(OWN, catalog=lambda _: iter(()))
    with pytest.raises(ValueError, match="a check asks"):
        replace(OWN, rule=None)
