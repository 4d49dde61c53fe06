"""The shipped catalogue as commands load it, read once for all tests of a process: nothing changes it."""

from __future__ import annotations

from functools import cache

from ruleforge.catalog import Catalog, load_catalog

__all__ = ["shipped_catalogue"]


@cache
def shipped_catalogue() -> Catalog:
    return load_catalog()
