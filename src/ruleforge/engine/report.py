"""What a replay found: the input as it was read, and each rule with its matches, datapoints and a sample event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruleforge.engine.duplicates import RECENT
from ruleforge.engine.metrics import Series
from ruleforge.engine.tally import Sample
from ruleforge.events import Problem
from ruleforge.model import MetricFilterSpec, Rule

__all__ = ["InputReport", "Report", "RuleReport"]


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
class RuleReport:
    """What one rule found.

    `datapoints` are the published ones of its metric; `defaults` counts the further minutes in which it has its default
    value; `unpublished` counts the matches that made no datapoint, by reason.
    """

    rule: Rule
    matches: int
    first: str | None
    last: str | None
    sample: Sample | None
    datapoints: Series = field(default_factory=Series)
    defaults: int = 0
    unpublished: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """The rule's report as JSON data: `datapoints` are the published ones, `default_datapoints` counts the rest."""
        data: dict[str, object] = {
            "kind": self.rule.kind.value,
            "version": self.rule.version,
            "source": self.rule.source.to_dict(),
            "matches": self.matches,
            "first": self.first,
            "last": self.last,
        }
        if isinstance(self.rule.spec, MetricFilterSpec):
            transformation = self.rule.spec.transformation
            data["metric"] = {
                "namespace": transformation.metric_namespace,
                "name": transformation.metric_name,
                "unit": transformation.unit,
            }
            data["datapoints"] = [point.to_dict() for point in self.datapoints]
            data["default_datapoints"] = self.defaults
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
class Report:
    """The outcome of a replay; the same input and rules give the same report, whatever the number of processes."""

    input: InputReport
    rules: tuple[RuleReport, ...]

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data: `{"input": {…}, "rules": {id: {…}}}`."""
        return {
            "input": self.input.to_dict(),
            "rules": {report.rule.id: report.to_dict() for report in sorted(self.rules, key=lambda r: r.rule.id)},
        }
