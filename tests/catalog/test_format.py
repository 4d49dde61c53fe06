"""The one form of rule files: what is put in order, what stays as it is, and that nothing is ever lost."""

from __future__ import annotations

import pytest
import yaml
from rule_texts import FILTER, PARAMETERS, text

from ruleforge import CatalogError, FilterPattern
from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.catalog.format import format_rule, format_text
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.data import shipped
from ruleforge.diagnostics import SourceText

FILES = yaml_files(shipped("rules"), without=("parameters.yaml",))[0]
LONG = "a" * 60


def formatted(source, **options):
    """The form of a text, which is its own form."""
    once = format_text(SourceText("", source), **options)
    if once != source:
        assert format_text(SourceText("", once), **options) == once
    # PyYAML's own parser reads what libyaml reads.
    assert yaml.load(once, Loader=yaml.SafeLoader) == yaml.load(once, Loader=yaml.CSafeLoader)
    return once


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_rules_are_in_form(file):
    """Whoever writes a rule runs `ruleforge fmt`."""
    source, _ = read_text(file)
    assert formatted(source, texts="@" not in file.name) == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("b: 1\na: 2", "b: 1\na: 2\n", id="members that are not ours stay in their order"),
        pytest.param("spec:\n  x: 1\nid: a\nkind: b\n", "kind: b\nid: a\nspec:\n  x: 1\n", id="envelope"),
        pytest.param("a:\n    b:\n        c: 1", "a:\n  b:\n    c: 1\n", id="indentation"),
        pytest.param("a:\n- b: 1\n  c: 2\n- 3", "a:\n  - b: 1\n    c: 2\n  - 3\n", id="items under their key"),
        pytest.param("a:\n  -   -   1\n      - 2", "a:\n  - - 1\n    - 2\n", id="items in items"),
        pytest.param("a: { b: 1 ,c: [ 2,3 , ] }", "a: {b: 1, c: [2, 3]}\n", id="brackets"),
        pytest.param("a: {b: 1,\n  c: 2}", "a: {b: 1, c: 2}\n", id="brackets on several lines"),
        pytest.param("a: [b: 1]", "a: [{b: 1}]\n", id="a pair in brackets"),
        pytest.param("a: []\nb: {}", "a: []\nb: {}\n", id="empty"),
        pytest.param("? a\n: b", "a: b\n", id="explicit keys"),
        pytest.param("---\na: b\n...\n", "a: b\n", id="markers"),
        pytest.param("%YAML 1.1\n---\na: b\n", "a: b\n", id="directives"),
        pytest.param("\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n", id="blank lines"),
        pytest.param("a: 1  \r\nb: 2\r\n", "a: 1\nb: 2\n", id="line ends"),
        pytest.param(
            "a:\n- 1\n# b\nb:\n- 2\n# c\n", "a:\n  - 1\n# b\nb:\n  - 2\n# c\n", id="comments of the outer one"
        ),
        pytest.param("a: [ # a\n]\nb: [\n  # b\n]", "a: []  # a\n# b\nb: []\n", id="comments in nothing"),
        pytest.param("a:\n\n  - 1\n\n  - 2\n", "a:\n  - 1\n\n  - 2\n", id="a blank line below a key"),
        pytest.param('{"kind": "a", "tests": [{"name": "b"}]}', "kind: a\ntests:\n  - name: b\n", id="JSON"),
    ],
)
def test_layout(before, after):
    assert formatted(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'plain'", "plain"),
        ('"1.0.0"', "1.0.0"),
        ("'yes'", '"yes"'),
        ("'12'", '"12"'),
        ("1e5", '"1e5"'),
        ("'0o17'", '"0o17"'),
        ("'it''s'", "it's"),
        ('"say \\"no\\""', 'say "no"'),
        ("'\"no\"'", "'\"no\"'"),
        ("'{ $.a = \"b\" }'", "'{ $.a = \"b\" }'"),
        ('"a: b"', '"a: b"'),
        ("a::b", '"a::b"'),
        ("arn:aws:s3", '"arn:aws:s3"'),
        ("a[0]", '"a[0]"'),
        ("'${A}'", "${A}"),
        ("['${A}']", '["${A}"]'),
        ("[a?]", '["a?"]'),
        ("[a'b]", '["a\'b"]'),
        ("a?", "a?"),
        ('"a\\u0007b"', '"a\\x07b"'),
        ('"\\u2028\\U0001F600"', '"\\u2028😀"'),
        ('"tab\\t"', '"tab\\t"'),
        ("true", "true"),
        ("1.50", "1.50"),
        ("null", "null"),
        ("'null'", '"null"'),
        ("'-'", '"-"'),
        ("-x", "-x"),
        ("'#a'", '"#a"'),
        ("''", '""'),
        ("'='", '"="'),
        ("a\n  b", "a b"),
    ],
)
def test_quotes(before, after):
    assert formatted(f"a: {before}\n") == f"a: {after}\n"


def test_keys_are_written_as_texts_are():
    assert formatted("'a': 1\n'$.a[0]': 2\n\"12\": 3\n") == 'a: 1\n"$.a[0]": 2\n"12": 3\n'


def test_what_is_too_wide_is_broken():
    words = " ".join(["word"] * 40)
    arn = "arn:aws:bedrock:us-east-1:111122223333:" + "/".join(["segment"] * 20)
    lines = formatted(f"a: {words}\nb: [{LONG}, {LONG}]\nc: {LONG}{LONG}\nd: '{arn}'\ne:\n  - '{arn}'\n").splitlines()
    assert all(len(line) <= 120 or line.strip() == LONG + LONG for line in lines)
    assert f"  - {LONG}" in lines
    assert sum(line.endswith("segment/\\") for line in lines) == 2
    assert formatted(f"{LONG}: '{LONG} ::'\n") == f'{LONG}:\n  "{LONG} ::"\n'


