"""How the rules of a replay look at each path of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruleforge.predicate.algebra import Predicate, comparisons
from ruleforge.predicate.conditions import Condition, IsConstant, IsObject, TextIn, TextPart
from ruleforge.predicate.operands import JsonPath, Wildcard

__all__ = ["Use", "paths_in", "paths_of"]


@dataclass(frozen=True, slots=True)
class Use:
    """What a path is decoded for.

    `key`: verdicts may be remembered by its value. `constant`: some rule asks there for true or false, so booleans are
    decoded in the place of integers. `spelled`: its text is wanted, as the key of a contributor.
    """

    key: bool = False
    constant: bool = False
    spelled: bool = False

    def merged(self, other: Use) -> Use:
        """Both uses at once."""
        return Use(self.key or other.key, self.constant or other.constant, self.spelled or other.spelled)


def paths_of(predicates: Iterable[Predicate], spelled: Iterable[JsonPath] = ()) -> dict[JsonPath, Use]:
    """The paths that can be projected, each with its use.

    Paths with wildcards are left to the residual predicate; the guard on the record itself always holds for a
    projection. A path of which event selectors only ask how its text begins or ends is an ARN, has many values, and
    so is not made part of the key.
    """
    paths: dict[JsonPath, Use] = {}
    for predicate in predicates:
        for comparison in comparisons(predicate):
            operand, condition = comparison.operand, comparison.condition
            if not isinstance(operand, JsonPath) or isinstance(condition, IsObject):
                continue
            if any(isinstance(step, Wildcard) for step in operand.steps):
                continue
            use = Use(not _is_open(condition), _asks_constant(condition))
            paths[operand] = paths.get(operand, Use()).merged(use)
    for path in spelled:
        paths[path] = paths.get(path, Use()).merged(Use(spelled=True))
    return paths


def paths_in(predicate: Predicate) -> list[JsonPath]:
    """The paths that a predicate looks at."""
    return [item.operand for item in comparisons(predicate) if isinstance(item.operand, JsonPath)]


def _is_open(condition: Condition) -> bool:
    return isinstance(condition, TextIn) and condition.part is not TextPart.WHOLE


def _asks_constant(condition: Condition) -> bool:
    if isinstance(condition, IsConstant):
        return condition.constant is not None
    return isinstance(condition, TextIn) and condition.constants
