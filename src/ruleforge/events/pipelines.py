"""Telling the three pipelines apart by the shape of a record, and reading the record's own time."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["Pipeline", "pipeline_of", "record_time", "request_id"]


class Pipeline(enum.Enum):
    """Where a record comes from."""

    CLOUDTRAIL = "cloudtrail"
    MODEL_INVOCATION_LOG = "model-invocation-log"
    SPANS = "spans"
    OTHER = "other"


def pipeline_of(record: Mapping[str, Any]) -> Pipeline:
    """The pipeline a record comes from, by members that only its records have; `OTHER` when it does not tell."""
    if record.get("schemaType") == "ModelInvocationLog":
        return Pipeline.MODEL_INVOCATION_LOG
    if "traceId" in record and "spanId" in record and ("startTimeUnixNano" in record or "kind" in record):
        return Pipeline.SPANS
    if "eventVersion" in record or "eventCategory" in record or ("eventSource" in record and "eventName" in record):
        return Pipeline.CLOUDTRAIL
    return Pipeline.OTHER


def record_time(record: Mapping[str, Any]) -> float | None:
    """The record's time on its own clock, in epoch seconds, or None where it has none that can be read.

    CloudTrail: `eventTime`; aggregated events: the start of their window. Invocation log: `timestamp`. Spans:
    `startTimeUnixNano`. Vended AgentCore logs: `event_timestamp` (milliseconds).
    """
    window = record.get("timeWindow")
    candidates = (
        record.get("eventTime"),
        window.get("windowStart") if isinstance(window, Mapping) else None,
        record.get("timestamp"),
    )
    for value in candidates:
        if isinstance(value, str) and (seconds := _from_iso(value)) is not None:
            return seconds
    for name, scale in (
        ("startTimeUnixNano", 1e9),
        ("timeUnixNano", 1e9),
        ("event_timestamp", 1e3),
        ("timestamp", 1e3),
    ):
        value = record.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                return value / scale
            except OverflowError:
                return None
    return None


def request_id(record: Mapping[str, Any]) -> str | None:
    """The id of the request that a record is of, which joins the pipelines; None where the record has none.

    CloudTrail: `requestID`. Invocation log: `requestId`. Spans: the attribute `aws.request_id`.
    """
    attributes = record.get("attributes")
    held = attributes.get("aws.request_id") if isinstance(attributes, Mapping) else None
    found = record.get("requestID", record.get("requestId", held))
    return found if isinstance(found, str) and found else None


def _from_iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.timestamp()
    except (OverflowError, ValueError, OSError):
        return None
