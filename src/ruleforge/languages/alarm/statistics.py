"""CloudWatch's statistics of the values in a period (CloudWatch user guide, "CloudWatch statistics definitions").

How CloudWatch interpolates is not documented. Here the p-th percentile is the smallest value that at least p percent of
the values do not exceed, and trimming takes away as many whole values at either end as fit into the percentage.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

__all__ = ["StatisticFunction", "extended_statistic", "simple_statistic"]

_Statistic: TypeAlias = Callable[[Sequence[float]], float | None]

_SHORT = re.compile(r"(p|tm|tc|ts|wm)(100(?:\.0{0,10})?|[0-9]{1,2}(?:\.[0-9]{0,10})?)")
_RANGE = re.compile(r"(PR|TM|TC|TS|WM)\(([^:()]*):([^:()]*)\)")
_PERCENT = re.compile(r"(100(?:\.0{0,10})?|[0-9]{1,2}(?:\.[0-9]{0,10})?)%")
_VALUE = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{0,10})?(?:[eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class StatisticFunction:
    """A statistic by name; `of` takes the values of a period, of which there is at least one.

    None comes of trimming every value away. `percentile` is set for percentiles, which few samples make meaningless;
    `interpolated` tells that the outcome rests on how percentages of the values are taken.
    """

    name: str
    of: _Statistic
    percentile: Fraction | None = None
    interpolated: bool = False

    def has_few(self, samples: int) -> bool:
        """Whether a percentile has fewer samples than CloudWatch asks for: 10/(1-p), or 10/p below the median."""
        if self.percentile is None or not 0 < self.percentile < 100:
            return False
        share = self.percentile / 100
        return samples < 10 / (1 - share if 2 * share >= 1 else share)


def simple_statistic(name: str) -> StatisticFunction:
    """One of SampleCount, Average, Sum, Minimum and Maximum."""
    return StatisticFunction(name, _SIMPLE[name])


def extended_statistic(text: str) -> StatisticFunction | None:
    """A statistic such as `p99`, `tm90`, `IQM` or `PR(10:100)`; None where the text is none."""
    if text == "IQM":
        return _by_rank(text, "TM", Fraction(25), Fraction(75))
    short = _SHORT.fullmatch(text)
    if short is not None:
        kind, upper = short[1], Fraction(short[2])
        if kind == "p":
            return StatisticFunction(text, lambda values: _percentile(values, upper), upper, interpolated=True)
        return _by_rank(text, kind.upper(), Fraction(0), upper)
    ranged = _RANGE.fullmatch(text)
    return None if ranged is None else _ranged(text, *ranged.groups())


def _ranged(text: str, kind: str, lower: str, upper: str) -> StatisticFunction | None:
    """Between two percentages, or between two values; either may be left out, not both. PR takes values only."""
    given = [bound for bound in (lower, upper) if bound]
    if given and kind != "PR" and all(map(_PERCENT.fullmatch, given)):
        return _by_rank(text, kind, Fraction(lower[:-1] or 0), Fraction(upper[:-1] or 100))
    if given and all(map(_VALUE.fullmatch, given)):
        low, high = (float(lower) if lower else -math.inf), (float(upper) if upper else math.inf)
        return StatisticFunction(text, _between(kind, low, high))
    return None


def _by_rank(name: str, kind: str, lower: Fraction, upper: Fraction) -> StatisticFunction:
    """A statistic of the values without so many percent of the lowest and the highest ones."""

    def of(values: Sequence[float]) -> float | None:
        ordered = sorted(values)
        first, last = math.floor(lower * len(ordered) / 100), math.ceil(upper * len(ordered) / 100)
        if kind == "WM":
            low, high = ordered[min(first, len(ordered) - 1)], ordered[max(last, 1) - 1]
            return _mean([min(max(value, low), high) for value in ordered])
        return _of_kept(kind, ordered[first:last], len(ordered))

    return StatisticFunction(name, of, interpolated=True)


def _between(kind: str, low: float, high: float) -> _Statistic:
    """A statistic of the values above one bound and up to the other: the lower bound is left out."""

    def of(values: Sequence[float]) -> float | None:
        if kind == "WM":
            return _mean([min(max(value, low), high) for value in values])
        return _of_kept(kind, [value for value in values if low < value <= high], len(values))

    return of


def _of_kept(kind: str, kept: Sequence[float], count: int) -> float | None:
    match kind:
        case "TM":
            return _mean(kept) if kept else None
        case "TC":
            return len(kept)
        case "TS":
            return _sum(kept)
        case _:
            return 100 * len(kept) / count


def _percentile(values: Sequence[float], percent: Fraction) -> float:
    return sorted(values)[max(0, math.ceil(percent * len(values) / 100) - 1)]


def _sum(values: Sequence[float]) -> float:
    try:
        return math.fsum(values)
    except OverflowError:
        return _nearest(sum(map(Fraction, values), Fraction()))


def _mean(values: Sequence[float]) -> float:
    try:
        return math.fsum(values) / len(values)
    except OverflowError:
        return _nearest(sum(map(Fraction, values), Fraction()) / len(values))


def _nearest(value: Fraction) -> float:
    """The double next to an exact value: an infinity beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


_SIMPLE: dict[str, _Statistic] = {"SampleCount": len, "Sum": _sum, "Average": _mean, "Minimum": min, "Maximum": max}
