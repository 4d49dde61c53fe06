"""Alarms: their spec, and what CloudWatch demands of it beyond the schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry, placed
from ruleforge.catalog.yaml_nodes import Document
from ruleforge.diagnostics import Finding
from ruleforge.errors import AlarmError
from ruleforge.languages.alarm import Alarm
from ruleforge.model import AlarmSpec, Kind

__all__ = ["ALARM"]


def _check(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec")
    if spec is None:
        return
    try:
        yield from placed(document, ("spec",), Alarm.parse(spec).notes)
    except AlarmError as error:
        yield from placed(document, ("spec",), error.findings)
    if "AlarmName" not in spec:
        message = "AlarmName is missing"
        yield Finding("limit/required", message).at(document.source, document.span(("spec",)))
    yield from _check_tests(document, rule.get("tests", []))


def _check_tests(document: Document, tests: list[dict[str, Any]]) -> Iterator[Finding]:
    """Offsets go forward: evaluation and datapoints are told in the order of the clock."""
    for index, test in enumerate(tests):
        for path, pairs in (
            (("datapoints",), test.get("datapoints", [])),
            (("expect", "states"), test.get("expect", {}).get("states", [])),
        ):
            offsets = [pair[0] for pair in pairs if pair]
            for position, (before, after) in enumerate(pairwise(offsets), 1):
                if after <= before:
                    place = ("tests", index, *path, position)
                    message = f"the offset {after} does not come after {before}"
                    yield Finding("test/order", message).at(document.source, document.span(place))


ALARM = KindEntry(Kind.ALARM, "alarm.schema.json", AlarmSpec, _check)
