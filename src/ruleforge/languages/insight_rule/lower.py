"""From rule to predicate: where the comparison semantics of Contributor Insights filters are chosen.

Filters are ANDed. A log entry in which a number that the rule compares or adds up lies outside -1e9…1e9 is left out
entirely (CloudWatch user guide, "Using Contributor Insights to analyze high-cardinality data").
"""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.languages.insight_rule.tree import Filter, InsightTree, Operand
from ruleforge.predicate.algebra import AllOf, Comparison, Predicate
from ruleforge.predicate.conditions import Condition, IsObject, IsPresent, NumberIs, Operator, TextIn, TextPart, Within
from ruleforge.predicate.operands import Column, JsonPath

__all__ = ["BOUND", "lower", "lower_filter"]

BOUND = int(limit("ci.numeric_range").limit[1])
"""A number beyond this, either way, leaves an event out where the rule compares it or adds it up."""

_ORDER = {
    "GreaterThan": Operator.GREATER,
    "LessThan": Operator.LESS,
    "EqualTo": Operator.EQUAL,
    "NotEqualTo": Operator.NOT_EQUAL,
}


def lower(tree: InsightTree) -> Predicate:
    """Which events a rule counts, apart from the log group they come from."""
    items: list[Predicate] = []
    if tree.log_format == "JSON":
        items.append(Comparison(JsonPath(()), IsObject()))
    items += [lower_filter(item, index) for index, item in enumerate(tree.filters)]
    numbers: list[Operand] = [item.operand for item in tree.filters if item.operator in _ORDER]
    if tree.value_of is not None:
        numbers.append(tree.value_of[1])
    items += [Comparison(operand, Within(BOUND, isinstance(operand, Column))) for operand in dict.fromkeys(numbers)]
    return AllOf(tuple(items))


def lower_filter(item: Filter, index: int = 0) -> Comparison:
    """What one filter asks, the one at an index of the rule's list."""
    return Comparison(item.operand, _condition(item), place=("Contribution", "Filters", index, item.operator))


def _condition(item: Filter) -> Condition:
    if item.operator == "IsPresent":
        return IsPresent(item.values is True, BOUND)
    if item.operator in _ORDER:
        tokens = isinstance(item.operand, Column)
        return NumberIs(_ORDER[item.operator], item.spelling, tokens, "insight-absent", "insight-not-number")
    texts = tuple(item.values) if isinstance(item.values, tuple) else ()
    part = TextPart.START if item.operator == "StartsWith" else TextPart.WHOLE
    negated = item.operator == "NotIn"
    if_absent = "insight-absent" if negated else ""
    return TextIn(
        texts,
        part,
        negated,
        if_absent=if_absent,
        if_null="insight-not-text",
        if_other="insight-not-text",
        if_star="insight-star",
    )
