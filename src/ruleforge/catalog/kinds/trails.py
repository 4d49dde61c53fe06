"""Event selectors and trails: their specs, and what CloudTrail demands of them beyond the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry, placed
from ruleforge.catalog.yaml_nodes import Document, shown
from ruleforge.data import limit, number
from ruleforge.diagnostics import Finding
from ruleforge.errors import SelectorError
from ruleforge.languages.event_selector import EventSelectors
from ruleforge.model import EventSelectorSpec, Kind, TrailSpec

__all__ = ["EVENT_SELECTOR", "TRAIL", "check_trail_name"]

_NAME = re.compile(limit("trail.name.pattern").limit)
_ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){3}")


def _check_selector(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec")
    if spec is None:
        return
    try:
        findings = EventSelectors.parse([spec]).notes
    except SelectorError as error:
        findings = list(error.findings)
    # The language counts selectors in a list; here there is one.
    yield from placed(document, ("spec",), [_inside(finding) for finding in findings])


def _inside(finding: Finding) -> Finding:
    return replace(finding, path=finding.path[1:])


def _trail(spec: dict[str, Any]) -> TrailSpec:
    return TrailSpec(
        name=spec["TrailName"],
        selectors=tuple(spec.get("AdvancedEventSelectors", ())),
        insight_selectors=tuple(spec.get("InsightSelectors", ())),
        aggregation_configurations=tuple(spec.get("AggregationConfigurations", ())),
        multi_region=spec.get("IsMultiRegionTrail", True),
        organization=spec.get("IsOrganizationTrail", False),
        log_group_name=spec.get("CloudWatchLogsLogGroup"),
    )


def check_trail_name(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the TrailName of a spec, where it has one."""
    name = rule.get("spec", {}).get("TrailName")
    least, most = number("trail.name.min"), number("trail.name.max")
    if name is not None and (not least <= len(name) <= most or not _NAME.fullmatch(name) or _ADDRESS.fullmatch(name)):
        because = (
            f"CloudTrail user guide, trail naming: {least} to {most} letters, digits, . _ and -, no two signs in a"
            " row, a letter or digit at both ends, and no IP address"
        )
        message = f"{shown(name)} cannot be the name of a trail"
        place = document.span(("spec", "TrailName"))
        yield Finding("limit/trail-name", message, because=because).at(document.source, place)


def _check_trail(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    yield from check_trail_name(document, rule)
    spec = rule.get("spec", {})
    seen: set[str] = set()
    for index, identifier in enumerate(spec.get("AdvancedEventSelectors", [])):
        if identifier in seen:
            message = f"{shown(identifier)} is listed twice"
            place = document.span(("spec", "AdvancedEventSelectors", index))
            yield Finding("trail/duplicate", message).at(document.source, place)
        seen.add(identifier)


EVENT_SELECTOR = KindEntry(Kind.EVENT_SELECTOR, "event-selector.schema.json", EventSelectorSpec, _check_selector)
TRAIL = KindEntry(Kind.TRAIL, "trail.schema.json", _trail, _check_trail)
