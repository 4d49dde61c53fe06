"""Reading advanced event selectors out of data, and holding them against what CloudTrail accepts.

The fields, their operators and values per event category are data (`sel.*` in `limits.json`, from CloudTrail's API
reference, AdvancedFieldSelector, and the user guide's pages on data, management and network activity events).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from ruleforge.data import limit, number
from ruleforge.languages.body import BodyReader, DataPath, listed, show
from ruleforge.languages.event_selector.tree import EventSelector, FieldSelector, Target

__all__ = ["CATEGORIES", "count_values", "parse_selectors"]

_API = "CloudTrail API, AdvancedFieldSelector"
_MATRICES = {
    "trail": {"Management": "sel.matrix.management.trail", "Data": "sel.matrix.data"}
    | {"NetworkActivity": "sel.matrix.network"},
    "eds": {"Management": "sel.matrix.management.eds", "Data": "sel.matrix.data"}
    | {"NetworkActivity": "sel.matrix.network.eds"}
    | dict.fromkeys(("Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog"), "sel.matrix.other.eds"),
}
CATEGORIES: Mapping[str, tuple[str, ...]] = {target: tuple(rows) for target, rows in _MATRICES.items()}
"""The event categories that selectors of a trail and of an event data store may name."""

_ELSEWHERE = {
    "Insight": "a trail records Insights events through PutInsightSelectors",
    "Aggregated": "aggregated events are switched on with PutEventConfiguration",
}
_REQUIRED = {"Data": ("resources.type",), "NetworkActivity": ("eventSource",)}
_VALUES = {
    "readOnly": "sel.read_only",
    "sessionCredentialFromConsole": "sel.console",
    "errorCode": "sel.network.error_code",
}


def parse_selectors(selectors: Any, target: Target, reader: BodyReader) -> tuple[EventSelector, ...]:
    """The selectors in a list as `PutEventSelectors` takes it; what is wrong goes to the reader."""
    items = reader.items(selectors, (), "AdvancedEventSelectors")
    if isinstance(selectors, list | tuple) and not items:
        message = "no selector: what AWS makes of an empty list is not documented, here it records nothing"
        reader.warning("none", message, ())
    found = [_selector(item, (index,), target, reader) for index, item in enumerate(items)]
    _check_totals(items, target, reader)
    return tuple(selector for selector in found if selector is not None)


def _check_totals(items: Sequence[Any], target: Target, reader: BodyReader) -> None:
    most = number("sel.values.max")
    values = sum(count_values(item) for item in items)
    if values > most:
        rule = (
            f"at most {most} values over all selectors of a trail or store, eventCategory and resources.type included"
        )
        help_ = "shorten lists to common prefixes, or drop selectors"
        reader.error("limit/selector-values", f"{values:,} values in all", (), rule=rule, help=help_)
    if target == "eds" and len(items) > number("sel.eds.max"):
        most = number("sel.eds.max")
        reader.error("count", f"{len(items)} selectors", (), rule=f"at most {most} selectors per event data store")


def count_values(selector: Any) -> int:
    """How many values the conditions of a selector have."""
    fields = selector.get("FieldSelectors") if isinstance(selector, Mapping) else None
    return sum(
        len(values)
        for field in (fields if isinstance(fields, list | tuple) else ())
        if isinstance(field, Mapping)
        for values in field.values()
        if isinstance(values, list | tuple)
    )


def _selector(item: Any, path: DataPath, target: Target, reader: BodyReader) -> EventSelector | None:
    body = reader.mapping(item, path, "a selector")
    if body is None:
        return None
    before = len(reader.errors)
    reader.known(body, ("Name", "FieldSelectors"), path, "a selector")
    name = ""
    if "Name" in body:
        longest = number("sel.name.max")
        place = (*path, "Name")
        what, check = "the selector's Name", "limit/selector-name"
        name = reader.text(body["Name"], place, what, longest=longest, one_line=True, check=check) or ""
    place = (*path, "FieldSelectors")
    written = body.get("FieldSelectors", ())
    entries = reader.items(written, place, "FieldSelectors")
    if isinstance(written, list | tuple) and not written:
        rule = "at least one field selector"
        reader.error("limit/selector-empty", "the selector has no field selector", place, rule=rule)
    fields = [_field_selector(entry, (*place, index), reader) for index, entry in enumerate(entries)]
    found = [(field, (*place, index)) for index, field in enumerate(fields) if field is not None]
    _check_fields(found, place, target, reader)
    if len(reader.errors) > before:
        return None
    return EventSelector(name, tuple(field for field, _ in found))


def _field_selector(entry: Any, path: DataPath, reader: BodyReader) -> FieldSelector | None:
    body = reader.mapping(entry, path, "a field selector")
    if body is None:
        return None
    longest, check = number("sel.field.max"), "limit/selector-field"
    field = reader.text(body.get("Field"), (*path, "Field"), "Field", shortest=1, longest=longest, check=check)
    known = limit("sel.operators").limit
    reader.known(body, ("Field", *known), path, "a field selector")
    operators = {name: _values(body[name], (*path, name), name, reader) for name in known if name in body}
    if not operators and not set(body) - {"Field"}:
        rule = f"a field selector has one of {listed(known)}"
        reader.error("limit/selector-operator", f"no operator on {field}", path, rule=rule)
    return None if field is None else FieldSelector(field, operators)


def _values(values: Any, path: DataPath, operator: str, reader: BodyReader) -> tuple[str, ...]:
    """The values of an operator, in their places; one that is refused is empty."""
    items = reader.items(values, path, operator)
    if isinstance(values, list | tuple) and not items:
        rule = "an operator has at least one value"
        reader.error("limit/selector-empty", f"{operator} has no value", path, rule=rule)
    found = []
    seen: set[str] = set()
    for index, value in enumerate(items):
        place = (*path, index)
        if isinstance(value, bool | int | float):
            what = "constant" if isinstance(value, bool) else "number"
            help_ = f'write "{show(value)}", in quotes'
            message, rule = f"{operator} lists the {what} {show(value)}", "all values are text"
            reader.error("limit/selector-text", message, place, rule=rule, help=help_)
            found.append("")
            continue
        text = _value(value, place, reader)
        if "*" in text and operator.endswith("Equals"):
            message = f"{show(text)} holds a star, and selectors know no wildcard: it is compared as it stands"
            reader.warning("limit/selector-wildcard", message, place, help="use StartsWith or EndsWith")
        if text in seen:
            reader.warning("duplicate", f"{show(text)} is listed twice", place)
        seen.add(text)
        found.append(text)
    return tuple(found)


def _value(value: Any, path: DataPath, reader: BodyReader) -> str:
    shortest, longest, check = number("sel.value.min"), number("sel.value.max"), "limit/selector-value-length"
    return reader.text(value, path, "a value", shortest=shortest, longest=longest, one_line=True, check=check) or ""


def _check_fields(
    fields: Sequence[tuple[FieldSelector, DataPath]], place: DataPath, target: Target, reader: BodyReader
) -> None:
    """The fields of one selector together: the category decides which there may be, and with which operators."""
    category = _category(fields, place, target, reader)
    seen: set[str] = set()
    for field, path in fields:
        if field.field in seen:
            message = f"{field.field} stands in two field selectors"
            rule = "a field appears once in a selector"
            help_ = "write all its operators in one field selector"
            reader.error("limit/selector-field-once", message, (*path, "Field"), rule=rule, help=help_)
        seen.add(field.field)
    if category is None:
        return
    allowed: Mapping[str, Sequence[str]] = limit(_MATRICES[target][category]).limit
    for field, path in fields:
        _check_field(field, path, category, allowed, target, reader)
    for name in _REQUIRED.get(category, ()):
        if name not in seen:
            reader.error("limit/required", f"a {category} selector needs {name}", place, rule=f"{name} is required")


def _category(
    fields: Sequence[tuple[FieldSelector, DataPath]], place: DataPath, target: Target, reader: BodyReader
) -> str | None:
    found = next(((field, path) for field, path in fields if field.field == "eventCategory"), None)
    if found is None:
        if fields:
            rule = "every selector names its eventCategory"
            reader.error("limit/required", "eventCategory is missing", place, rule=rule)
        return None
    field, path = found
    values = field.operators.get("Equals", ())
    if not values:
        if field.operators and "Equals" not in field.operators:
            operator = next(iter(field.operators))
            message, rule = f"eventCategory with {operator}", "eventCategory takes Equals only"
            reader.error("limit/selector-operator", message, (*path, operator), rule=rule)
        return None
    known = CATEGORIES[target]
    for index, value in enumerate(values):
        if value and value not in known:
            rule = f"for a {_name(target)}, eventCategory is one of {listed(known)}"
            message = f"there is no event category {show(value)}"
            if value in _ELSEWHERE:
                message = f"a {_name(target)} has no selector for {value} events"
            help_ = _hint(value, known)
            reader.error("limit/selector-category", message, (*path, "Equals", index), rule=rule, help=help_)
    different = _different(field)
    if len(different) > 1:
        rule, help_ = "one category per selector", "write one selector for each"
        message = f"{len(different)} event categories"
        reader.error("limit/selector-category", message, (*path, "Equals"), rule=rule, help=help_)
    return values[0] if len(different) == 1 and values[0] in known else None


def _different(field: FieldSelector) -> set[str]:
    """The different values that a field is asked to equal."""
    return set(field.operators.get("Equals", ())) - {""}


def _hint(value: str, known: Iterable[str]) -> str:
    if value in _ELSEWHERE:
        return _ELSEWHERE[value]
    close = get_close_matches(value, list(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


def _name(target: Target) -> str:
    return "trail" if target == "trail" else "event data store"


def _check_field(
    field: FieldSelector,
    path: DataPath,
    category: str,
    allowed: Mapping[str, Sequence[str]],
    target: Target,
    reader: BodyReader,
) -> None:
    where = f"{category} selectors of a {_name(target)}"
    if field.field not in allowed:
        close = get_close_matches(field.field, allowed, n=1)
        help_ = f"did you mean {close[0]}?" if close else ""
        message = f"{where} know no field {show(field.field)}"
        rule = f"there is {', '.join(allowed)}"
        reader.error("limit/selector-field", message, (*path, "Field"), rule=rule, help=help_)
        return
    for operator in field.operators:
        if operator not in allowed[field.field]:
            message = f"{field.field} with {operator}"
            rule = f"in {where} {field.field} takes {listed(allowed[field.field])}"
            reader.error("limit/selector-operator", message, (*path, operator), rule=rule)
    _check_values(field, path, category, target, reader)


def _check_values(field: FieldSelector, path: DataPath, category: str, target: Target, reader: BodyReader) -> None:
    table = _VALUES.get(field.field)
    if field.field == "eventSource" and category == "Management" and target == "trail":
        table = "sel.management.event_source"
    if table is not None:
        known = limit(table).limit
        for operator, values in field.operators.items():
            for index, value in enumerate(values):
                if value and value not in known:
                    rule = f"{field.field} is {'one of ' if len(known) > 1 else ''}{listed(known)}"
                    message = f"{field.field} is not {show(value)}"
                    reader.error("limit/selector-value", message, (*path, operator, index), rule=rule)
        return
    if field.field == "resources.type":
        _check_listed(
            field, path, (*limit("sel.resource_types").limit, *limit("sel.resource_types.mantle").limit), reader
        )
        if len(types := _different(field)) > 1:
            message = f"{len(types)} resource types, where AWS's reference allows one and one of its pages shows three"
            help_ = "write one selector for each"
            reader.warning("limit/selector-resource-types", message, (*path, "Equals"), help=help_)
    elif field.field == "eventSource" and category == "NetworkActivity":
        _check_listed(field, path, limit("sel.network.sources").limit, reader)
        if len(sources := _different(field)) > 1:
            rule, help_ = "one event source per network activity selector", "write one selector for each"
            message = f"{len(sources)} event sources"
            reader.error("limit/selector-sources", message, (*path, "Equals"), rule=rule, help=help_)


def _check_listed(field: FieldSelector, path: DataPath, known: Sequence[str], reader: BodyReader) -> None:
    """A value that our table lacks may be new."""
    values = field.operators.get("Equals", ())
    for index, value in enumerate(values):
        if value and value not in known and "${" not in value:
            close = get_close_matches(value, known, n=1)
            help_ = (
                f"did you mean {close[0]}?" if close else "check the spelling: it decides whether anything is recorded"
            )
            message = f"{show(value)} is in no list of AWS that we know"
            reader.warning("limit/selector-unknown-value", message, (*path, "Equals", index), help=help_)
