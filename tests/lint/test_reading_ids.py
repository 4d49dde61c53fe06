"""The ids that reading can tell, collected from the source of what reads, held against the table and the checks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator

from ruleforge.catalog.schema import _LIMITS
from ruleforge.data import shipped
from ruleforge.lint import checks
from ruleforge.lint.reading import READING
from ruleforge.predicate.choices import CHOICES

SOURCE = Path(__file__).parents[2] / "src" / "ruleforge"
READERS = (
    *SOURCE.glob("catalog/*.py"),
    *SOURCE.glob("catalog/kinds/*.py"),
    *SOURCE.glob("languages/**/*.py"),
    *SOURCE.glob("foreign/**/*.py"),
    SOURCE / "events" / "fixtures.py",
    SOURCE / "events" / "overrides.py",
    SOURCE / "lint" / "ignores.py",
    SOURCE / "testing" / "queries.py",
)
BODIES = {"alarm": "alarm", "event_selector": "selector", "insight_rule": "insight"}
"""The packages that read bodies of data, with the families of their findings."""
RUNNING = {"rule/id", "rule/unknown", "sql/absent-field", "sql/field-limit", "sql/memory", "sql/time"}
"""Told when a query runs, or when somebody asks for a rule that is not there; never of a rule that is read."""
STRUCTURE = {"$ref", "properties", "items", "prefixItems", "additionalProperties", "propertyNames", "oneOf"}
"""Keywords of a schema whose findings are those of what is in them, or have an id of their own."""
ID = re.compile(r"[a-z]+/[a-z-]+")
FAMILIES = {identifier.partition("/")[0] for identifier in READING} | {"bundle", "limit"}


def calls(path: Path) -> Iterator[tuple[str, list[str], dict[str, ast.expr]]]:
    """Each call of a method or function: its name, the words that its first argument can be, its named arguments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            words = [item.value for item in choices if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            yield name, words, {item.arg: item.value for item in node.keywords if item.arg}


def of_a_body(family: str, path: Path) -> Iterator[str]:
    """What a reader of a body tells by itself, and what it is told to tell."""
    for name, words, named in calls(path):
        if name in ("error", "warning"):
            yield from (word if "/" in word else f"{family}/{word}" for word in words)
        if name in ("mapping", "items", "text", "whole"):
            yield f"{family}/type"
        if name == "known":
            yield f"{family}/member"
        if "check" not in named:
            if name == "one_of":
                yield f"{family}/word"
            if name == "whole":
                yield f"{family}/number"
            if name == "text" and named.keys() & {"shortest", "longest"}:
                yield f"{family}/length"
            if name == "text" and "one_line" in named:
                yield f"{family}/line-break"


def of_templates(path: Path) -> Iterator[str]:
    """The names that are handed on as `check`, by name, by default, or behind the message."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.FunctionDef):
            defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + node.args.defaults
            named = [*zip(node.args.args, defaults, strict=True)]
            named += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            values = [value for argument, value in named if argument.arg == "check"]
        elif isinstance(node, ast.Call):
            values = [item.value for item in node.keywords if item.arg == "check"]
            values += node.args[3:4] if getattr(node.func, "id", "") == "_unreadable" else []
        words = [value.value for value in values if isinstance(value, ast.Constant)]
        yield from (f"foreign/{word}" for word in words if isinstance(word, str) and "/" not in word)


def of_the_schemas() -> Iterator[str]:
    for path in shipped("schemas").glob("*.schema.json"):
        waiting = [json.loads(path.read_text(encoding="utf-8"))]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                own = node.get("x-check")
                if isinstance(own, str):
                    yield own
                for keyword in (node.keys() & Draft202012Validator.VALIDATORS.keys()) - STRUCTURE:
                    if isinstance(own, str) and keyword in _LIMITS:
                        continue
                    if not isinstance(node[keyword], dict):  # else it is a member of that name
                        yield f"schema/{keyword.lower()}"
            waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []


def raised() -> set[str]:
    found = {f"choice/{identifier}" for identifier in CHOICES} | set(of_the_schemas())
    for path in READERS:
        parts = path.relative_to(SOURCE).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                found.add(node.value)
        if parts[:2] == ("languages", "filter_pattern"):
            words = [word for name, words, _ in calls(path) if name in ("finding", "refuse") for word in words]
            found |= {word if "/" in word else f"pattern/{word}" for word in words}
        if parts[-1] == "yaml_nodes.py":
            found |= {f"yaml/{word}" for name, words, _ in calls(path) if name == "problem" for word in words}
        if parts[0] == "foreign":
            found |= set(of_templates(path))
        if parts[0] == "languages" and parts[1] in BODIES:
            found |= set(of_a_body(BODIES[parts[1]], path))
    return {identifier for identifier in found if identifier.partition("/")[0] in FAMILIES} - RUNNING


def test_whatever_reading_tells_is_known():
    assert sorted(raised() - READING.keys() - checks().keys()) == []


def test_the_table_has_nothing_that_nobody_tells():
    assert sorted(READING.keys() - raised()) == []


def test_limits_that_are_met_in_reading_are_told_there():
    met = {identifier for identifier, check in checks().items() if check.reading}
    assert sorted(met - raised()) == []
    assert sorted(identifier for identifier in raised() & checks().keys() if identifier not in met) == []


def test_what_is_told_when_queries_run_is_in_no_table():
    assert not RUNNING & (READING.keys() | checks().keys())
