"""A place in a value is found again in the file, however the value is written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ruleforge.catalog.positions import project
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import SourceText, Span

PATTERN = '{ ($.a = "x") && $.b = 1 }'
WRITTEN = {
    "plain": ("a: xx yy zz\n", "xx yy zz"),
    "single": ("a: '{ $.a = ''x'' }'\n", "{ $.a = 'x' }"),
    "double": ('a: "{ $.a = \\"x\\u00e9\\" }"\n', '{ $.a = "xé" }'),
    "literal": ("a: |-\n  { $.a = 1 ||\n    $.b = 2 }\n", "{ $.a = 1 ||\n  $.b = 2 }"),
    "folded": ('a: >-\n    { ($.a = "x") &&\n    $.b = 1 }\n', PATTERN),
    "folded with a comment line of blanks": ("a: >-\n  one\n\n  two\n", "one\ntwo"),
    "plain over two lines": ("a: one\n  two\n", "one two"),
    "double over two lines": ('a: "one\n  two \\\n  three"\n', "one two three"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_character_is_found(name):
    text, value = WRITTEN[name]
    document = read_yaml(SourceText("f", text))
    assert document.data == {"a": value}
    for index, character in enumerate(value):
        place = project(text, document.spans["a",], document.styles.get(("a",), ""), value, Span(index, index + 1))
        found = text[place.start]
        assert found == character or (found, character) == ("\n", " ") or found in "\\'", (index, character, place)
    words = [index for index, c in enumerate(value) if c.isalnum()]
    places = [
        project(text, document.spans["a",], document.styles.get(("a",), ""), value, Span(i, i + 1)).start for i in words
    ]
    assert places == sorted(set(places))


STYLES = st.sampled_from((None, "'", '"', "|", ">"))


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n  '\"\\{}$"), max_size=60
    ),
    STYLES,
)
@example("a b\n\n c", ">")
@example(" lead", "|")
def test_projection_of_any_scalar(value, style):
    text = yaml.safe_dump({"a": value}, default_style=style, allow_unicode=True, width=20)
    document = read_yaml(SourceText("f", text))
    if document.problems or ("a",) not in document.spans or not isinstance(document.data, dict):
        return
    value, scalar = document.data["a"], document.spans["a",]
    if not isinstance(value, str):
        return
    for index, character in enumerate(value):
        place = project(text, scalar, document.styles.get(("a",), ""), value, Span(index, index + 1))
        assert 0 <= place.start <= place.end <= len(text)
        if place != scalar and character.isalnum():
            assert text[place.start] in (character, "\\")


@pytest.mark.parametrize("style", [None, "'", '"', "|", ">"])
def test_nearly_nothing_is_left_without_a_place(style):
    """A caret under the whole scalar is the last resort: texts as rule files hold them are always walked."""
    value = (
        '{ ($.eventSource = "bedrock.amazonaws.com") && ($.eventName = "A" || $.eventName = "B") && $.x NOT EXISTS }'
    )
    text = yaml.safe_dump({"a": value}, default_style=style, allow_unicode=True, width=40)
    document = read_yaml(SourceText("f", text))
    for index, character in enumerate(value):
        place = project(text, document.spans["a",], document.styles.get(("a",), ""), value, Span(index, index + 1))
        assert place != document.spans["a",]
        assert character == " " or text[place.start] in (character, "\\", "'")
