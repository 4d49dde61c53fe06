"""Asking AWS itself: what TestMetricFilter says of patterns and messages.

TestMetricFilter evaluates up to 50 messages against one pattern and answers with those that match, by number and text.
It needs the permission `logs:TestMetricFilter`, and deploys nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruleforge.account.clients import Clients, telling
from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError

__all__ = ["Answer", "PatternCase", "record"]

_MOST_MESSAGES = 50
_REFUSED = "InvalidParameterException"


@dataclass(frozen=True, slots=True)
class PatternCase:
    """A pattern and a message, and what ruleforge says: whether it matches, or None where the pattern is refused."""

    id: str
    pattern: str
    message: str
    ours: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What AWS said of a case: whether the message matches, or None with the reason where it refused the pattern.

    A case that cannot be put to AWS is not `asked`, and then the reason says why.
    """

    case: PatternCase
    theirs: bool | None
    reason: str = ""
    asked: bool = True

    @property
    def agrees(self) -> bool | None:
        """Whether AWS says what ruleforge says; None for a case that was not asked."""
        return self.theirs == self.case.ours if self.asked else None

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON data."""
        data: dict[str, Any] = {"id": self.case.id, "pattern": self.case.pattern, "message": self.case.message}
        data |= {"aws": self.theirs, "ruleforge": self.case.ours, "agrees": self.agrees}
        return data | ({"reason": self.reason} if self.reason else {})


def record(
    cases: Iterable[PatternCase], clients: Clients, *, progress: Callable[[int], None] | None = None
) -> Iterator[Answer]:
    """AWS's answers, in the order of patterns as they first come; cases of one pattern share a call.

    Raises AccountError for anything but a refused pattern.
    """
    by_pattern: dict[str, list[PatternCase]] = {}
    for case in cases:
        if case.message:
            by_pattern.setdefault(case.pattern, []).append(case)
        else:
            yield Answer(case, None, "TestMetricFilter takes no empty message", asked=False)
    done = 0
    for pattern, same in by_pattern.items():
        for start in range(0, len(same), _MOST_MESSAGES):
            some = same[start : start + _MOST_MESSAGES]
            yield from _ask(pattern, some, clients)
            done += len(some)
            if progress is not None:
                progress(done)


def _ask(pattern: str, cases: list[PatternCase], clients: Clients) -> Iterator[Answer]:
    from botocore.exceptions import ClientError

    messages = [case.message for case in cases]
    try:
        with telling("test the pattern"):
            try:
                answer: Mapping[str, Any] = clients["logs"].test_metric_filter(
                    filterPattern=pattern, logEventMessages=messages
                )
            except ClientError as error:
                refusal = error.response.get("Error", {})
                if refusal.get("Code") != _REFUSED:
                    raise
                yield from (Answer(case, None, str(refusal.get("Message", ""))) for case in cases)
                return
    except AccountError as error:
        where = [Finding(item.check, f"{item.message} ({pattern[:80]})", help=item.help) for item in error.findings]
        raise AccountError(where) from None
    # Events are counted from 1.
    matched = {int(item["eventNumber"]) for item in answer.get("matches", ())}
    yield from (Answer(case, number in matched) for number, case in enumerate(cases, 1))
