"""The parameters of a metric alarm with a static threshold on one metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ruleforge.languages.alarm.statistics import StatisticFunction

__all__ = ["AlarmTree", "State", "Treatment"]

State: TypeAlias = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Treatment: TypeAlias = Literal["breaching", "notBreaching", "ignore", "missing"]


@dataclass(frozen=True, slots=True)
class AlarmTree:
    """An alarm as PutMetricAlarm takes it, with AWS's defaults filled in.

    `period` is in seconds, `evaluation_periods` is N and `datapoints_to_alarm` is M. `dimensions` are in the order of
    their names. `ignore_low_samples` keeps the state while a percentile has too few samples to mean anything.
    """

    name: str
    namespace: str
    metric_name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: StatisticFunction
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    threshold: float
    comparison: str
    treatment: Treatment
    ignore_low_samples: bool = False
