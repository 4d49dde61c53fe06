"""Texts and names as DuckDB's SQL spells them."""

from __future__ import annotations

__all__ = ["quoted"]


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"
