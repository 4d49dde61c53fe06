"""Which pipeline a record comes from, and what time it has."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleforge.events import Fixtures, Pipeline, pipeline_of, record_time

NOON = 1777636800.0
"""2026-05-01T12:00:00Z."""


@pytest.mark.parametrize(
    ("record", "pipeline"),
    [
        ({}, Pipeline.OTHER),
        ({"eventVersion": "1.11"}, Pipeline.CLOUDTRAIL),
        ({"eventCategory": "Insight"}, Pipeline.CLOUDTRAIL),
        ({"eventSource": "s", "eventName": "n"}, Pipeline.CLOUDTRAIL),
        ({"eventSource": "s"}, Pipeline.OTHER),
        ({"eventName": "n"}, Pipeline.OTHER),
        ({"schemaType": "ModelInvocationLog"}, Pipeline.MODEL_INVOCATION_LOG),
        ({"schemaType": "ModelInvocationLog", "eventVersion": "1"}, Pipeline.MODEL_INVOCATION_LOG),
        ({"schemaType": "Other"}, Pipeline.OTHER),
        ({"schemaType": ["ModelInvocationLog"]}, Pipeline.OTHER),
        ({"traceId": "t", "spanId": "s", "startTimeUnixNano": 1}, Pipeline.SPANS),
        ({"traceId": "t", "spanId": "s", "kind": "SERVER"}, Pipeline.SPANS),
        ({"traceId": "t", "spanId": "s"}, Pipeline.OTHER),
        ({"traceId": "t", "kind": "SERVER"}, Pipeline.OTHER),
    ],
)
def test_pipelines(record, pipeline):
    assert pipeline_of(record) is pipeline


@pytest.mark.parametrize("pipeline", [Pipeline.CLOUDTRAIL, Pipeline.MODEL_INVOCATION_LOG, Pipeline.SPANS])
def test_the_folders_of_fixtures_are_pipelines(pipeline):
    fixtures = Fixtures.shipped()
    names = [name for name in fixtures.names() if name.split("/")[0] == pipeline.value]
    assert names
    for name in names:
        record = fixtures.load(name)
        assert pipeline_of(record) is pipeline, name
        assert record_time(record) is not None, name


@pytest.mark.parametrize(
    ("record", "seconds"),
    [
        ({"eventTime": "2026-05-01T12:00:00Z"}, NOON),
        ({"eventTime": " 2026-05-01T12:00:00Z\n"}, NOON),
        ({"eventTime": "2026-05-01T12:00:00"}, NOON),
        ({"eventTime": "2026-05-01 12:00:00.000000000"}, NOON),
        ({"eventTime": "2026-05-01T14:00:00+02:00"}, NOON),
        ({"eventTime": "2026-05-01T12:00:00.250Z"}, NOON + 0.25),
        ({"timestamp": "2026-05-01T12:00:00Z"}, NOON),
        ({"timeWindow": {"windowStart": "2026-05-01T12:00:00Z", "windowEnd": "2026-05-01T12:05:00Z"}}, NOON),
        ({"timeWindow": {"windowStart": "2026-05-01T12:00:00Z"}, "eventTime": "2026-05-01T12:00:01Z"}, NOON + 1),
        ({"timeWindow": "2026-05-01T12:00:00Z"}, None),
        ({"eventTime": "yesterday", "timestamp": "2026-05-01T12:00:00Z"}, NOON),
        ({"eventTime": NOON, "timestamp": "2026-05-01T12:00:00Z"}, NOON),
        ({"startTimeUnixNano": int(NOON) * 10**9}, NOON),
        ({"startTimeUnixNano": int(NOON) * 10**9, "timeUnixNano": 0}, NOON),
        ({"timeUnixNano": int(NOON) * 10**9}, NOON),
        ({"event_timestamp": int(NOON) * 1000}, NOON),
        ({"timestamp": int(NOON) * 1000}, NOON),
        ({"timestamp": NOON * 1000}, NOON),
        ({"timestamp": 0}, 0.0),
        ({"timestamp": True}, None),
        ({"timestamp": 10**400}, None),
        ({"timestamp": None, "eventTime": [], "startTimeUnixNano": "1"}, None),
        ({}, None),
    ],
)
def test_times(record, seconds):
    assert record_time(record) == seconds


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", ""])
def test_times_at_the_ends(text):
    assert record_time({"eventTime": text}) is None or math.isfinite(record_time({"eventTime": text}))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("windowStart"), inner, max_size=1),
    max_leaves=3,
)
NAMES = st.sampled_from(
    ["eventTime", "timestamp", "timeWindow", "startTimeUnixNano", "timeUnixNano", "event_timestamp", "schemaType"]
)


@given(st.dictionaries(NAMES, VALUES))
def test_no_record_raises(record):
    assert isinstance(pipeline_of(record), Pipeline)
    assert isinstance(record_time(record), float | None)
