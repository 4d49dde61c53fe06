"""One evaluation of an alarm: from the datapoints in its evaluation range to its state.

The rules are those of "Configuring how CloudWatch alarms treat missing data" with its two tables. Where the page's text
on premature alarms and its tables disagree, the tables decide. Undocumented, and chosen here: breaching points that are
not old enough leave an alarm that treats missing data as missing in INSUFFICIENT_DATA.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from ruleforge.languages.alarm.tree import AlarmTree, State

__all__ = ["COMPARISONS", "decide", "default_range"]

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def default_range(periods: int) -> int:
    """How many periods an evaluation looks back at, where nobody says.

    CloudWatch reads more periods than N and does not publish how many; its tables show 5 for N = 3, and so do we.
    """
    return periods + max(periods // 3, 2)


def decide(alarm: AlarmTree, points: Sequence[bool | None], state: State) -> State:
    """The state after an evaluation; `points`, newest first, say whether each period breaches, None for missing."""
    real = [point for point in points if point is not None]
    wanted, most = alarm.datapoints_to_alarm, alarm.evaluation_periods
    if len(real) >= most:
        return "ALARM" if sum(real[:most]) >= wanted else "OK"
    if alarm.treatment in ("breaching", "notBreaching"):
        filled = most - len(real) if alarm.treatment == "breaching" else 0
        return "ALARM" if sum(real) + filled >= wanted else "OK"
    if not real:
        return "INSUFFICIENT_DATA" if alarm.treatment == "missing" else state
    if sum(real) >= wanted:
        return "ALARM"
    if not all(real):
        return "OK"
    oldest = max(age for age, point in enumerate(points, 1) if point is not None)
    if alarm.treatment == "ignore":
        return state
    return "ALARM" if oldest >= wanted else "INSUFFICIENT_DATA"
