"""Formatting, held against its promises over files of every shape and over damaged ones."""

from __future__ import annotations

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ruleforge import CatalogError
from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.catalog.format import format_text
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.data import shipped
from ruleforge.diagnostics import SourceText
from strategies.counts import examples

TEXTS = [read_text(file)[0] for file in yaml_files(shipped("rules"), without=("parameters.yaml",))[0]]
SCRAPS = [
    " ",
    "  ",
    "\n",
    "\n\n",
    "# c\n",
    " # c\n",
    "\n  # c\n",
    "    # c\n",
    "'",
    '"',
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
]
SCRAPS += [
    ", ",
    "|",
    ">-",
    "|+\n",
    "\\",
    "?",
    "a",
    "0",
    "\t",
    "\r\n",
    "é",
    "---\n",
    "...\n",
    "[]",
    "{}",
    "x: 1\n",
    "- x\n",
]

words = st.text(st.sampled_from("abz019 :#-?[]{}'\"\\,&*!|>%@`$=~./\n\té😀\u2028\x07"), max_size=30)
scalars = words | st.none() | st.booleans() | st.integers(-(10**17), 10**17)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
members = st.sampled_from(["kind", "description", "title", "source", "matrix", "spec", "tests", "attack", "other"])


def problem_free(text):
    document = read_yaml(SourceText("", text))
    return None if document.problems else document


def holds(text):
    """Formats a text that is YAML of ours, and holds the result against every promise."""
    before = problem_free(text)
    try:
        once = format_text(SourceText("", text))
    except CatalogError:
        assert before is None
        return
    after = problem_free(once)
    expected = before.data
    if isinstance(expected, dict) and isinstance(expected.get("spec"), dict):
        spec = dict(expected["spec"])
        if isinstance(spec.get("filterPattern"), str):
            spec["filterPattern"] = canonical_pattern(spec["filterPattern"])
        if isinstance(spec.get("queryString"), str):
            spec["queryString"] = without_trailing_blanks(spec["queryString"])
        expected = expected | {"spec": spec}
    assert after.data == expected
    assert format_text(SourceText("", once)) == once
    assert once.endswith("\n")
    assert not once.endswith("\n\n")
    assert "\t#" not in once
    assert yaml.load(once, Loader=yaml.SafeLoader) == yaml.load(once, Loader=yaml.CSafeLoader)


@st.composite
def damaged(draw):
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        upto = draw(st.integers(at, min(len(text), at + 5)))
        text = text[:at] + draw(st.sampled_from(SCRAPS)) + text[upto:]
    return text


@st.composite
def commented(draw):
    """A shipped rule with comments and blank lines put behind lines and between them."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for number in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines)))
        kind = draw(st.sampled_from(["line", "behind", "blank"]))
        if kind == "blank":
            lines.insert(at, " " * draw(st.integers(0, 8)))
        elif kind == "line":
            lines.insert(at, " " * draw(st.integers(0, 12)) + f"# comment {number}")
        elif at < len(lines):
            lines[at] += f" # comment {number}"
    return "\n".join(lines) + "\n"


@settings(max_examples=examples(70), deadline=None)
@given(damaged())
def test_damaged_files_are_refused_or_keep_what_they_say(text):
    holds(text)


@settings(max_examples=examples(70), deadline=None)
@given(commented())
def test_comments_are_never_lost(text):
    holds(text)


@settings(max_examples=examples(120), deadline=None)
@given(
    st.dictionaries(members, data, max_size=5) | data,
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "|", ">", '"', "'"]),
    st.integers(2, 6),
)
@example({"spec": {"filterPattern": "{ ($.a=b) }", "queryString": "a  \nb"}}, None, None, 2)
@example({"description": "a\n\n\n"}, None, "|", 2)
@example({"description": None, "source": {"guide": 1}, "spec": {"filterPattern": True}}, None, None, 2)
def test_data_of_every_shape_come_back(value, flow, style, indent):
    holds(yaml.dump(value, default_flow_style=flow, default_style=style, indent=indent, allow_unicode=True))
