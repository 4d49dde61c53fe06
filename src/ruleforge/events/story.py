"""From a scenario to the records that it leaves in every pipeline, told apart and held together by their ids.

A step names the fixture of one pipeline. Fixtures of other pipelines with the same request id are its twins: what the
same call leaves there. All of them get the step's time, its actor and model, and fresh ids; what was equal in the
fixtures (a request id, a trace, a session) stays equal, so that the records of a call can be joined. Ids come from
the story itself: the same scenario gives the same records, byte for byte.
"""

from __future__ import annotations

import copy
import hashlib
import json
import marshal
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ruleforge.events.actors import give_identity, give_model, renamed, reword
from ruleforge.events.fixtures import Fixtures
from ruleforge.events.overrides import override
from ruleforge.events.pipelines import Pipeline, pipeline_of, request_id
from ruleforge.model.scenario import Scenario, Step, Twin

__all__ = ["StoryEvent", "tell"]

_LOGGING = {"PutModelInvocationLoggingConfiguration": True, "DeleteModelInvocationLoggingConfiguration": False}
_NANOSECONDS = 1_000_000_000
_SIGNED_IN = timedelta(minutes=25)
_NAMESPACE = uuid.NAMESPACE_URL.bytes
_SHORT_ID = re.compile("[0-9A-F]{16}")


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """A record of a story: what it is, which step it belongs to (by index), and the pipeline that it goes through.

    Records of one step share what is the same in them: they are to be read, not changed.
    """

    record: Mapping[str, Any]
    pipeline: Pipeline
    step: int
    time: datetime

    @property
    def message(self) -> str:
        """The record as a log message."""
        return json.dumps(self.record, ensure_ascii=False, separators=(",", ":"))


def tell(scenario: Scenario, fixtures: Fixtures) -> list[StoryEvent]:
    """The records of a story in the order of time.

    While model invocation logging is switched off in the story, its calls leave nothing in the invocation log. Raises
    UsageError for fixtures that are not there and changes that cannot be made, InputError for broken fixtures.
    """
    return _Teller(scenario, fixtures).tell()


@dataclass(frozen=True, slots=True)
class _Part:
    """What a step leaves in one pipeline: the record but for its time and its ids, and what to change in it then."""

    record: dict[str, Any]
    pipeline: Pipeline
    change: Twin

    def copied(self) -> dict[str, Any]:
        """A record that shares nothing with others: it can be changed anywhere."""
        # In a quarter of the time that copy.deepcopy takes: a step may be repeated hundreds of times.
        record: dict[str, Any] = marshal.loads(marshal.dumps(self.record))  # noqa: S302 - made by this very process
        return record

    def shared(self) -> dict[str, Any]:
        """A record whose members, and those of its objects, can be replaced; what these hold is shared with others."""
        return {name: dict(value) if type(value) is dict else value for name, value in self.record.items()}


