"""The messages that a test's events stand for."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass

from ruleforge.events import Fixtures
from ruleforge.events.overrides import override
from ruleforge.model import EventReference

__all__ = ["Case", "resolve"]


@dataclass(frozen=True, slots=True)
class Case:
    """One message of a test; `label` is what messages call it: the fixture's name, with what was changed."""

    label: str
    message: str


def resolve(reference: EventReference, fixtures: Fixtures) -> list[Case]:
    """The messages of one reference, `repeat` of them, all alike.

    Raises UsageError for an unknown fixture and for overrides that cannot be made.
    """
    label = _label(reference)
    if reference.message is not None:
        return [Case(label, reference.message)] * reference.repeat
    if reference.fixture is not None:
        record = fixtures.load(reference.fixture)
    else:
        record = dict(copy.deepcopy(reference.record or {}))
    record = override(record, reference.set, reference.remove)
    return [Case(label, json.dumps(record, ensure_ascii=False, separators=(",", ":")))] * reference.repeat


def _label(reference: EventReference) -> str:
    name = reference.fixture or ("a record of the test" if reference.message is None else "a message of the test")
    changes = [f"{path} = {json.dumps(value, ensure_ascii=False)}" for path, value in reference.set.items()]
    changes += [f"without {path}" for path in reference.remove]
    return f"{name} ({', '.join(changes)})" if changes else name
