"""Scenarios by their ids: the one file that is named so is read, and what is wrong with it is told."""

from pathlib import Path

import pytest

from ruleforge.catalog import load_scenario, load_scenarios
from ruleforge.model import Scenario

NAMES = ("trail-stopped", "guardrail-weakened")


def written(folder: Path, name: str, text: str) -> Path:
    """A fixture folder with a scenario file."""
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_one_is_the_one_that_is_among_all(name: str) -> None:
    found, problems = load_scenario(name)
    assert problems == []
    assert found in load_scenarios()[0]
    assert isinstance(found, Scenario)
    assert found.id == name


@pytest.mark.parametrize("name", ["trail-stoped", "", "../fixtures/scenarios/trail-stopped", "."])
def test_there_is_none_of_another_name(name: str, tmp_path: Path) -> None:
    assert load_scenario(name, [tmp_path]) == (None, [])


def test_ones_own_comes_first_and_hides_the_shipped_one_when_it_is_broken(tmp_path: Path) -> None:
    shipped, _ = load_scenario("trail-stopped")
    assert isinstance(shipped, Scenario)
    assert shipped.text is not None
    written(tmp_path, "trail-stopped", shipped.text.text.replace(shipped.title, "My own"))
    found, problems = load_scenario("trail-stopped", [tmp_path])
    assert (found and found.title, problems) == ("My own", [])
    written(tmp_path, "trail-stopped", "id: trail-stopped\nsteps: 3\n")
    found, problems = load_scenario("trail-stopped", [tmp_path])
    assert found is None
    assert problems
    assert all(finding.source and finding.source.name.endswith("trail-stopped.yaml") for finding in problems)


def test_a_broken_file_costs_the_others_nothing(tmp_path: Path) -> None:
    written(tmp_path, "mine", "steps: [\n")
    found, problems = load_scenario("trail-stopped", [tmp_path])
    assert (found and found.id, problems) == ("trail-stopped", [])
    found, problems = load_scenario("mine", [tmp_path])
    assert found is None
    assert problems


def test_of_two_files_with_one_name_the_good_one_counts(tmp_path: Path) -> None:
    shipped, _ = load_scenario("trail-stopped")
    assert shipped is not None
    assert shipped.text is not None
    written(tmp_path, "trail-stopped", "steps: [\n")
    (tmp_path / "scenarios" / "later").mkdir()
    later = tmp_path / "scenarios" / "later" / "trail-stopped.yaml"
    later.write_text(shipped.text.text.replace(shipped.title, "Later"), encoding="utf-8")
    found, problems = load_scenario("trail-stopped", [tmp_path])
    assert (found and found.title, problems) == ("Later", [])
    assert [scenario.title for scenario in load_scenarios(own=[tmp_path])[0] if scenario.id == "trail-stopped"] == [
        "Later"
    ]


def test_what_cannot_be_looked_into_is_told_where_nothing_is_found(tmp_path: Path) -> None:
    written(tmp_path, "mine", "steps: [\n")
    (tmp_path / "scenarios" / "lost.yaml").symlink_to(tmp_path / "nowhere")
    found, problems = load_scenario("lost", [tmp_path])
    assert found is None
    assert [finding.check for finding in problems] == ["file/unreadable"]
    assert load_scenario("trail-stopped", [tmp_path])[1] == []
