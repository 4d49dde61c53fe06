"""A wrong type in a call is told, never taken for an event that does not match."""

from __future__ import annotations

import pytest

from ruleforge import EventSelectors, FilterPattern, InsightRule, UsageError

PATTERN = FilterPattern.parse("a")
SELECTORS = EventSelectors.parse([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}])
INSIGHT = InsightRule.parse(
    {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        "LogGroupNames": ["g"],
        "LogFormat": "JSON",
        "Contribution": {"Keys": ["$.a"]},
        "AggregateOn": "Count",
    }
)


@pytest.mark.parametrize("message", [{"a": 1}, b"a", None, 1, ["a"]])
def test_a_message_is_text(message):
    for call in (PATTERN.matches, PATTERN.explain, FilterPattern.parse):
        with pytest.raises(UsageError, match="a message is text"):
            call(message)


@pytest.mark.parametrize("record", ['{"eventCategory": "Management"}', b"{}", None, [], 1])
def test_a_record_is_an_object(record):
    for call in (SELECTORS.captures, SELECTORS.explain, SELECTORS.captured_by):
        with pytest.raises(UsageError, match="a record is an object"):
            call(record)


@pytest.mark.parametrize("events", ['{"a": "x"}', {"a": "x"}, None, 1])
def test_events_come_as_a_list(events):
    with pytest.raises(UsageError, match="events come as a list"):
        INSIGHT.report(events)
    assert INSIGHT.report(iter([{"a": "x"}, '{"a": "x"}'])).contributors[0].value == 2


def test_a_list_that_is_none_is_told_once():
    with pytest.raises(UsageError) as refused:
        PATTERN.matches({"a": 1})
    assert "json.dumps" in str(refused.value)
