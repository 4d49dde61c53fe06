"""What was found in the account in the place of an object, in the words in which exports have it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruleforge.export.defaults import spelled_out
from ruleforge.export.resources import ResourceKind
from ruleforge.export.stamp import TAG_PREFIX, Stamp

__all__ = ["Found", "comparable", "tags_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the account.

    `stamp` is None for one that no export made. `identifier` is what AWS knows it by where that is not its name, and
    `earlier` are the names of filters of the same rule in other versions, which this one replaces.
    """

    name: str
    body: Mapping[str, Any]
    stamp: Stamp | None
    identifier: str | None = None
    earlier: tuple[str, ...] = ()


def comparable(kind: ResourceKind, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body with what is left out said, so that two that mean the same are the same. Of tags, only ours count."""
    data = spelled_out(kind, body)
    data |= {name: _sorted(data[name]) for name in _SETS if name in data}
    if "AdvancedEventSelectors" in data:
        data["AdvancedEventSelectors"] = [_selector(item) for item in data["AdvancedEventSelectors"]]
    if "Tags" in data:
        data["Tags"] = {name: value for name, value in tags_of(data["Tags"]).items() if name.startswith(TAG_PREFIX)}
    return data


_SETS = ("AlarmActions", "Dimensions", "InsufficientDataActions", "OKActions")
"""Lists in which the order says nothing, and that AWS may give back in another."""


def _selector(selector: Mapping[str, Any]) -> dict[str, Any]:
    """A selector with its conditions and their values in one order: all of the first hold, and one of the second."""
    conditions = [
        {name: _sorted(value) if isinstance(value, list | tuple) else value for name, value in item.items()}
        for item in selector.get("FieldSelectors", ())
    ]
    return {**selector, "FieldSelectors": sorted(conditions, key=lambda item: str(item.get("Field")))}


def _sorted(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def tags_of(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags as AWS lists them, by their keys."""
    return {item["Key"]: item.get("Value", "") for item in tags}
