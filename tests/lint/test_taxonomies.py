"""The words of others that rules are sorted by: the tables, the schema and the shipped rules agree."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from ruleforge.catalog import Catalog
from ruleforge.data import shipped
from ruleforge.data.taxonomies import matrix_dimensions, technique_names, techniques_read
from ruleforge.lint import Settings
from ruleforge.lint.linter import lint_catalog
from shipped_catalogue import shipped_catalogue

CATALOG = shipped_catalogue()


def test_the_schema_takes_the_dimensions_of_the_table():
    definitions = json.loads((shipped("schemas") / "rule.schema.json").read_text(encoding="utf-8"))["$defs"]
    schema = {
        "generative-ai": definitions["generativeAi"]["items"]["enum"],
        "agentic-ai": definitions["agenticAi"]["items"]["enum"],
    }
    assert {scope: list(words) for scope, words in matrix_dimensions().items()} == schema


def test_the_shipped_rules_use_every_dimension():
    used = {(scope, word) for rule in CATALOG for scope, words in rule.matrix.items() for word in words}
    assert used == {(scope, word) for scope, words in matrix_dimensions().items() for word in words}


def test_techniques_have_ids_and_names():
    names = technique_names()
    assert len(names) > 700
    assert all(re.fullmatch(r"(AML\.)?T\d{4}(\.\d{3})?", technique) and name for technique, name in names.items())
    assert {technique for rule in CATALOG for technique in rule.attack} <= names.keys()
    assert re.fullmatch(r"MITRE ATT&CK, Enterprise \d+\.\d and MITRE ATLAS \d+\.\d\.\d", techniques_read())


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ({"agentic-ai": ("guardrail",)}, "guardrail is no dimension of agentic-ai"),
        ({"quantum-ai": ("scope",)}, "there is no matrix quantum-ai"),
        ({"agentic-ai": ()}, "the rule serves no dimension of the scoping matrices"),
    ],
)
def test_an_unknown_dimension_is_told(matrix, message):
    """Rules read from files cannot have one, for the schema refuses it; rules that are made in a program can."""
    rule = replace(CATALOG["bedrock-guardrail-changes"], matrix=matrix)
    report = lint_catalog(
        Catalog([rule]), [], settings=Settings(), select=frozenset({"meta/matrix"}), today=date(2026, 11, 26)
    )
    assert [finding.message for finding in report.findings] == [message]
