"""Event time as text: `YYYY-MM-DDTHH:MM:SSZ`, which sorts as it reads and begins with the minute.

CloudTrail writes `eventTime` in this very form, so the hot path never converts. Nothing here reads the wall clock.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from functools import lru_cache

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError

__all__ = ["MINUTE", "is_minute", "parse_bound", "to_instant"]

MINUTE = len("2026-05-04T08:00")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


def to_instant(seconds: float) -> str | None:
    """Epoch seconds as an instant, whole seconds rounded down; None outside the years 1 to 9999."""
    try:
        return datetime.fromtimestamp(math.floor(seconds), UTC).strftime(_INSTANT).zfill(20)
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=65_536)
def is_minute(text: str) -> bool:
    """Whether a text of sixteen characters is the minute of an instant."""
    try:
        datetime.fromisoformat(f"{text}:00Z")
    except ValueError:
        return False
    return _FORM.fullmatch(text) is not None


def parse_bound(text: str, option: str) -> str:
    """The instant that a user's time means: a date, a minute, or a full ISO 8601 time; UTC where no zone is given.

    Raises UsageError.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        message = f"{text!r} is no time for {option}"
        raise UsageError([Finding("usage/time", message, help="write 2026-05-04 or 2026-05-04T08:00:00Z")]) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime(_INSTANT).zfill(20)
