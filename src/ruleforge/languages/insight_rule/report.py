"""The report of a Contributor Insights rule: the top contributors, and the metrics of the rule per period."""

from __future__ import annotations

from dataclasses import dataclass, field

from ruleforge.languages.insight_rule.contributors import Amount, Contributor, Contributors, plain

__all__ = ["Bin", "InsightReport", "ReportBuilder"]


@dataclass(frozen=True, slots=True)
class Bin:
    """The rule's metrics in one period (GetInsightRuleReport); `start` is in epoch seconds.

    `sum`, `minimum`, `maximum` and `average` are those of what single events contributed.
    """

    start: float
    sample_count: int
    unique_contributors: int
    max_contributor_value: float
    sum: float
    minimum: float
    maximum: float

    @property
    def average(self) -> float:
        """What an event contributed on average."""
        return self.sum / self.sample_count


@dataclass(frozen=True, slots=True)
class InsightReport:
    """What a rule makes of some events.

    `contributors` are in order, highest first and equal ones by their keys, cut to the number asked for;
    `unique_contributors` counts them before the cut. `matches` are the events that pass the filters; `without_keys` of
    them lack a key or a number, and contribute nothing. `bins` are there when a period was asked for. `error` is how
    much a value may be too low; 0 unless there were more contributors than are kept.
    """

    contributors: list[Contributor]
    unique_contributors: int
    matches: int
    without_keys: int = 0
    error: float = 0
    bins: tuple[Bin, ...] = ()


@dataclass(slots=True)
class _Period:
    contributors: Contributors = field(default_factory=Contributors)
    values: list[Amount] = field(default_factory=list)


class ReportBuilder:
    """Takes contributions one by one; with a `period`, in seconds, also by the time that an event tells."""

    def __init__(self, period: int | None = None) -> None:
        self._period = period
        self._periods: dict[float, _Period] = {}
        self._contributors = Contributors()
        self._matches = 0
        self._without_keys = 0

    def match(self) -> None:
        """An event passed the filters."""
        self._matches += 1

    def without_keys(self) -> None:
        """The event lacks a key, or the number that is added up."""
        self._without_keys += 1

    def add(self, keys: tuple[str, ...], value: Amount, seconds: float | None) -> None:
        """The event contributes; `seconds` is its own time, None for one that has none and so is in no period."""
        self._contributors.add(keys, value)
        if self._period is not None and seconds is not None:
            start = seconds // self._period * self._period
            period = self._periods.setdefault(start, _Period())
            period.contributors.add(keys, value)
            period.values.append(value)

    def build(self, most: int | None) -> InsightReport:
        """The report, with at most so many contributors."""
        return InsightReport(
            self._contributors.top(most),
            self._contributors.unique,
            self._matches,
            self._without_keys,
            self._contributors.error,
            tuple(_bin(start, self._periods[start]) for start in sorted(self._periods)),
        )


def _bin(start: float, period: _Period) -> Bin:
    values = period.values
    top = period.contributors.top(1)[0].value
    total, least, most = plain(sum(values)), plain(min(values)), plain(max(values))
    return Bin(start, len(values), period.contributors.unique, top, total, least, most)
