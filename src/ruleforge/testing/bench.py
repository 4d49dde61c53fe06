"""What a rule of each kind makes of a test's events, in the words of `expect`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ruleforge.catalog import Catalog, parse_alarm, parse_filter, parse_insight_rule, values_for
from ruleforge.engine.clock import MINUTE, to_instant
from ruleforge.engine.detectors import Detector, Detectors, record_of
from ruleforge.engine.metrics import Publisher, Reading, datapoints
from ruleforge.engine.tally import Dimensions, Statistics
from ruleforge.events import Fixtures, record_time
from ruleforge.model import Kind, MetricFilterSpec, Rule, RuleTest
from ruleforge.testing.cases import Case
from ruleforge.testing.queries import QueryBench

__all__ = ["Bench"]

_Examined = tuple[dict[str, Any], dict[str, Any]]


class Bench:
    """Rules of a catalogue made ready to be tested, each once; placeholders have the examples that it declares."""

    def __init__(self, catalog: Catalog, fixtures: Fixtures) -> None:
        self._values = values_for(catalog.parameters)
        self._detectors = Detectors(catalog, self._values)
        self._queries = QueryBench(catalog, self._values, fixtures)

    def detector(self, rule: Rule) -> Detector:
        """The rule, ready to be asked about messages."""
        return self._detectors[rule]

    def examine(self, rule: Rule, test: RuleTest, cases: Sequence[Case]) -> _Examined:
        """What the test expects and what came of it, member by member, both in the same form.

        Raises UsageError for a test that expects what cannot be.
        """
        by_kind: Mapping[Kind, Callable[[Rule, RuleTest, Sequence[Case]], _Examined]] = {
            Kind.METRIC_FILTER: self._filter,
            Kind.SUBSCRIPTION_FILTER: self._filter,
            Kind.EVENT_SELECTOR: self._capturing,
            Kind.TRAIL: self._capturing,
            Kind.CONTRIBUTOR_INSIGHTS: self._insight,
            Kind.ALARM: self._alarm,
            Kind.QUERY: lambda rule, test, _: self._queries.examine(rule, test),
        }
        return by_kind[rule.kind](rule, test, cases)

    def _matches(self, rule: Rule, cases: Sequence[Case]) -> list[bool]:
        asked = self.detector(rule)
        return [asked.matches(case.message) for case in cases]

    def _capturing(self, rule: Rule, test: RuleTest, cases: Sequence[Case]) -> _Examined:
        return dict(test.expect), {"captured": sum(self._matches(rule, cases))}

    def _filter(self, rule: Rule, test: RuleTest, cases: Sequence[Case]) -> _Examined:
        verdicts = self._matches(rule, cases)
        expected = dict(test.expect)
        got: dict[str, Any] = {}
        if "matches" in expected:
            got["matches"] = sum(verdicts)
        if "datapoints" in expected:
            expected["datapoints"] = [_completed(point) for point in expected["datapoints"]]
            got["datapoints"] = _datapoints(rule, cases, verdicts, self._values)
        return expected, got

    def _insight(self, rule: Rule, test: RuleTest, cases: Sequence[Case]) -> _Examined:
        insight = parse_insight_rule(rule, self._values)
        report = insight.report([case.message for case in cases])
        found = {
            "matches": report.matches,
            "contributors": [{"keys": list(item.keys), "value": item.value} for item in report.contributors],
            "unique_contributors": report.unique_contributors,
        }
        return dict(test.expect), {name: found[name] for name in test.expect}

    def _alarm(self, rule: Rule, test: RuleTest, _: Sequence[Case]) -> _Examined:
        """The alarm on a metric that has one value a minute, evaluated at the times for which a state is expected."""
        alarm = parse_alarm(rule, self._values)
        at = [time for time, _ in test.expect["states"]]
        states = alarm.states(test.datapoints, at, samples=True)
        return (
            {"states": [list(pair) for pair in test.expect["states"]]},
            {"states": [list(pair) for pair in zip(at, states, strict=True)]},
        )


def _datapoints(
    rule: Rule, cases: Sequence[Case], verdicts: Sequence[bool], values: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The datapoints that the events make, defaults included, in the words of `expect`."""
    if not isinstance(rule.spec, MetricFilterSpec):
        return []
    publisher = Publisher(parse_filter(rule, values), rule.spec.transformation)
    sums: dict[tuple[str, Dimensions], Statistics] = {}
    arrivals: set[str] = set()
    for case, matched in zip(cases, verdicts, strict=True):
        minute = _minute(case.message)
        if minute is None:
            continue
        arrivals.add(minute)
        reading = publisher.publish_message(case.message) if matched else None
        if isinstance(reading, Reading):
            sums.setdefault((minute, reading.dimensions), Statistics()).add(reading.value)
    points = datapoints(sums.items(), arrivals, rule.spec.transformation.default_value)
    return [
        _completed(
            {
                "minute": point.minute,
                "value": point.statistics.total,
                "samples": point.statistics.count,
                "dimensions": dict(point.dimensions),
            }
        )
        for point in points
    ]


def _completed(point: Mapping[str, Any]) -> dict[str, Any]:
    """A datapoint with everything that may be left out: one sample, no dimensions; the minute without seconds."""
    return {
        "minute": str(point["minute"])[:MINUTE],
        "value": float(point["value"]),
        "samples": point.get("samples", 1),
        "dimensions": dict(point.get("dimensions", {})),
    }


def _minute(message: str) -> str | None:
    """The minute of an event's own time, or None for an event without one."""
    record = record_of(message)
    seconds = None if record is None else record_time(record)
    instant = None if seconds is None else to_instant(seconds)
    return None if instant is None else instant[:MINUTE]
