"""How the ARNs of resources begin, from `resource_arns.json`."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["arn_forms", "arn_source", "arns_of_aws", "behind_form", "can_begin"]

_FILE = Path(__file__).with_name("resource_arns.json")
_PARTITION = re.compile(r"arn:aws[a-z-]*:")
_REGION = re.compile(r"[a-z0-9-]*")
_ACCOUNT = re.compile(r"(?:[0-9]{12}|aws)?")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return table


def arn_forms(resource_type: str) -> tuple[str, ...]:
    """The forms of the ARNs of a type; none where nothing is known."""
    return tuple(_table()["forms"].get(resource_type, ()))


def arns_of_aws(resource_type: str) -> tuple[str, ...]:
    """The forms of the ARNs of a type's resources that belong to AWS itself; none where there are none known."""
    return tuple(_table()["of_aws"]["forms"].get(resource_type, ()))


def behind_form(prefix: str, resource_type: str) -> str | None:
    """What follows the form in a beginning of an ARN, where that is an id that AWS assigns.

    Empty where the beginning ends with the form or before it; None for types whose names people choose, and for a text
    that no ARN of the type begins with.
    """
    if resource_type not in _table()["assigned"]["types"]:
        return None
    for form in arn_forms(resource_type):
        if can_begin(prefix, form):
            return ":".join(prefix.split(":", 5)[5:])[len(form.split(":", 5)[5]) :]
    return None


def arn_source() -> str:
    """The page of the forms, with the day on which it was read."""
    return f"{_table()['source']} (read {_table()['checked']})"


def can_begin(prefix: str, form: str) -> bool:
    """Whether an ARN of a form can begin with a text, or the text is a longer beginning of such an ARN."""
    plain = _PARTITION.sub("arn:aws:", prefix, count=1)
    parts, wanted = plain.split(":", 5), form.split(":", 5)
    for index, (part, word) in enumerate(zip(parts, wanted, strict=False)):
        last = index == len(parts) - 1
        if index == 5:
            return part.startswith(word) or word.startswith(part)
        if word in ("REGION", "ACCOUNT"):
            pattern = _REGION if word == "REGION" else _ACCOUNT
            if not last and not pattern.fullmatch(part):
                return False
        elif not (word.startswith(part) if last else word == part):
            return False
    return True