@dataclass(slots=True)
class _Teller:
    scenario: Scenario
    fixtures: Fixtures
    parts: dict[tuple[int, str | None], Sequence[_Part]] = field(default_factory=dict)
    spans: dict[tuple[str | None, int, str], str] = field(default_factory=dict)
    traces: dict[tuple[str | None, int, str], str] = field(default_factory=dict)

    def tell(self) -> list[StoryEvent]:
        start = datetime.fromisoformat(self.scenario.start)
        occasions = [
            (start + timedelta(seconds=step.at + number * step.every), index, number)
            for index, step in enumerate(self.scenario.steps)
            for number in range(step.repeat)
        ]
        logging = True
        events: list[StoryEvent] = []
        for time, index, number in sorted(occasions):
            for event in self._records(index, number, time):
                if event.pipeline is Pipeline.CLOUDTRAIL and "errorCode" not in event.record:
                    logging = _LOGGING.get(str(event.record.get("eventName")), logging)
                if logging or event.pipeline is not Pipeline.MODEL_INVOCATION_LOG:
                    events.append(event)
        return events

    def _records(self, index: int, number: int, time: datetime) -> Iterator[StoryEvent]:
        """What one repetition of a step leaves, in every pipeline."""
        step = self.scenario.steps[index]
        changes = {path: values[number % len(values)] for path, values in step.vary.items()}
        model = step.models[number % len(step.models)] if step.models else None
        if (index, model) not in self.parts:
            self.parts[index, model] = self._parts(step, model)
        for place, part in enumerate(self.parts[index, model]):
            # Only the step's own record varies, which is the first.
            values = part.change.set if place else {**part.change.set, **changes}
            is_changed = bool(values or part.change.remove)
            record = part.copied() if is_changed else part.shared()
            self._place(record, part.pipeline, index, number, time)
            if is_changed:
                record = override(record, copy.deepcopy(dict(values)), part.change.remove)
            yield StoryEvent(record, part.pipeline, index, time)

    def _parts(self, step: Step, model: str | None) -> list[_Part]:
        """What is the same in every repetition of a step with a model: first its own record, then its twins."""
        own = self.fixtures.load(step.fixture)
        actor = self.scenario.actors.get(step.actor) if step.actor is not None else None
        table = renamed(own, actor, model)
        found: list[_Part] = []
        for name, change in [(step.fixture, Twin(set=step.set, remove=step.remove)), *self._twins(step, own)]:
            record = self.fixtures.load(name)
            pipeline = pipeline_of(record)
            _join(record, pipeline, request_id(own))
            if actor is not None:
                give_identity(record, actor, pipeline, self._since)
            if model is not None:
                give_model(record, model, pipeline)
            reword(record, table)
            found.append(_Part(record, pipeline, change))
        return found

    def _twins(self, step: Step, own: Mapping[str, Any]) -> list[tuple[str, Twin]]:
        """What a step leaves elsewhere: the fixtures of other pipelines with the same request id, and its own word."""
        found: dict[str, tuple[str, Twin]] = {}
        identifier = request_id(own)
        for name in self.fixtures.of_request(identifier) if identifier is not None else ():
            pipeline = pipeline_of(self.fixtures.load(name))
            if pipeline is not pipeline_of(own):
                found[pipeline.value] = name, Twin()
        for other, twin in step.twins.items():
            if twin is None:
                found.pop(other, None)
            elif twin.fixture is not None or other in found:
                found[other] = twin.fixture or found[other][0], twin
        return [found[other] for other in sorted(found)]

    def _place(self, record: dict[str, Any], pipeline: Pipeline, index: int, number: int, time: datetime) -> None:
        """Gives a record its time, and ids of its own."""
        instant = _written(time)
        scope = (self.scenario.id, index, number)
        match pipeline:
            case Pipeline.CLOUDTRAIL:
                if "eventTime" in record:
                    record["eventTime"] = instant
                if "timeWindow" in record:
                    _move_window(record["timeWindow"], time)
                for name in ("eventID", "eventId", "requestID", "sharedEventID"):
                    if isinstance(record.get(name), str):
                        record[name] = _fresh(record[name], *scope, "request" if name == "requestID" else "event")
                extra = record.get("additionalEventData")
                if isinstance(extra, dict) and "downstreamRequestIds" in extra:
                    extra["downstreamRequestIds"] = [_guid(*scope, "request", i) for i in extra["downstreamRequestIds"]]
                parameters = record.get("requestParameters")
                if isinstance(parameters, dict) and "runtimeSessionId" in parameters:
                    parameters["runtimeSessionId"] = self._session(parameters["runtimeSessionId"])
            case Pipeline.MODEL_INVOCATION_LOG:
                record["timestamp"] = instant
                record["requestId"] = _guid(*scope, "request", record["requestId"])
            case Pipeline.SPANS:
                self._place_span(record, index, number, time)

    def _place_span(self, record: dict[str, Any], index: int, number: int, time: datetime) -> None:
        start = int(time.timestamp()) * _NANOSECONDS
        shift = start - record["startTimeUnixNano"]
        record["endTimeUnixNano"] += shift
        if "events" in record:
            record["events"] = [{**event, "timeUnixNano": event["timeUnixNano"] + shift} for event in record["events"]]
        record["startTimeUnixNano"] = start
        actor = self.scenario.steps[index].actor
        trace, span, parent = record["traceId"], record["spanId"], record.get("parentSpanId")
        scope = (self.scenario.id, index, number)
        whole = number if (actor, number, trace) in self.traces else 0
        if parent is None or (actor, whole, trace) not in self.traces:
            whole = number
            self.traces[actor, number, trace] = _hex(32, *scope, "trace", trace)
        self.spans[actor, number, span] = record["spanId"] = _hex(16, *scope, "span", span)
        record["traceId"] = self.traces[actor, whole, trace]
        if parent is not None:
            record["parentSpanId"] = self.spans.get((actor, whole, parent)) or _hex(16, *scope, "span", parent)
        attributes = record.get("attributes", {})
        if "aws.request_id" in attributes:
            attributes["aws.request_id"] = _guid(*scope, "request", attributes["aws.request_id"])
        if "session.id" in attributes:
            attributes["session.id"] = self._session(attributes["session.id"])

    def _session(self, original: str) -> str:
        """The agent session of a story for one of the fixtures: the same for caller and agent."""
        return _guid(self.scenario.id, "session", original)

    @property
    def _since(self) -> str:
        """When the actors' sessions began: before the story."""
        return _written(datetime.fromisoformat(self.scenario.start) - _SIGNED_IN)


def _written(time: datetime) -> str:
    """A time as records have it, to the second."""
    return f"{time.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _move_window(window: dict[str, Any], time: datetime) -> None:
    """An aggregated event's window: the one that a time falls in."""
    start, end = (datetime.fromisoformat(window[name]) for name in ("windowStart", "windowEnd"))
    length = int((end - start).total_seconds())
    begin = datetime.fromtimestamp(int(time.timestamp()) // length * length, UTC)
    window["windowStart"] = _written(begin)
    window["windowEnd"] = _written(begin + timedelta(seconds=length))


def _join(record: dict[str, Any], pipeline: Pipeline, request: str | None) -> None:
    """A twin is of its step's request, whichever fixture it comes from."""
    if request is None:
        return
    attributes = record.get("attributes", {})
    if pipeline is Pipeline.CLOUDTRAIL and "requestID" in record:
        record["requestID"] = request
    elif pipeline is Pipeline.MODEL_INVOCATION_LOG:
        record["requestId"] = request
    elif pipeline is Pipeline.SPANS and "aws.request_id" in attributes:
        attributes["aws.request_id"] = request


def _fresh(original: str, *parts: object) -> str:
    """A new id of the form of the original."""
    return _hex(16, *parts, original).upper() if _SHORT_ID.fullmatch(original) else _guid(*parts, original)


def _guid(*parts: object) -> str:
    """An id that the parts alone decide: what `uuid.uuid5` makes of them, in a quarter of the time."""
    name = "/".join(map(str, parts)).encode()
    digits = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _hex(length: int, *parts: object) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:length]
