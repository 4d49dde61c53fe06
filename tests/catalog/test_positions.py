"""A place in a value is found again in the file, however the value is written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ruleforge.catalog.positions import Projection, project
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


class Spelling:
    """A value written in one style by choices drawn, with the offsets that stand for each of its characters."""

    def __init__(self, data, opening: str) -> None:
        self.draw = data.draw
        self.text = opening
        self.places: list[Span] = []

    def chance(self) -> bool:
        return self.draw(st.integers(0, 3)) == 0

    def blanks(self, least: int = 0) -> str:
        return " " * self.draw(st.integers(least, 4))

    def skip(self, text: str) -> None:
        self.text += text

    def add(self, text: str) -> None:
        self.places.append(Span(len(self.text), len(self.text) + len(text)))
        self.text += text


def foldable(value: str, index: int) -> bool:
    return value[index] == " " and 0 < index < len(value) - 1 and not (value[index - 1] + value[index + 1]).isspace()


def double(data, value: str) -> Spelling:
    spelling = Spelling(data, '"')
    for index, character in enumerate(value):
        if (
            foldable(value, index)
            and value[index - 1] not in " \n"
            and value[index + 1] not in " \n"
            and spelling.chance()
        ):
            spelling.add("\n" + spelling.blanks(2))
            continue
        if spelling.chance():
            spelling.skip("\\\n  ")
        short = {"\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(character)
        after_joint = character == " " and spelling.text.endswith("\n  ")
        if after_joint or (short is None and spelling.chance()):
            short = f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"
        spelling.add(short or character)
    spelling.skip('"')
    return spelling


def single(data, value: str) -> Spelling:
    spelling = Spelling(data, "'")
    for index, character in enumerate(value):
        if foldable(value, index) and spelling.chance():
            spelling.add(spelling.blanks() + "\n" + spelling.blanks(2))
        elif character == "\n":
            spelling.skip("\n")
            spelling.add("\n")
        else:
            spelling.add("''" if character == "'" else character)
    spelling.skip("'")
    return spelling


def literal(data, value: str) -> Spelling:
    indent = data.draw(st.integers(1, 6))
    first = next((line for line in value.split("\n") if line), " ")
    told = str(indent) if first.startswith(" ") or value.startswith("\n") or data.draw(st.booleans()) else ""
    chomp = "-" if not value.endswith("\n") else "+"
    spelling = Spelling(data, f"|{told}{chomp}{data.draw(st.sampled_from(['', ' # why']))}\n")
    line_start = True
    for character in value:
        if line_start and (character != "\n" or spelling.chance()):
            spelling.skip(" " * indent)
        spelling.add(character)
        line_start = character == "\n"
    return spelling


def folded(data, value: str) -> Spelling:
    indent = data.draw(st.integers(1, 6))
    spelling = Spelling(data, ">-\n" + " " * indent)
    for index, character in enumerate(value):
        if foldable(value, index) and spelling.chance():
            spelling.add("\n")
            spelling.skip(" " * indent)
        elif character == "\n":
            spelling.add("\n")
            spelling.skip("\n" + " " * indent)
        else:
            spelling.add(character)
    return spelling


LETTERS = st.sampled_from("ab{}$=&\"'\\é\U0001f600")
WORDS = st.text(LETTERS, min_size=1, max_size=6)
# Where a line may be folded, no blanks stand beside a line end: YAML takes those away.
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3).map("\n".join)
WRITERS = {
    "double": (double, st.text(LETTERS | st.sampled_from(" \n"), max_size=25)),
    "single": (single, LINES),
    "literal": (literal, st.text(LETTERS | st.sampled_from(" \n"), min_size=1, max_size=25)),
    "folded": (folded, LINES),
}


@pytest.mark.parametrize("writer", WRITERS)
@given(st.data(), st.sampled_from(["a: ", "# é\U0001f600\na: ", 'x: "é"\na: ']))
def test_every_character_is_found_exactly_however_it_is_written(writer, data, lead):
    write, values = WRITERS[writer]
    value = data.draw(values)
    spelling = write(data, value)
    text = f"{lead}{spelling.text}\nz: 1\n"
    document = read_yaml(SourceText("f", text))
    if document.problems or document.data["a"] != value:
        # Blank lines at the end of a block belong to what follows; such a spelling is none of this value.
        assert writer == "literal"
        return
    projection = Projection(text, document.spans["a",], document.styles["a",], value)
    for index, place in enumerate(spelling.places):
        expected = Span(len(lead) + place.start, len(lead) + place.end)
        found = projection.span(Span(index, index + 1))
        if value[index] == "\n":
            assert found.start in range(expected.start - 1, expected.end)
        else:
            assert found == expected or (value[index] == " " and found.start == expected.start)


def covered(text: str, span: Span) -> str:
    return text[span.start : span.end]


def test_spans_over_several_characters_and_at_the_end():
    text = 'a: "x \\u00e9y"\n'
    projection = Projection(text, Span(3, len(text) - 1), '"', "x éy")
    assert covered(text, projection.span(Span(2, 4))) == "\\u00e9y"
    assert projection.span(Span(4, 4)) == Span(13, 13)
    assert Projection('a: ""', Span(3, 5), '"', "").span(Span(0, 0)) == Span(4, 4)


def test_what_does_not_go_together_is_the_whole_scalar():
    assert Projection("a: xyz", Span(3, 6), "", "other").span(Span(1, 2)) == Span(3, 6)
