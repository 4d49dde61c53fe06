"""Compiled = reference = explanation = projected program for event selectors, and no input is anything but refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import EventSelectors, SelectorError, UsageError
from ruleforge.engine.program import Program
from ruleforge.predicate import Subject, evaluate
from strategies import event_selectors as some
from strategies.projection import ask

SELECTING = {"Equals": str.__eq__, "StartsWith": str.startswith, "EndsWith": str.endswith}


def read(record, field):
    """What a selector sees of a field: a text, or None where it is undocumented what it sees."""
    value = record
    for name in field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if field in ("readOnly", "sessionCredentialFromConsole") and isinstance(value, bool):
        return json.dumps(value)
    return value if isinstance(value, str) else None


def takes(selector, record):
    """A slow and literal reading of the user guide: field selectors are ANDed; select ORed, deselect excludes."""
    for field in selector["FieldSelectors"]:
        name = field["Field"]
        if name.startswith("resources."):
            (types,) = (item["Equals"] for item in selector["FieldSelectors"] if item["Field"] == "resources.type")
            listed = record.get("resources") if isinstance(record.get("resources"), list) else []
            found = [item for item in listed if isinstance(item, dict) and item.get("type") in types]
            values = [read(item, name.removeprefix("resources.")) for item in found]
        else:
            values = [read(record, name)]
        hits = {
            operator: any(
                SELECTING[operator.removeprefix("Not")](value, text)
                for value in values
                if value is not None
                for text in texts
            )
            for operator, texts in field.items()
            if operator != "Field"
        }
        select = [hit for operator, hit in hits.items() if operator in SELECTING]
        deselect = [hit for operator, hit in hits.items() if operator not in SELECTING]
        if (select and not any(select)) or any(deselect):
            return False
    return True


@settings(max_examples=220)
@given(some.configurations(), st.lists(some.records, min_size=1, max_size=3))
def test_evaluators_agree(configuration, records):
    target, body = configuration
    selectors = EventSelectors.parse(body, target)
    for record in records:
        expected = [takes(selector, record) for selector in body]
        subject = Subject.of(record)
        explanation = selectors.explain(record)
        assert [evaluate(predicate, subject) for predicate in selectors.predicates] == expected, str(explanation)
        assert selectors.captures(record) is any(expected)
        assert [item for item, taken in zip(selectors.selectors, expected, strict=True) if taken] == (
            selectors.captured_by(record)
        )
        assert explanation.matched is explanation.tree.holds is evaluate(selectors.predicate, subject) is any(expected)
        assert str(explanation)


@settings(max_examples=80)
@given(some.configurations(), some.records)
def test_explanation_tree_adds_up(configuration, record):
    target, body = configuration
    for _, node in EventSelectors.parse(body, target).explain(record).tree.lines():
        verdicts = [child.holds for child in node.children]
        if node.text.startswith("any"):
            assert node.holds is any(verdicts)
        elif verdicts:
            assert node.holds is all(verdicts)


@settings(max_examples=130)
@given(
    st.lists(some.configurations(), min_size=1, max_size=3),
    st.lists(some.records, min_size=1, max_size=5),
    st.integers(0, 3),
)
def test_program_equals_reference(configurations, records, memo_limit):
    loaded = [p for target, body in configurations for p in EventSelectors.parse(body, target).predicates]
    program = Program(loaded, memo_limit=memo_limit)
    for record in records * 2:
        message = Subject.of(record).message or json.dumps(record).replace("Infinity", "1e999")
        assert ask(program, message) == [i for i, p in enumerate(loaded) if evaluate(p, Subject(message))]
        program.narrow()


def accepted_or_refused(body, target):
    try:
        return EventSelectors.parse(body, target)
    except SelectorError as error:
        assert error.findings
        assert str(error)
        return None


def captured_or_refused(selectors, record):
    """Whether both faces agree on a record, and both refuse anything else."""
    if isinstance(record, dict):
        return selectors.captures(record) is selectors.explain(record).matched
    for face in (selectors.captures, selectors.explain):
        with pytest.raises(UsageError):
            face(record)
    return True


@settings(max_examples=80)
@given(some.json_values, some.json_values)
def test_any_json_is_a_list_of_selectors_or_refused(body, record):
    for target in ("trail", "eds"):
        selectors = accepted_or_refused(body, target)
        if selectors is not None:
            assert captured_or_refused(selectors, record)


@settings(max_examples=150)
@given(some.mutated(some.configurations().map(lambda found: found[1]).filter(bool), *some.ANY), some.json_values)
def test_a_changed_list_is_still_one_or_refused_at_a_place(body, record):
    for target in ("trail", "eds"):
        selectors = accepted_or_refused(body, target)
        if selectors is not None:
            assert captured_or_refused(selectors, record)


@settings(max_examples=50)
@given(some.configurations(), some.records, st.data())
def test_order_decides_nothing(configuration, record, data):
    """Selectors, field selectors, operators and values may stand in any order."""
    target, body = configuration
    shuffled = [
        selector | {"FieldSelectors": data.draw(st.permutations(selector["FieldSelectors"]))}
        for selector in data.draw(st.permutations(body))
    ]
    turned = [
        selector
        | {
            "FieldSelectors": [
                {name: value[::-1] if isinstance(value, list) else value for name, value in reversed(field.items())}
                for field in selector["FieldSelectors"]
            ]
        }
        for selector in shuffled
    ]
    selectors = EventSelectors.parse(body, target)
    assert EventSelectors.parse(turned, target).captures(record) is selectors.captures(record)
