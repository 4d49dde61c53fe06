"""What was found in the account in the place of an object, in the words in which exports have it."""

from __future__ import annotations

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
    if "Tags" in data:
        data["Tags"] = {name: value for name, value in tags_of(data["Tags"]).items() if name.startswith(TAG_PREFIX)}
    return data


def tags_of(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags as AWS lists them, by their keys."""
    return {item["Key"]: item.get("Value", "") for item in tags}
