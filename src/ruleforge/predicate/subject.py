"""What a predicate is asked about: one message, with its JSON record and its columns worked out once, when needed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ruleforge.predicate.columns import Columns, split_columns
from ruleforge.predicate.values import ABSENT, Absent, decode_object

__all__ = ["Subject"]


class Subject:
    """One log event's message, as it was ingested.

    `record` is the JSON object that the whole message is, numbers as `Number`, or `ABSENT`: a line with a JSON tail, an
    array and a scalar have no record.
    """

    def __init__(self, message: str) -> None:
        self.message = message

    @cached_property
    def record(self) -> dict[str, Any] | Absent:
        """The message's JSON object, or `ABSENT`."""
        record = decode_object(self.message)
        return ABSENT if record is None else record

    @cached_property
    def columns(self) -> Columns:
        """The message as a space-delimited line."""
        return split_columns(self.message)
