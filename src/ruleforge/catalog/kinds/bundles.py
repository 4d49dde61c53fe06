"""Bundles: their spec. What they name is looked up when they are exported, with the whole catalogue at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry
from ruleforge.catalog.kinds.trails import check_trail_name
from ruleforge.catalog.yaml_nodes import Document
from ruleforge.diagnostics import Finding
from ruleforge.model import BundleSpec, Kind

__all__ = ["BUNDLE"]


def _build(spec: dict[str, Any]) -> BundleSpec:
    return BundleSpec(
        rules=tuple(spec["rules"]),
        without=tuple(spec.get("without", ())),
        parameters=dict(spec.get("parameters", {})),
        topics=dict(spec.get("topics", {})),
        trail_name=spec.get("TrailName"),
    )


def _check(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    yield from check_trail_name(document, rule)
    spec = rule.get("spec", {})
    for name in spec.get("parameters", {}):
        if name in spec.get("topics", {}):
            message = f"{name} is the ARN of a topic that the bundle makes, and has a value besides"
            place = document.keys.get(("spec", "parameters", name), document.span(("spec",)))
            yield Finding("bundle/parameter", message, help="take one of them out").at(document.source, place)


BUNDLE = KindEntry(Kind.BUNDLE, "bundle.schema.json", _build, _check)
