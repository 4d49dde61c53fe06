"""Where the shipped rules, schemas and fixtures are: inside an installed wheel, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["shipped"]

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def shipped(part: Literal["rules", "schemas", "fixtures"]) -> Path:
    """The folder of a shipped part of the catalogue.

    A wheel holds the parts under `ruleforge/catalogue/`; a checkout (and an editable install) has them at its top
    level.
    """
    installed = _PACKAGE / "catalogue" / part
    return installed if installed.is_dir() else _PACKAGE.parent.parent / part
