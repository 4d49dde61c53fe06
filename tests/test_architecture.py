"""The house's one rule: imports go down. And its size: files stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "ruleforge"
LAYERS = (
    "cli",
    "report",
    "lint",
    "testing",
    "engine",
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


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "ruleforge":
                yield from (f"ruleforge.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_down(path):
    relative = path.relative_to(SOURCE)
    if str(relative) in FACADE:
        return
    own = relative.parts[0].removesuffix(".py")
    assert own in LAYERS, f"{relative} is in no layer"
    for module in imports(path):
        other = layer_of(module)
        if other is None or (own == "cli" and module == "ruleforge.__version__"):
            continue
        assert other in LAYERS, f"{relative} imports {module}, which is in no layer"
        assert LAYERS.index(other) >= LAYERS.index(own), f"{relative} imports upwards: {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_stay_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_only_the_command_line_prints():
    printing = [
        path
        for path in FILES
        if path.relative_to(SOURCE).parts[0] != "cli"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_nothing_is_executed():
    """No rule, event or pattern can reach the interpreter."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    calls = [
        (str(path.relative_to(SOURCE)), node.func.id)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden
    ]
    assert calls == []
