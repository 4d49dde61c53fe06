"""Evaluating the rules over one unit of input: the hot path of a replay.

Batches of records are decoded into the program's projection at once and counted with as little work per event as
Python allows. Whatever does not fit (a value of an unexpected type, a record without `eventTime`, a wrapped message,
plain text) is evaluated whole, message by message: slower, with the same outcome.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import msgspec

from ruleforge.data import number
from ruleforge.engine.clock import MINUTE, is_minute, to_instant
from ruleforge.engine.contributions import Contributions
from ruleforge.engine.duplicates import fingerprints
from ruleforge.engine.metrics import Unpublished
from ruleforge.engine.minutes import MinuteCounter
from ruleforge.engine.oversize import may_hold_more_than
from ruleforge.engine.program import Outcome
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.tally import Origin, Sample, Statistics, Tally, Totals
from ruleforge.engine.unit_result import UnitResult, Window
from ruleforge.events import (
    Lines,
    Message,
    Messages,
    Pipeline,
    Problem,
    Records,
    Unit,
    count_lines,
    explain_broken,
    messages,
    pipeline_of,
    read,
    record_time,
    split_records,
)
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT

__all__ = ["Scanner"]

CLOUDTRAIL_EVENT_BYTES = number("trail.cwl_event.max") * 1024
"""CloudTrail sends no larger event to CloudWatch Logs."""

_PART_EVENTS = 100_000
_EVERY_RECORD = b'"eventVersion"'
_INSTANT_LENGTH = len("2026-05-04T08:00:00Z")
_CLOUDTRAIL = Origin(Pipeline.CLOUDTRAIL)


class Scanner:
    """Evaluates rules over units of input, one after another, adding to the totals.

    Problems with the input are counted in a unit's result, never raised.
    """

    def __init__(self, rules: RuleSet, window: Window, totals: Totals) -> None:
        self._totals = totals
        self._rules = rules
        self._program = rules.program
        self._window = window
        self._result = UnitResult(Unit(""))
        self._tally_of: dict[Outcome, Tally] = {}
        self._contributions = Contributions(rules, totals)
        self._minutes = MinuteCounter()
        self._counted = 0, 0

    def scan(self, unit: Unit) -> Iterator[UnitResult]:
        """Reads a unit to its end; of a large one the result comes in parts, so that memory stays flat."""
        self._result = UnitResult(unit)
        self._counted = 0, 0
        for batch in read(unit, number_lines=False):
            match batch:
                case Problem():
                    self._result.add_problem(batch)
                case Lines():
                    self._lines(batch)
                case Records():
                    self._records(batch)
                case Messages():
                    for message in batch.messages:
                        self._message(message)
            self._program.narrow()
            if len(self._result.identities) >= _PART_EVENTS:
                self._result.last = False
                yield self._result
                self._result = UnitResult(unit, before=self._ordinal(0))
        yield self._result

    def scan_records(self, records: Iterable[str], name: str) -> UnitResult:
        """Evaluates records that are in memory, each a JSON text on one line, under a name for the report."""
        self._result = UnitResult(Unit(name))
        data = "\n".join(records).encode("utf-8", "surrogatepass")
        if data:
            self._lines(Lines(memoryview(data), 1))
        return self._result

    def finish(self) -> None:
        """Adds to the totals what is still held back; to be called once, after the last unit."""
        self._minutes.finish()
        self._contributions.finish()

    def _ordinal(self, offset: int) -> int:
        """The ordinal in the unit of an event that is so many after those counted already."""
        return self._result.before + self._result.events + self._result.outside + offset

    def _lines(self, batch: Lines) -> None:
        try:
            records = self._program.projection.decode_lines(batch.data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._lines_one_by_one(batch)
            return
        texts = cache(lambda: _whole_lines(batch.data))
        if may_hold_more_than(CLOUDTRAIL_EVENT_BYTES, len(batch.data), partial(batch.find, b"\n")):
            self._name_oversized(texts())
        self._count(records, texts)

    def _lines_one_by_one(self, batch: Lines) -> None:
        """A chunk in which some line does not fit: runs of lines that do are still counted together."""
        run: list[Any] = []
        texts: list[bytes] = []
        for line_number, line in enumerate(bytes(batch.data).split(b"\n"), self._first_line(batch)):
            if not line or line.isspace():
                continue
            try:
                run.append(self._program.projection.decode(line))
                texts.append(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self._count(run, texts.copy)
                run.clear()
                texts.clear()
                self._odd_line(line, line_number)
        self._count(run, texts.copy)

    def _first_line(self, batch: Lines) -> int:
        """The number of a chunk's first line; counted only now that someone asks, from where it was last counted."""
        if batch.first_line is not None:
            return batch.first_line
        offset, lines = self._counted
        lines += count_lines(self._result.unit.file, offset, batch.offset)
        self._counted = batch.offset, lines
        return lines + 1

    def _odd_line(self, line: bytes, line_number: int) -> None:
        """A line that does not fit the projection: a record with unexpected types, or no record at all."""
        text = _text(line).strip()
        subject = Subject(text)
        if "\N{REPLACEMENT CHARACTER}" in text and "\N{REPLACEMENT CHARACTER}".encode() not in line:
            message = "bytes that are not UTF-8 are replaced, as in a log group"
            self._result.add_problem(Problem("notice", message, self._result.unit.name, line=line_number))
        if subject.record is ABSENT:
            file = self._result.unit.name
            self._result.add_problem(Problem("broken", explain_broken(line), file, line=line_number))
            return
        self._program.learn(subject.record)
        self._message(Message(text, line=line_number), subject)

    def _records(self, batch: Records) -> None:
        try:
            records = self._program.projection.decode_document(batch.data).Records
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._records_one_by_one(batch)
            return
        texts = cache(lambda: split_records(batch.data) or [])
        if may_hold_more_than(CLOUDTRAIL_EVENT_BYTES, len(batch.data), partial(batch.data.find, _EVERY_RECORD)):
            self._name_oversized(texts())
        self._count(records, texts)

    def _records_one_by_one(self, batch: Records) -> None:
        run: list[Any] = []
        texts: list[bytes] = []
        for item in messages(batch, self._result.unit.name):
            if isinstance(item, Problem):
                self._result.add_problem(item)
                continue
            line = item.text.encode("utf-8", errors="surrogatepass")
            try:
                run.append(self._program.projection.decode(line))
                texts.append(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self._count(run, texts.copy)
                run.clear()
                texts.clear()
                subject = Subject(item.text)
                self._program.learn(subject.record)
                self._message(item, subject)
        self._count(run, texts.copy)

    def _name_oversized(self, texts: Sequence[bytes]) -> None:
        """Names the records that would never reach a log group; they are evaluated all the same."""
        for position, text in enumerate(texts, self._ordinal(1)):
            if len(text) > CLOUDTRAIL_EVENT_BYTES:
                message = f"{len(text):,} bytes: CloudTrail sends no event above 256 KB to CloudWatch Logs"
                self._result.add_problem(Problem("notice", message, self._result.unit.name, event=position))

    def _count(self, records: Sequence[Any], texts: Callable[[], Sequence[bytes]]) -> None:
        """Evaluates and counts records of the projection; `texts` gives their messages where one is needed."""
        if not records:
            return
        times = list(map(self._program.projection.time, records))
        if set(map(type, times)) != {str} or set(map(len, times)) != {_INSTANT_LENGTH}:
            self._count_with_odd_times(records, times, texts())
            return
        if self._window.bounded:
            kept = [index for index, time in enumerate(times) if self._window.includes(time)]
            if len(kept) < len(records):
                if kept:
                    pick = operator.itemgetter(*kept) if len(kept) > 1 else lambda items: (items[kept[0]],)
                    self._tally(pick(records), pick(times), lambda: pick(texts()), kept)
                self._result.outside += len(records) - len(kept)
                return
        self._tally(records, times, texts, range(len(records)))

    def _count_with_odd_times(self, records: Sequence[Any], times: Sequence[Any], texts: Sequence[bytes]) -> None:
        for record, time, text in zip(records, times, texts, strict=True):
            if isinstance(time, str) and len(time) == _INSTANT_LENGTH:
                self._count([record], lambda text=text: [text])  # type: ignore[misc]
            else:
                self._message(Message(text.decode("utf-8", errors="replace")))

    def _tally(
        self,
        records: Sequence[Any],
        times: Sequence[str],
        texts: Callable[[], Sequence[bytes]],
        places: Sequence[int],
    ) -> None:
        """Evaluates and counts records with ordinary times; `places` says how far each is from the next ordinal."""

        def subject(index: int) -> Subject:
            return Subject(_text(texts()[index]))

        outcomes = self._program.settle(records, subject)
        for outcome in set(outcomes).difference(self._tally_of):
            self._tally_of[outcome] = self._scoped(outcome, _CLOUDTRAIL)
        tallies = list(map(self._tally_of.__getitem__, outcomes))
        for tally, index in self._minutes.count(tallies, times):
            place = self._ordinal(places[index] + 1)
            self._sample(tally, tally.first, place, lambda at=index: texts()[at])  # type: ignore[misc]
        if self._rules.publishers:
            self._publish_all(tallies, times, texts)
        if self._rules.insights:
            self._contributions.count(outcomes, self._tally_of, records, subject)
        self._result.identities.fromlist(fingerprints(list(map(self._program.projection.identity, records))))
        self._result.events += len(records)
        self._totals.pipelines[Pipeline.CLOUDTRAIL] += len(records)

    def _scoped(self, outcome: Outcome, origin: Origin) -> Tally:
        """The tally of the rules that hold and that sit on the log group the event comes from."""
        scope = self._rules.scope(outcome.matched, origin)
        tally = self._totals.tally(scope.matched, origin)
        tally.recorded, tally.insights = scope.recorded, scope.insights
        return tally

    def _sample(self, tally: Tally, time: str, event: int, text: Callable[[], bytes]) -> None:
        unit = self._result.unit
        if tally.wants(time, unit.name, unit.start, event):
            tally.sample = Sample(time, unit.name, unit.start, event, _text(text()))

    def _publish_all(
        self, tallies: Sequence[Tally], times: Sequence[str], texts: Callable[[], Sequence[bytes]]
    ) -> None:
        for index, (tally, time) in enumerate(zip(tallies, times, strict=True)):
            minute = time[:MINUTE]
            if tally.recorded and self._publishing(tally.matched) and is_minute(minute):
                self._publish(tally.matched, minute, Subject(_text(texts()[index])))

    def _publishing(self, matched: tuple[int, ...]) -> bool:
        return any(index in self._rules.publishers for index in matched)

    def _publish(self, matched: tuple[int, ...], minute: str, subject: Subject) -> None:
        for index in matched:
            publisher = self._rules.publishers.get(index)
            if publisher is None:
                continue
            reading = publisher.publish(subject)
            if isinstance(reading, Unpublished):
                self._totals.unpublished[index, reading.reason] += 1
            else:
                key = index, minute, reading.dimensions
                self._totals.values.setdefault(key, Statistics()).add(reading.value)

    def _message(self, message: Message, subject: Subject | None = None) -> None:
        """Evaluates and counts one message whole."""
        subject = subject or Subject(message.text)
        record = _plain(message.text) if subject.record is not ABSENT else None
        pipeline = pipeline_of(record) if record is not None else Pipeline.OTHER
        seconds = record_time(record) if record is not None else None
        seconds = message.timestamp if seconds is None else seconds
        time = None if seconds is None else to_instant(seconds)
        if self._window.bounded and (time is None or not self._window.includes(time)):
            self._result.outside += 1
            return
        tally = self._scoped(self._program.evaluate(subject), Origin(pipeline, message.log_group))
        self._result.events += 1
        self._totals.pipelines[pipeline] += 1
        self._result.identities.extend(fingerprints([_identity_of(record) if record is not None else None]))
        if time is None:
            tally.untimed += 1
        else:
            tally.minutes[time[:MINUTE]] += 1
            tally.first = min(tally.first, time)
            tally.last = max(tally.last, time)
        if tally.insights:
            self._contributions.count_message(tally, subject)
        if tally.matched:
            unit = self._result.unit
            tally.take_sample(Sample(time or "", unit.name, unit.start, self._ordinal(0), message.text))
            if time is not None and tally.recorded and self._publishing(tally.matched):
                self._publish(tally.matched, time[:MINUTE], subject)


def _text(message: bytes) -> str:
    return message.decode("utf-8", errors="replace")


def _whole_lines(data: memoryview) -> list[bytes]:
    """The lines of a chunk that hold something, one for each record that was decoded from it."""
    return [line for line in bytes(data).split(b"\n") if line and not line.isspace()]


def _plain(text: str) -> dict[str, Any] | None:
    """The record in plain Python values, for what reads its time and kind."""
    try:
        record = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        record = json.loads(text)
    return record if isinstance(record, dict) else None


def _identity_of(record: dict[str, Any]) -> Any:
    return next((record[name] for name in ("eventID", "requestId", "spanId") if name in record), "")
