"""What a replay found: the input as it was read, and each rule with its matches, datapoints and a sample event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruleforge.engine.alarms import AlarmFindings
from ruleforge.engine.duplicates import RECENT
from ruleforge.engine.metrics import Series
from ruleforge.engine.tally import Sample
from ruleforge.events import Problem
from ruleforge.languages.insight_rule import Contributor
from ruleforge.model import Kind, MetricFilterSpec, Rule

__all__ = ["InputReport", "InsightFindings", "Recorded", "Report", "RuleReport", "TrailReport"]


@dataclass(frozen=True, slots=True)
class InputReport:
    """The input as it was read.

    `events` were evaluated; `outside` were read and lie outside the asked time; `skipped` were read and are no log
    events; `broken` could not be read. `duplicates` are among `events`. `problems` names them, the first of each
    file.
    """

    files: int
    events: int
    outside: int
    skipped: int
    broken: int
    duplicates: int
    pipelines: Mapping[str, int]
    problems: tuple[Problem, ...]
    first: str | None
    last: str | None

    def to_dict(self) -> dict[str, object]:
        """The input report as JSON data."""
        return {
            "files": self.files,
            "events": self.events,
            "outside": self.outside,
            "skipped": self.skipped,
            "broken": self.broken,
            "duplicates": self.duplicates,
            "duplicates_within": RECENT,
            "pipelines": dict(sorted(self.pipelines.items())),
            "first": self.first,
            "last": self.last,
            "problems": [problem.to_dict() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class InsightFindings:
    """Who contributed most to a Contributor Insights rule, how many contributors there were, and what was left out.

    `without_keys` matches lack a key or the number that is added up. `error` is how much a value may be too low: 0
    unless there were more contributors than are kept.
    """

    contributors: tuple[Contributor, ...]
    unique: int
    without_keys: int = 0
    error: float = 0


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule found.

    `matches` are the events that it takes, for a selector those that it records. With a trail, rules see what the trail
    records, and `missed` counts what they would have matched besides; it is None without one. `datapoints` are those of
    a metric filter; `unpublished` counts the matches that made none, by reason. `insight` and `alarm` are there for
    rules of those kinds.
    """

    rule: Rule
    matches: int = 0
    missed: int | None = None
    first: str | None = None
    last: str | None = None
    sample: Sample | None = None
    datapoints: Series = field(default_factory=Series)
    unpublished: Mapping[str, int] = field(default_factory=dict)
    insight: InsightFindings | None = None
    alarm: AlarmFindings | None = None

    @property
    def is_metric(self) -> bool:
        """Whether the rule publishes a metric."""
        return isinstance(self.rule.spec, MetricFilterSpec)

    def to_dict(self) -> dict[str, object]:
        """The rule's report as JSON data: `datapoints` are the published ones, `default_datapoints` counts the rest."""
        data: dict[str, object] = {
            "kind": self.rule.kind.value,
            "version": self.rule.version,
            "source": self.rule.source.to_dict(),
        }
        if self.alarm is not None:
            return data | self.alarm.to_dict()
        data["captured" if self.rule.kind is Kind.EVENT_SELECTOR else "matches"] = self.matches
        if self.missed is not None and self.rule.kind is not Kind.EVENT_SELECTOR:
            data["missed"] = self.missed
        data["first"], data["last"] = self.first, self.last
        if self.insight is not None:
            data["contributors"] = [
                {"keys": list(item.keys), "value": item.value} for item in self.insight.contributors
            ]
            data["unique_contributors"] = self.insight.unique
            data["without_keys"] = self.insight.without_keys
            data["error"] = self.insight.error
        if isinstance(self.rule.spec, MetricFilterSpec):
            transformation = self.rule.spec.transformation
            data["metric"] = {
                "namespace": transformation.metric_namespace,
                "name": transformation.metric_name,
                "unit": transformation.unit,
            }
            data["datapoints"] = [point.to_dict() for point in self.datapoints]
            data["default_datapoints"] = len(self.datapoints.quiet)
            data["unpublished"] = dict(sorted(self.unpublished.items()))
        if self.sample is not None:
            data["sample"] = {
                "time": self.sample.time or None,
                "file": self.sample.file,
                "event": self.sample.event,
                "message": self.sample.message,
            }
        return data


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many events a trail records, and how many it does not."""

    recorded: int
    not_recorded: int


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What a trail makes of the CloudTrail records of a replay.

    `categories` are by event category, those without one under `none`. `selectors` counts what each of them takes;
    an event may be taken by several. `beyond_default` says for each rule how many of its matches are there only
    because of the trail: CloudTrail by itself records management events and nothing else.
    """

    rule: Rule
    categories: Mapping[str, Recorded]
    selectors: Mapping[str, int]
    beyond_default: Mapping[str, int]

    @property
    def events(self) -> Recorded:
        """All categories together."""
        return Recorded(
            sum(item.recorded for item in self.categories.values()),
            sum(item.not_recorded for item in self.categories.values()),
        )

    def to_dict(self) -> dict[str, object]:
        """The trail's report as JSON data."""
        return {
            "id": self.rule.id,
            "version": self.rule.version,
            "recorded": self.events.recorded,
            "not_recorded": self.events.not_recorded,
            "categories": {
                name: {"recorded": item.recorded, "not_recorded": item.not_recorded}
                for name, item in sorted(self.categories.items())
            },
            "selectors": dict(sorted(self.selectors.items())),
            "beyond_default": dict(sorted(self.beyond_default.items())),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a replay; the same input and rules give the same report, whatever the number of processes.

    `parameters` are the placeholders of selectors that no value was given for, with the examples used in their place.
    """

    input: InputReport
    rules: tuple[RuleReport, ...]
    trail: TrailReport | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data: `{"input": {…}, "rules": {id: {…}}}`, with a trail also `"trail": {…}`."""
        data: dict[str, object] = {"input": self.input.to_dict(), "assumed_parameters": dict(self.parameters)}
        if self.trail is not None:
            data["trail"] = self.trail.to_dict()
        data["rules"] = {
            report.rule.id: report.to_dict() for report in sorted(self.rules, key=lambda report: report.rule.id)
        }
        return data
