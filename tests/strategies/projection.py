"""Asking a compiled rule set about one message, as a replay does."""

from __future__ import annotations

import msgspec

from ruleforge.predicate import Subject


def ask(program, message):
    """The predicates that hold: through the fast lane where the message fits, and whole where it does not."""
    subject = Subject(message)
    try:
        record = msgspec.json.decode(message.encode("utf-8", "surrogatepass"), type=program.projection.type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        program.learn(subject.record)
        return list(program.evaluate(subject).matched)
    (outcome,) = program.settle([record], lambda _: subject)
    return list(outcome.matched)