def test_blocks_keep_their_lines():
    source = "a: |\n    one\n      two  \n\n    three\n\nb: >-\n      one\n      two\n\n\nc: 1\n"
    assert formatted(source) == "a: |\n  one\n    two  \n\n  three\n\nb: >-\n  one\n  two\n\nc: 1\n"


@pytest.mark.parametrize(
    "value",
    ["a\n", "a", "\n a\nb", "  a\nb\n", "a\n\n\n", "\n", "a \n  ", "\ta\n", "a\n\tb\n c", "a\nb ", "a\x07\nb", " ", ""],
)
@pytest.mark.parametrize("style", ["|", ">", '"'])
def test_every_text_comes_back_from_every_style(value, style):
    source = yaml.safe_dump(
        {"description": value, "b": [{"c": value}], "spec": {"AlarmDescription": value}}, default_style=style
    )
    if read_yaml(SourceText("", source)).problems:
        pytest.skip("PyYAML writes what is refused")
    assert read_yaml(SourceText("", formatted(source))).data["description"] == value


def test_descriptions_patterns_and_queries_stand_in_blocks():
    source = (
        "kind: metric-filter\nspec:\n  filterPattern: '{ ($.a = b) }'\n  queryString: \"SELECT a  \\nFROM b\"\n"
        "description: What it sees.\nsource: {changed: Why., guide: Filter 1}\n"
    )
    assert formatted(source) == (
        "kind: metric-filter\ndescription: |-\n  What it sees.\n"
        'source:\n  guide: "Filter 1"\n  changed: >-\n    Why.\n'
        'spec:\n  queryString: |-\n    SELECT a\n    FROM b\n  filterPattern: >-\n    { $.a = "b" }\n'
    )


def test_long_patterns_are_broken_behind_connectives():
    pattern = "{ " + " || ".join(f'$.eventName = "Operation{index}"' for index in range(9)) + " }"
    lines = formatted(f"spec:\n  filterPattern: '{pattern}'\n").splitlines()
    assert all(line.endswith(("||", "}")) for line in lines[2:])
    assert all(len(line) <= 120 for line in lines)


def test_texts_of_the_history_stay_to_the_letter():
    source = "spec:\n  filterPattern: >-\n    { ($.a=b)\n    && ($.c = d) }\n"
    assert formatted(source, texts=False) == source
    assert formatted(source) != source


def test_a_pattern_that_is_none_stays():
    assert "{ $.a == 1 }" in formatted("spec:\n  filterPattern: '{ $.a == 1 }'\n")
    assert "%a%  b" in formatted("spec:\n  filterPattern: '%a%  b'\n")


COMMENTS = """\
# yaml-language-server: $schema=x

# about the file
kind: a # kind
# above id

# right above id
id: b
spec: # spec
    # above x
    x: [1, # one
        # above two
        2] # list
    w: # w
        - a: 1 # a
          # above b
          b: 2
          # below b
        # below the items
    # below w
    z: # z
        text
    t: >- # t
        folded

      # below t
    u:
        # above the value
        value
# between
tests:
# above the first test
- # dash
  # above name
  name: b
-
  # above another name
  name: m
- {name: o} # o
# the end
"""
FORMATTED = """\
# yaml-language-server: $schema=x

# about the file
kind: a  # kind
# above id

# right above id
id: b
spec:  # spec
  # above x
  x:  # list
    - 1  # one
    # above two
    - 2
  w:  # w
    - a: 1  # a
      # above b
      b: 2
      # below b
    # below the items
  # below w
  z: text  # z
  t: >-  # t
    folded

  # below t
  # above the value
  u: value
# between
tests:
  # above the first test
  -  # dash
    # above name
    name: b
  # above another name
  - name: m
  -  # o
    name: o
# the end
"""


def test_comments_stay_where_they_are():
    assert formatted(COMMENTS) == FORMATTED


def test_comments_move_with_their_members():
    source = "# head\nid: a\n# about the kind\nkind: b\n\n# about the spec\nspec:\n  x: 1\n  # the end\ntitle: c\n"
    assert formatted(source) == (
        "# head\n# about the kind\nkind: b\nid: a\ntitle: c\n\n# about the spec\nspec:\n  x: 1\n  # the end\n"
    )


@pytest.mark.parametrize("source", ["a: [", "a: &b 1", "a: yes", "", "a: 1\na: 2"])
def test_what_is_no_yaml_of_ours_is_refused(source):
    with pytest.raises(CatalogError):
        format_text(SourceText("", source))


def test_what_is_no_rule_is_refused():
    sound = text("metric-filter", FILTER)
    assert format_rule(SourceText("good.yaml", sound), PARAMETERS).startswith("kind: metric-filter\n")
    assert format_rule(SourceText("<stdin>", sound), PARAMETERS)
    for name, source in (
        ("bad.yaml", sound),
        ("good.yaml", sound.replace("version: 1.0.0", "version: one")),
        ("good.yaml", sound.replace('= \\"A\\"', "== A")),
        ("good@1.0.0.yaml", sound.replace("severity: low\n", "")),
    ):
        with pytest.raises(CatalogError):
            format_rule(SourceText(name, source), PARAMETERS)


def test_a_canonical_pattern_means_the_same():
    source, _ = read_text(shipped("rules") / "metric-filter" / "bedrock" / "bedrock-guardrail-changes.yaml")
    pattern = read_yaml(SourceText("", source)).data["spec"]["filterPattern"]
    assert FilterPattern.parse(pattern) == FilterPattern.parse(str(FilterPattern.parse(pattern)))
