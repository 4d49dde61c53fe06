"""From rules to what they ask: filter patterns, Contributor Insights rules and event selectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from ruleforge.lint.asked import Asked, Every, Leaf, Place, Relation, Some
from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import (
    Condition,
    IsConstant,
    IsObject,
    NotExists,
    NumberCondition,
    Operator,
    TextCondition,
)
from ruleforge.predicate.operands import JsonPath, Member, Operand

__all__ = ["asked_by_insight", "asked_by_pattern", "asked_by_selector", "field_name", "insight_fields"]

_PATTERN = ("spec", "filterPattern")
_DEFINITION = ("spec", "RuleDefinition")
_FIELD_SELECTORS = ("spec", "FieldSelectors")
_PLACES_OF_NUMBERS = {"EqualTo": Relation.NUMBER, "NotEqualTo": Relation.IS_NOT}


def field_name(operand: Operand) -> str:
    """An operand as checks name fields: `resources.0.type`; empty for what is no path of a record."""
    if not isinstance(operand, JsonPath):
        return ""
    return ".".join(
        step.name if isinstance(step, Member) else str(step) if isinstance(step, int) else "*" for step in operand.steps
    )


def asked_by_pattern(predicate: Predicate) -> Asked:
    """What a filter pattern asks, from its predicate."""
    match predicate:
        case AllOf(items):
            return Every(tuple(asked_by_pattern(item) for item in items))
        case AnyOf(items):
            return Some(tuple(asked_by_pattern(item) for item in items))
        case Comparison(_, IsObject()):
            return Every()
        case Constant(always):
            return Every() if always else Some()
        case Comparison(operand, condition, span):
            relation, value = _relation(condition)
            return Leaf(field_name(operand), relation, value, Place(_PATTERN, span))
        case Not(_, span) | ColumnCount(_, span):
            return Leaf("", Relation.OTHER, "", Place(_PATTERN, span))
    assert_never(predicate)


def _relation(condition: Condition) -> tuple[Relation, str]:
    match condition:
        case TextCondition(text, False, False, False):
            return Relation.IS, text
        case TextCondition(text, False, True, False):
            return Relation.BEGINS, text
        case TextCondition(text, _, _, True):
            return Relation.IS_NOT, text
        case NumberCondition(Operator.EQUAL, spelling):
            return Relation.NUMBER, spelling
        case NumberCondition(Operator.NOT_EQUAL, spelling):
            return Relation.IS_NOT, spelling
        case IsConstant(constant):
            return Relation.CONSTANT, {True: "true", False: "false", None: "null"}[constant]
        case NotExists():
            return Relation.ABSENT, ""
        case _:
            return Relation.OTHER, ""


def asked_by_insight(definition: Mapping[str, Any]) -> Asked:
    """What the filters of a Contributor Insights rule ask, read from the body itself: CloudWatch may refuse it."""
    filters = _contribution(definition).get("Filters")
    items: list[Asked] = []
    for index, item in enumerate(filters if isinstance(filters, list | tuple) else ()):
        if isinstance(item, Mapping):
            place = (*_DEFINITION, "Contribution", "Filters", index)
            items.append(Every(tuple(_insight_filter(item, place))))
    return Every(tuple(items))


def _insight_filter(item: Mapping[str, Any], place: tuple[str | int, ...]) -> Iterator[Asked]:
    field = _dotted(item.get("Match"))
    for operator, value in item.items():
        at = (*place, operator)
        if operator in ("In", "StartsWith") and isinstance(value, list | tuple):
            yield Some(
                tuple(
                    Leaf(field, _text_relation(operator, text), str(text), Place((*at, number)))
                    for number, text in enumerate(value)
                )
            )
        elif operator == "NotIn" and isinstance(value, list | tuple):
            for number, text in enumerate(value):
                yield Leaf(field, Relation.IS_NOT, str(text), Place((*at, number)))
        elif operator == "IsPresent":
            yield Leaf(field, Relation.OTHER if value is True else Relation.ABSENT, "", Place(at))
        elif operator != "Match":
            yield Leaf(field, _PLACES_OF_NUMBERS.get(operator, Relation.OTHER), str(value), Place(at))


def _text_relation(operator: str, value: object) -> Relation:
    if operator == "StartsWith":
        return Relation.BEGINS
    return Relation.IS if isinstance(value, str) else Relation.NUMBER


def insight_fields(definition: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    """The fields that a Contributor Insights rule counts by and adds up."""
    contribution = _contribution(definition)
    keys = contribution.get("Keys")
    for index, key in enumerate(keys if isinstance(keys, list | tuple) else ()):
        yield _dotted(key), Place((*_DEFINITION, "Contribution", "Keys", index))
    if "ValueOf" in contribution:
        yield _dotted(contribution["ValueOf"]), Place((*_DEFINITION, "Contribution", "ValueOf"))


def _contribution(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    found = definition.get("Contribution")
    return found if isinstance(found, Mapping) else {}


def _dotted(path: object) -> str:
    """`$.resources[0].type` as `resources.0.type`; empty for what is no path."""
    if not isinstance(path, str) or not path.startswith("$."):
        return ""
    return path[2:].replace("[", ".").replace("]", "")


def asked_by_selector(body: Mapping[str, Any]) -> Asked:
    """What an event selector asks, its fields as selectors name them (`resources.type`)."""
    fields = body.get("FieldSelectors")
    items: list[Asked] = []
    for index, item in enumerate(fields if isinstance(fields, list | tuple) else ()):
        if isinstance(item, Mapping):
            items.append(Every(tuple(_field_selector(item, (*_FIELD_SELECTORS, index)))))
    return Every(tuple(items))


def _field_selector(item: Mapping[str, Any], place: tuple[str | int, ...]) -> Iterator[Asked]:
    field = str(item.get("Field", ""))
    selecting: list[Asked] = []
    for operator, values in item.items():
        if operator == "Field" or not isinstance(values, list | tuple):
            continue
        relation = {"Equals": Relation.IS, "StartsWith": Relation.BEGINS}.get(operator, Relation.OTHER)
        found = [Leaf(field, relation, str(text), Place((*place, operator, n))) for n, text in enumerate(values)]
        if operator.startswith("Not"):
            yield from (Leaf(field, Relation.IS_NOT, leaf.value, leaf.place) for leaf in found)
        else:
            selecting += found
    if selecting:
        yield Some(tuple(selecting))
