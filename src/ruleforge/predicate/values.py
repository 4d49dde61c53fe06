"""JSON values as AWS sees them: absent is not null, and a number keeps the way it was spelled.

CloudWatch Logs compares a quoted value with a number by the number's text (`= "1"` matches 1 but not 1.0), so numbers
are decoded to `Number`, which remembers its text and compares as an exact decimal.
"""

from __future__ import annotations

import decimal
import enum
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

__all__ = ["ABSENT", "Absent", "Number", "Value", "decode", "decode_object"]


class Absent(enum.Enum):
    """The type of `ABSENT`."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
"""What a path finds where there is nothing."""


@dataclass(frozen=True)
class Number:
    """A JSON number with its own spelling."""

    text: str

    @cached_property
    def value(self) -> decimal.Decimal | None:
        """The exact value; None where the exponent is beyond what decimals hold (about 10^±(10^18))."""
        return exact(self.text)


Value: TypeAlias = "Absent | bool | str | Number | list[Any] | dict[str, Any] | None"


def exact(text: str) -> decimal.Decimal | None:
    """The exact decimal that a numeric text stands for, or None where no decimal can hold it."""
    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return None


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_refuse_constant)


def decode(text: str) -> Value:
    """The value of a JSON text, numbers as `Number`; of a repeated key the last one counts, as AWS has it.

    Raises ValueError for anything that is not one JSON value, nesting beyond Python's recursion limit included.
    """
    try:
        value: Value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def decode_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a whole message is, or None when the message is anything else."""
    head = text.lstrip(" \t\r\n")[:1]
    if head != "{":
        return None
    try:
        value = decode(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
