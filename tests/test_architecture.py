"""The house's one rule: imports go down. And its size: files stay small enough to read."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "ruleforge"
LAYERS = (
    "cli",
    "report",
    "account",
    "lint",
    "testing",
    "engine",
    "importing",
    "export",
    "foreign",
    "catalog",
    "events",
    "languages",
    "predicate",
    "model",
    "data",
    "errors",
    "diagnostics",
)
FACADE = {"__init__.py", "__main__.py"}
FILES = sorted(SOURCE.rglob("*.py"))


def layer_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "ruleforge" else None


class Source(NamedTuple):
    """What a file imports, and the functions that it calls by a plain name."""

    imports: tuple[str, ...]
    calls: frozenset[str]


@cache
def source(path: Path) -> Source:
    imports: list[str] = []
    calls: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imports += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            imports.append(node.module)
            if node.module == "ruleforge":
                imports += (f"ruleforge.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.add(node.func.id)
    return Source(tuple(imports), frozenset(calls))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_down(path):
    relative = path.relative_to(SOURCE)
    if str(relative) in FACADE:
        return
    own = relative.parts[0].removesuffix(".py")
    assert own in LAYERS, f"{relative} is in no layer"
    for module in source(path).imports:
        other = layer_of(module)
        if other is None or (own == "cli" and module == "ruleforge.__version__"):
            continue
        assert other in LAYERS, f"{relative} imports {module}, which is in no layer"
        assert LAYERS.index(other) >= LAYERS.index(own), f"{relative} imports upwards: {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_stay_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_only_the_command_line_prints():
    printing = [path for path in FILES if path.relative_to(SOURCE).parts[0] != "cli" and "print" in source(path).calls]
    assert printing == []


def test_nothing_is_executed():
    """No rule, event or pattern can reach the interpreter."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    calls = [(str(path.relative_to(SOURCE)), name) for path in FILES for name in source(path).calls & forbidden]
    assert calls == []
