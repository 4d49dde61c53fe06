"""Whatever AWS lets things be called and say, the file of an import says the same, and is in the one form."""

from __future__ import annotations

import json
import string

from hypothesis import given
from hypothesis import strategies as st

from ruleforge.catalog.format import data_text, format_text
from ruleforge.catalog.texts import canonical_pattern
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import SourceText
from ruleforge.importing import Options, import_rules
from shipped_catalogue import shipped_catalogue
from strategies.filter_patterns import json_patterns, regex_patterns, space_patterns, terms_patterns

CATALOG = shipped_catalogue()
OPTIONS = Options(declared=CATALOG.parameters)
ODD = "'\": \t\r\n\\#-|>%@`&*!?{}[],~é😀\u2028\x07\x85\xa0\ufeff${}"
words = st.text(st.sampled_from(ODD + string.ascii_letters + "019"), max_size=40) | st.text(max_size=255)
names = words.map(lambda text: text.replace(":", "").replace("*", "")).filter(lambda text: 0 < len(text) <= 512)
any_patterns = st.one_of(json_patterns(), terms_patterns, regex_patterns, space_patterns())
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64) | st.integers(-(10**17), 10**17)


def encodable(text):
    return not any("\ud800" <= character <= "\udfff" for character in text)


def imported(document):
    result = import_rules([SourceText("f.json", json.dumps(document))], CATALOG, OPTIONS)
    assert result.unreadable == ()
    for item in result.rules:
        assert format_text(SourceText(item.draft.file, item.text)) == item.text
    return result


@given(names.filter(encodable), any_patterns, numbers)
def test_a_metric_filter_keeps_its_name_pattern_and_default(name, pattern, default):
    transformation = {"metricNamespace": "N", "metricName": "M", "metricValue": "1", "defaultValue": default}
    document = {"filterName": name, "filterPattern": pattern, "logGroupName": "g"}
    result = imported({"metricFilters": [document | {"metricTransformations": [transformation]}]})
    if result.refused:
        assert result.rules == ()
        return
    (item,) = result.rules
    dollar = {"DOLLAR": "$"}
    assert from_placeholders(item.rule.spec.filter_name, dollar) == name
    assert from_placeholders(item.rule.spec.filter_pattern, dollar) == canonical_pattern(pattern)
    assert item.rule.spec.transformation.default_value == float(default)


def from_placeholders(text, values):
    from ruleforge.catalog.parameters import resolve

    return resolve(text, values)


@given(st.lists(names.filter(encodable), max_size=6))
def test_every_name_is_a_rule_with_an_id_of_its_own(listed):
    document = {"AlarmDescription": "d", "Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60}
    document |= {"EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}
    alarms = [document | {"AlarmName": f"{name[:200]} {number}"} for number, name in enumerate(listed)]
    result = imported({"MetricAlarms": alarms})
    assert len(result.rules) + len(result.refused) == len(alarms)
    assert len({item.draft.file for item in result.rules}) == len(result.rules)
    told = [from_placeholders(item.rule.spec.name, {"DOLLAR": "$"}) for item in result.rules]
    wanted = [alarm["AlarmName"] for alarm in alarms]
    assert [name for name in wanted if name in told] == told


@given(
    st.recursive(
        words.filter(encodable) | st.none() | st.booleans() | numbers,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words.filter(encodable), inner, max_size=3),
        max_leaves=12,
    ).map(lambda value: {"k": value})
)
def test_data_are_written_as_they_are_read(value):
    text = data_text(value)
    document = read_yaml(SourceText("f", text))
    assert document.problems == []
    assert document.data == value
    assert format_text(SourceText("f", text)) == text
