"""What a predicate is asked about: one message, with its JSON record and its columns worked out once, when needed."""

from __future__ import annotations

import json
import math
from functools import cached_property
from typing import Any

from ruleforge.predicate.columns import Columns, split_columns
from ruleforge.predicate.values import ABSENT, Absent, Number, Value, decode_object

__all__ = ["Subject"]


class Subject:
    """One log event's message, as it was ingested.

    `record` is the JSON object that the whole message is, numbers as `Number`, or `ABSENT`: a line with a JSON tail, an
    array and a scalar have no record.
    """

    def __init__(self, message: str) -> None:
        self.message = message

    @classmethod
    def of(cls, data: Any) -> Subject:
        """What an event is whose JSON value is at hand as data; its message is the JSON text.

        Numbers too large for a double, which arrive as infinities, are large numbers; NaN, which is not JSON, is null.
        """
        try:
            subject = cls(json.dumps(data, ensure_ascii=False, allow_nan=False))
        except (ValueError, RecursionError):
            subject = cls("")
        if isinstance(data, dict) and subject.record is ABSENT:
            subject.__dict__["record"] = _to_value(data)
        return subject

    @cached_property
    def record(self) -> dict[str, Any] | Absent:
        """The message's JSON object, or `ABSENT`."""
        record = decode_object(self.message)
        return ABSENT if record is None else record

    @cached_property
    def columns(self) -> Columns:
        """The message as a space-delimited line."""
        return split_columns(self.message)


def _to_value(data: Any) -> Any:
    """Data in the algebra's own types; without recursion, for data may be nested deeper than Python recurses."""
    root: list[Any] = [None]
    waiting: list[tuple[Any, Any, Any]] = [(data, root, 0)]
    while waiting:
        item, holder, place = waiting.pop()
        if isinstance(item, dict):
            inner: Any = {str(name): None for name in item}
            waiting.extend((value, inner, str(name)) for name, value in item.items())
        elif isinstance(item, list | tuple):
            inner = [None] * len(item)
            waiting.extend((value, inner, index) for index, value in enumerate(item))
        else:
            inner = _scalar(item)
        holder[place] = inner
    return root[0]


def _scalar(item: Any) -> Value:
    if item is None or isinstance(item, str | bool):
        return item
    if isinstance(item, float) and not math.isfinite(item):
        return None if math.isnan(item) else Number("1e999" if item > 0 else "-1e999")
    try:
        return Number(json.dumps(item))
    except ValueError:  # an integer with more digits than Python writes out
        return Number("1e999" if item > 0 else "-1e999")
