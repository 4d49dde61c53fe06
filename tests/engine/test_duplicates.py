from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from ruleforge.engine import duplicates
from ruleforge.engine.duplicates import DuplicateCounter, fingerprints


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), max_size=6), max_size=8))
def test_counts_what_a_list_would_find(units):
    """With room for all ids, the count is exact, whatever the units."""
    counter = DuplicateCounter(recent=1000)
    met: set[str] = set()
    expected = 0
    for unit in units:
        first = None
        for position, identity in enumerate(unit):
            if identity and identity in met:
                expected += 1
                first = position if first is None else first
            met.add(identity)
        assert counter.add(array("q", fingerprints(unit))) == first
    assert counter.count == expected


def test_memory_is_bounded_and_recent_ids_are_kept():
    counter = DuplicateCounter(recent=100)

    def add(*ids):
        return counter.add(array("q", fingerprints(ids)))

    for start in range(0, 10_000, 50):
        assert add(*(f"id-{number}" for number in range(start, start + 50))) is None
        assert len(counter._current) + len(counter._previous) <= 300
    assert add("id-9950") == 0
    assert add("id-0") is None


def test_both_fingerprints_tell_ids_apart(monkeypatch):
    ids = [f"id-{number}" for number in range(1000)]
    for fingerprint in (hash, duplicates._stable):
        monkeypatch.setattr(duplicates, "_fingerprint", fingerprint)
        found = array("q", fingerprints(ids))
        assert len(set(found)) == 1000
        assert list(fingerprints(["id-0", None, 7])) == [found[0], 0, 0]
