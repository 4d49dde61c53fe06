"""CloudWatch's statistics of the values in a period (CloudWatch user guide, "CloudWatch statistics definitions").

CloudWatch does not document how it interpolates percentiles; here the p-th percentile is the smallest value that at
least p percent of the values do not exceed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["StatisticFunction", "extended_statistic", "simple_statistic"]

_SIMPLE: dict[str, Callable[[Sequence[float]], float]] = {
    "SampleCount": len,
    "Sum": math.fsum,
    "Average": lambda values: math.fsum(values) / len(values),
    "Minimum": min,
    "Maximum": max,
}
_PERCENT = r"(100(?:\.0{1,10})?|[0-9]{1,2}(?:\.[0-9]{1,10})?)"
_SHORT = re.compile(rf"(p|tm|tc|ts|wm){_PERCENT}")
_RANGE = re.compile(r"(PR|TM|TC|TS|WM)\(([^:()]*):([^:()]*)\)")
_BOUND = re.compile(rf"{_PERCENT}%|(-?[0-9]+(?:\.[0-9]+)?)|")


@dataclass(frozen=True)
class StatisticFunction:
    """A statistic by name; `of` takes the values of a period, of which there is at least one.

    None comes of trimming every value away. `percentile` is set for percentiles, which few samples make meaningless.
    """

    name: str
    of: Callable[[Sequence[float]], float | None]
    percentile: float | None = None

    def has_few(self, samples: int) -> bool:
        """Whether a percentile has fewer samples than CloudWatch asks for: 10/(1-p), or 10/p below the median."""
        if self.percentile is None or not 0 < self.percentile < 100:
            return False
        share = self.percentile / 100
        return samples < 10 / (1 - share if share >= 0.5 else share)


def simple_statistic(name: str) -> StatisticFunction:
    """One of SampleCount, Average, Sum, Minimum and Maximum."""
    return StatisticFunction(name, _SIMPLE[name])


def extended_statistic(text: str) -> StatisticFunction | None:
    """A statistic such as `p99`, `tm90`, `IQM` or `PR(10:100)`; None where the text is none."""
    if text == "IQM":
        return StatisticFunction(text, lambda values: _mean(_trim(values, 25, 75)))
    short = _SHORT.fullmatch(text)
    if short is not None:
        kind, upper = short[1], float(short[2])
        if kind == "p":
            return StatisticFunction(text, lambda values: _percentile(sorted(values), upper), upper)
        return StatisticFunction(text, _over(kind.upper(), lambda values: (-math.inf, _percentile(values, upper))))
    return _ranged(text)


def _ranged(text: str) -> StatisticFunction | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    kind, *bounds = found.groups()
    lower, upper = (_BOUND.fullmatch(bound) for bound in bounds)
    if lower is None or upper is None or not (bounds[0] or bounds[1]):
        return None
    if kind == "PR" and (bounds[0].endswith("%") or bounds[1].endswith("%")):
        return None

    def limits(values: Sequence[float]) -> tuple[float, float]:
        return (
            _bound(lower, values, -math.inf),
            _bound(upper, values, math.inf),
        )

    return StatisticFunction(text, _over(kind, limits))


def _bound(found: re.Match[str] | None, values: Sequence[float], otherwise: float) -> float:
    """A bound in the metric's own unit: a percentile of the values, a number, or none."""
    if found is None or not found[0]:
        return otherwise
    return _percentile(values, float(found[1])) if found[0].endswith("%") else float(found[0])


def _over(
    kind: str, limits: Callable[[Sequence[float]], tuple[float, float]]
) -> Callable[[Sequence[float]], float | None]:
    """A statistic of the values within limits: their mean, count, sum or share, or the mean with outliers moved in."""

    def of(values: Sequence[float]) -> float | None:
        ordered = sorted(values)
        low, high = limits(ordered)
        if kind == "WM":
            return _mean([min(max(value, low), high) for value in ordered])
        kept = [value for value in ordered if low <= value <= high]
        match kind:
            case "TM":
                return _mean(kept)
            case "TC":
                return len(kept)
            case "TS":
                return math.fsum(kept)
            case _:
                return 100 * len(kept) / len(ordered)

    return of


def _percentile(ordered: Sequence[float], percent: float) -> float:
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def _trim(values: Sequence[float], lower: float, upper: float) -> list[float]:
    ordered = sorted(values)
    low, high = _percentile(ordered, lower), _percentile(ordered, upper)
    return [value for value in ordered if low <= value <= high]


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
