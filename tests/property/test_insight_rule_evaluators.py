"""Compiled = reference = explanation = projected program for Contributor Insights; a replay counts like a report."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import EventSelectors, FilterPattern, InsightRule, InsightRuleError, replay
from ruleforge.catalog import Catalog
from ruleforge.engine.program import Program
from ruleforge.model import InsightRuleSpec, Kind, Rule, RuleSeverity, RuleStatus
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.values import ABSENT, Number
from strategies import event_selectors, filter_patterns
from strategies import insight_rules as some
from strategies.projection import ask

ORDER = {
    "GreaterThan": lambda left, right: left > right,
    "LessThan": lambda left, right: left < right,
    "EqualTo": lambda left, right: left == right,
    "NotEqualTo": lambda left, right: left != right,
}


def walk(path, record):
    """The value at a path, step by step."""
    value = record
    for name in path.removeprefix("$.").replace("[", ".[").split("."):
        if name.startswith("["):
            index = int(name[1:-1])
            value = value[index] if isinstance(value, list) and index < len(value) else ABSENT
        else:
            value = value.get(name, ABSENT) if isinstance(value, dict) else ABSENT
    return value


def number(value):
    return Decimal(value.text) if isinstance(value, Number) else None


def passes(item, record):
    """One filter as the rule syntax page has it, with our choices where it says nothing."""
    value = walk(item["Match"], record)
    ((operator, operand),) = ((name, operand) for name, operand in item.items() if name != "Match")
    if operator == "IsPresent":
        return (value is not ABSENT and not isinstance(value, dict | list)) is operand
    if operator in ORDER:
        found = number(value)
        return operator == "NotEqualTo" if found is None else ORDER[operator](found, Decimal(str(operand)))
    if operator == "StartsWith":
        return isinstance(value, str) and any(value.startswith(text) for text in operand)
    return (isinstance(value, str) and value in operand) is (operator == "In")


def counts(body, record):
    """Whether an event counts: every filter holds, and no number compared or added up lies outside -1e9 and 1e9."""
    contribution = body["Contribution"]
    used = [
        item["Match"] for item in contribution["Filters"] if not {"In", "NotIn", "StartsWith", "IsPresent"} & set(item)
    ]
    used += [contribution["ValueOf"]] if "ValueOf" in contribution else []
    numbers = [number(walk(path, record)) for path in used]
    within = all(found is None or -(10**9) <= found <= 10**9 for found in numbers)
    return within and all(passes(item, record) for item in contribution["Filters"])


def key(value):
    if isinstance(value, str):
        return value
    if isinstance(value, Number):
        return value.text.replace("-0", "0") if value.text == "-0" else value.text
    marked = json.dumps(value, default=lambda item: f"<{item.text}>", separators=(",", ":"), ensure_ascii=False)
    return marked.replace('"<', "").replace('>"', "")


def totals(body, messages):
    """What every contributor contributed, exactly, counted one by one."""
    found = Counter()
    for message in messages:
        record = Subject(message).record
        if record is ABSENT or not counts(body, record):
            continue
        values = [walk(path, record) for path in body["Contribution"]["Keys"]]
        amount = number(walk(body["Contribution"]["ValueOf"], record)) if "ValueOf" in body["Contribution"] else 1
        if amount is not None and ABSENT not in values:
            found[tuple(key(value)[:1024] for value in values)] += Fraction(amount)
    return found


def agree(rule, message):
    verdict = evaluate(rule.predicate, Subject(message))
    explanation = rule.explain(message)
    assert rule.matches(message) is verdict is explanation.matched is explanation.tree.holds, str(explanation)
    return verdict


@settings(max_examples=180)
@given(some.rules, st.lists(some.messages, min_size=1, max_size=4))
def test_evaluators_agree(body, messages):
    rule = InsightRule.parse(body)
    for message in messages:
        record = Subject(message).record
        assert agree(rule, message) is (record is not ABSENT and counts(body, record))
    report = rule.report(messages)
    expected = totals(body, messages)
    assert {item.keys for item in report.contributors} == set(expected)
    assert [item.value for item in report.contributors] == sorted(map(float, expected.values()), reverse=True)
    assert all(item.value == float(expected[item.keys]) for item in report.contributors)


@settings(max_examples=100)
@given(some.line_rules, st.lists(st.one_of(some.lines, some.messages), min_size=1, max_size=4))
def test_evaluators_agree_on_lines(body, lines):
    rule = InsightRule.parse(body)
    matched = sum(agree(rule, line) for line in lines)
    assert rule.report(lines).matches == matched


mixed = st.lists(
    st.one_of(
        some.rules.map(lambda body: [InsightRule.parse(body).predicate]),
        some.line_rules.map(lambda body: [InsightRule.parse(body).predicate]),
        event_selectors.configurations().map(lambda found: EventSelectors.parse(found[1], found[0]).predicates),
        st.sampled_from(("", "x", "[a, b = x]", "{ $.n = 401 }", '{ $.l[*] = "x" }', "{ $.readOnly IS TRUE }")).map(
            lambda text: [FilterPattern.parse(text).predicate]
        ),
    ),
    min_size=1,
    max_size=5,
).map(lambda groups: [predicate for group in groups for predicate in group])
both = st.builds(lambda first, second: some.text(first | second), some.records, event_selectors.records)


@settings(max_examples=120)
@given(mixed, st.lists(st.one_of(both, some.messages), min_size=1, max_size=5), st.integers(0, 3))
def test_program_equals_reference(loaded, messages, memo_limit):
    """Selectors, insight filters and patterns in one program: what is projected, what is left, what is forgotten."""
    spelled = {operand for body in some.KEYS for operand in InsightRule.parse(some.body([body], [])).keys}
    program = Program(loaded, spelled=spelled, memo_limit=memo_limit)
    for message in messages * 2:
        expected = [i for i, predicate in enumerate(loaded) if evaluate(predicate, Subject(message))]
        assert ask(program, message) == expected
        program.narrow()


def catalog(bodies):
    specs = [InsightRuleSpec(f"r{index}", body) for index, body in enumerate(bodies)]
    return Catalog(
        [
            Rule(Kind.CONTRIBUTOR_INSIGHTS, s.name, "1.0.0", s.name, "d", RuleSeverity.LOW, RuleStatus.STABLE, s)
            for s in specs
        ],
        {},
    )


@settings(max_examples=40)
@given(
    st.lists(some.rules, min_size=1, max_size=4),
    st.lists(both, min_size=1, max_size=12),
    st.data(),
)
def test_a_replay_counts_what_a_report_does(bodies, messages, data):
    """The hot path, which counts raw values and tells them apart later, against one event after another."""
    spelled = data.draw(st.lists(st.sampled_from(some.SPELLINGS), max_size=2))
    lines = []
    for index, message in enumerate([*messages, *(some.spelled(json.loads(messages[0]), text) for text in spelled)]):
        head = {"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z", "eventID": f"id-{index}"}
        head = {name: value for name, value in head.items() if name != "eventTime" or index % 5 < 4}
        lines.append(
            f"{json.dumps(head)[:-1]}, {message.replace('Infinity', '1e999').removeprefix('{')}".replace(", }", "}")
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.jsonl")
        path.write_text("\n".join([*lines, *lines]), encoding="utf-8")
        found = {report.rule.id: report for report in replay(catalog(bodies), [path]).rules}
    for index, body in enumerate(bodies):
        expected = InsightRule.parse(body).report(lines * 2, max_contributors=10)
        report = found[f"r{index}"]
        assert list(report.insight.contributors) == expected.contributors
        assert report.insight.unique == expected.unique_contributors
        assert report.insight.without_keys == expected.without_keys
        assert report.matches == expected.matches


def test_a_replay_counts_by_columns(tmp_path):
    body = some.body(["1"], [], log_format="CLF")
    head = {"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z"}
    lines = [json.dumps(head | {"eventID": f"id-{number}"}) for number in range(3)]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    (report,) = replay(catalog([body]), [path]).rules
    assert list(report.insight.contributors) == InsightRule.parse(body).report(lines, max_contributors=10).contributors


def accepted_or_refused(body):
    try:
        return InsightRule.parse(body)
    except InsightRuleError as error:
        assert error.findings
        assert str(error)
        return None


@settings(max_examples=80)
@given(event_selectors.json_values)
def test_any_json_is_a_rule_or_refused(body):
    accepted_or_refused(body)


@settings(max_examples=180)
@given(
    event_selectors.mutated(st.one_of(some.rules, some.line_rules), *some.PATHS, "Sum", "Count", "CLF", "JSON"),
    st.lists(event_selectors.json_values, max_size=3),
)
def test_a_changed_rule_is_still_one_or_refused_at_a_place(body, events):
    rule = accepted_or_refused(body)
    if rule is not None:
        report = rule.report(events)
        assert report.matches >= report.unique_contributors
        for event in events:
            agree(rule, some.text(event))


@settings(max_examples=40)
@given(some.rules, st.lists(some.messages, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_events_decides_nothing(body, messages, random):
    rule = InsightRule.parse(body)
    shuffled = random.sample(messages, len(messages))
    assert rule.report(shuffled) == rule.report(messages)


@settings(max_examples=50)
@given(filter_patterns.json_messages())
def test_keys_are_text_whatever_stands_there(message):
    rule = InsightRule.parse(some.body(["$.a", "$.b"], []))
    report = rule.report([message])
    assert report.matches == (Subject(message).record is not ABSENT)
    for contributor in report.contributors:
        assert all(
            isinstance(text, str) and len(text.encode("utf-8", "surrogatepass")) <= 1024 for text in contributor.keys
        )
