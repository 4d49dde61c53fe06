"""Bundles: what is deployed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BundleSpec"]


@dataclass(frozen=True, slots=True)
class BundleSpec:
    """What is deployed together, with which values.

    `rules` and `without` are ids, `id@version`, or patterns over kind, area and id such as `alarm/bedrock/*`; a rule
    that is named by id comes even where `without` has a pattern for it. `parameters` are values for placeholders.
    `topics` are the SNS topics that the bundle makes, by the placeholder that stands for their ARN. `trail_name` is
    what its trail is called in the account, where that is not the name in the rule: steps of a roll-out all change the
    one trail.
    """

    rules: tuple[str, ...]
    without: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    trail_name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The spec as rule files have it, without what is left out."""
        data: dict[str, Any] = {"rules": list(self.rules)}
        if self.without:
            data["without"] = list(self.without)
        if self.trail_name is not None:
            data["TrailName"] = self.trail_name
        if self.topics:
            data["topics"] = dict(self.topics)
        if self.parameters:
            data["parameters"] = dict(self.parameters)
        return data
