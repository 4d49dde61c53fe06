"""Units gathered for processes."""

from __future__ import annotations

from ruleforge.engine.unit_groups import unit_groups
from ruleforge.events import Unit


def sizes(*given):
    units = [Unit(str(index), size=size) for index, size in enumerate(given)]
    groups = list(unit_groups(units, 40))
    assert [unit for group in groups for unit in group] == units
    return [len(group) for group in groups]


def test_small_files_go_together():
    assert sizes(*[15] * 7) == [3, 3, 1]


def test_a_large_file_ends_a_group():
    assert sizes(1, 100, 40, 39) == [2, 1, 1]


def test_files_without_a_size_do_not_pile_up():
    assert sizes(*[0] * 130) == [64, 64, 2]


def test_nothing_is_no_group():
    assert sizes() == []
