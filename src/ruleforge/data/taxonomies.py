"""Words of others that rules are sorted by: MITRE's techniques, and the dimensions of AWS's scoping matrices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["SCOPING_MATRIX_SOURCE", "matrix_dimensions", "technique_names", "techniques_read"]

_TECHNIQUES = Path(__file__).with_name("attack.json")
_MATRICES = Path(__file__).with_name("scoping_matrix.json")

SCOPING_MATRIX_SOURCE = "https://aws.amazon.com/ai/security/agentic-ai-scoping-matrix"


@cache
def technique_names() -> Mapping[str, str]:
    """The techniques of ATT&CK and ATLAS that are known here: id → name."""
    names: dict[str, str] = _read(_TECHNIQUES)["techniques"]
    return names


def techniques_read() -> str:
    """Which editions of ATT&CK and ATLAS the table holds."""
    sources = _read(_TECHNIQUES)["sources"].values()
    return " and ".join(f"{source['name']} {source['version']}" for source in sources)


@cache
def matrix_dimensions() -> Mapping[str, Mapping[str, str]]:
    """The dimensions of each scoping matrix: the word that rules use → AWS's name."""
    return {scope: matrix["dimensions"] for scope, matrix in _read(_MATRICES)["matrices"].items()}


@cache
def _read(file: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return table
