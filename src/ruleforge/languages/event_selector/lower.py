"""From selectors to predicates: where the comparison semantics of event selectors are chosen.

Inside one field selector the values of Equals, StartsWith and EndsWith are alternatives, any hit of the Not operators
excludes, and both have to hold (CloudTrail user guide, "Filtering data events"). Comparison is literal and
case-sensitive.
"""

from __future__ import annotations

from ruleforge.languages.event_selector.tree import EventSelector, FieldSelector
from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison, Predicate
from ruleforge.predicate.conditions import TextIn, TextPart
from ruleforge.predicate.operands import JsonPath, Member, Where

__all__ = ["SELECTING", "lower", "lower_all"]

SELECTING = ("Equals", "StartsWith", "EndsWith")
_PARTS = {"Equals": TextPart.WHOLE, "StartsWith": TextPart.START, "EndsWith": TextPart.END}
_CONSTANTS = ("readOnly", "sessionCredentialFromConsole")


def lower_all(selectors: tuple[EventSelector, ...]) -> Predicate:
    """An event is recorded when some selector takes it."""
    return AnyOf(tuple(lower(selector) for selector in selectors))


def lower(selector: EventSelector) -> Predicate:
    """What one selector takes."""
    types = selector.values("resources.type")
    return AllOf(tuple(_lower_field(field, types, index) for index, field in enumerate(selector.field_selectors)))


def _lower_field(field: FieldSelector, types: tuple[str, ...], index: int) -> Predicate:
    path = _path(field.field, types)

    def compare(operator: str, values: tuple[str, ...]) -> Comparison:
        return Comparison(path, _condition(field, operator, values), place=("FieldSelectors", index, operator))

    select = [compare(operator, values) for operator, values in field.operators.items() if operator in SELECTING]
    deselect = [compare(operator, values) for operator, values in field.operators.items() if operator not in SELECTING]
    parts: list[Predicate] = []
    if select:
        parts.append(select[0] if len(select) == 1 else AnyOf(tuple(select)))
    parts += deselect
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _path(field: str, types: tuple[str, ...]) -> JsonPath:
    """Where a field stands in the record; `resources.*` looks at the resources of the selector's own type."""
    container, _, member = field.partition(".")
    if container == "resources":
        return JsonPath((Member("resources"), Where("type", types), Member(member)))
    return JsonPath(tuple(Member(name) for name in field.split(".")))


def _condition(field: FieldSelector, operator: str, values: tuple[str, ...]) -> TextIn:
    negated = operator not in SELECTING
    if_absent = "selector-category" if field.field == "eventCategory" else "selector-absent" if negated else ""
    # CloudTrail writes the field only where it is true, and AWS excludes console sessions with NotEquals.
    if field.field == "sessionCredentialFromConsole":
        if_absent = ""
    return TextIn(
        values,
        _PARTS[operator.removeprefix("Not")],
        negated,
        constants=field.field in _CONSTANTS,
        if_absent=if_absent,
        if_null=if_absent,
        if_other="selector-not-text",
    )
