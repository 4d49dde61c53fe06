"""One evaluation of an alarm: from the datapoints in its evaluation range to its state.

The rules are those of "Configuring how CloudWatch alarms treat missing data" with its two tables. Where the page's text
on premature alarms and its tables disagree, the tables decide. What the page leaves open is named with the decision
(`ruleforge.predicate.choices`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ruleforge.languages.alarm.tree import AlarmTree, State

__all__ = ["COMPARISONS", "Decision", "decide", "default_range"]

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


class Decision(NamedTuple):
    """The state after an evaluation, and the id of the open question that it rests on, if any."""

    state: State
    choice: str = ""


def default_range(periods: int) -> int:
    """How many periods an evaluation looks back at, where nobody says.

    CloudWatch reads more periods than N and does not publish how many; its tables show 5 for N = 3, and so do we.
    """
    return periods + max(periods // 3, 2)


def decide(alarm: AlarmTree, points: Sequence[bool | None], state: State) -> Decision:
    """The state after an evaluation; `points`, newest first, say whether each period breaches, None for missing."""
    real = [point for point in points if point is not None]
    wanted, most = alarm.datapoints_to_alarm, alarm.evaluation_periods
    if len(real) >= most:
        return Decision("ALARM" if sum(real[:most]) >= wanted else "OK")
    if alarm.treatment in ("breaching", "notBreaching"):
        filled = most - len(real) if alarm.treatment == "breaching" else 0
        return Decision("ALARM" if sum(real) + filled >= wanted else "OK")
    ignored = alarm.treatment == "ignore"
    if not real:
        return Decision(state if ignored else "INSUFFICIENT_DATA")
    if sum(real) >= wanted:
        return Decision("ALARM", "alarm-ignore" if ignored and state != "ALARM" else "")
    ages = {age: point for age, point in enumerate(points, 1) if point is not None}
    oldest = max((age for age, breaches in ages.items() if breaches), default=0)
    old_enough = oldest >= wanted
    if not all(real):
        newer_good = any(age < oldest for age, breaches in ages.items() if not breaches)
        return Decision("OK", "alarm-older-good" if old_enough and not newer_good else "")
    if old_enough:
        return Decision(state if ignored else "ALARM")
    return Decision(state if ignored else "INSUFFICIENT_DATA", "alarm-premature")
