from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleforge.export.stamp import Stamp, read_stamp, stamp_of, without_stamp
from shipped_catalogue import shipped_catalogue

STAMP = Stamp("guardrail-changes", "1.0.0", "3f9a1c2b4d5e")
IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
VERSIONS = st.sampled_from(("1.0.0", "10.20.30", "1.0.0-rc.1", "1.0.0+build.7", "1.0.0-a-b+c-d.e"))
DIGESTS = st.from_regex(r"[0-9a-f]{12}", fullmatch=True)
NAMES = st.text(st.characters(exclude_characters=":*", exclude_categories=("Cs", "Cc")), max_size=40)


def test_a_stamp_is_the_rule_with_its_digest_as_build_metadata():
    assert STAMP.text == "guardrail-changes@1.0.0+3f9a1c2b4d5e"
    assert Stamp("a", "1.0.0+x", "3f9a1c2b4d5e").text == "a@1.0.0+x.3f9a1c2b4d5e"


@given(name=NAMES, rule=IDS, version=VERSIONS, digest=DIGESTS)
def test_a_stamp_behind_a_name_is_found_again(name, rule, version, digest):
    stamp = Stamp(rule, version, digest)
    stamped = stamp.after(name)
    assert read_stamp(stamped) == stamp
    assert without_stamp(stamped) == (name or rule)


LOOSE = ("Foo bar@1.0.0+0123456789ab", "x@1.0.0+0123456789ab ", "(x@1.0.0+0123456789ab)", "x@1.0.0+0123456789ab)")


@pytest.mark.parametrize(
    "name",
    ["", "AI/Denied calls", "a@b", "x (y)", "guard@1.0.0", "guard@1.0.0+abc", *LOOSE, "a" * 1_000_000, "a-" * 99_999],
)
def test_a_name_without_one_has_none(name):
    assert read_stamp(name) is None
    assert without_stamp(name) == name


def test_the_stamp_of_a_trail_tells_a_change_of_its_selectors():
    catalog = shipped_catalogue()
    trail, selector, other = (
        catalog[name] for name in ("ai-workloads", "management-events", "bedrock-model-data-events")
    )
    assert stamp_of(trail, [selector]) != stamp_of(trail, [other]) != stamp_of(trail)
    assert stamp_of(trail, [selector, other]) == stamp_of(trail, [other, selector])
