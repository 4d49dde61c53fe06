"""What the analysis answers: yes, no or unknown, with an example or the parts that decide."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ruleforge.diagnostics import Span
from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison, Constant, Not, Predicate, comparisons
from ruleforge.predicate.conditions import TextIn
from ruleforge.predicate.operands import Column, JsonPath, Operand, select
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Value

__all__ = ["Answer", "DeadPart", "DeadParts", "Death", "Example", "Part", "PartPath", "Truth"]

PartPath: TypeAlias = tuple[int, ...]
"""Where a part stands in a predicate: the indexes of items on the way, and last perhaps that of a text in a list."""


class Truth(enum.Enum):
    """An answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Example:
    """A message that shows something."""

    message: str

    @property
    def subject(self) -> Subject:
        """The message as an evaluator takes it."""
        return Subject(self.message)

    def values(self, predicate: Predicate) -> dict[Operand, Value]:
        """The values at the operands of a predicate; of a path with a wildcard the list of all that it selects."""
        subject = self.subject
        return {item.operand: _value(item.operand, subject) for item in comparisons(predicate)}


def _value(operand: Operand, subject: Subject) -> Value:
    if isinstance(operand, JsonPath):
        found = select(operand, subject.record)
        if operand.wildcard:
            return found
        return found[0] if found else ABSENT
    if isinstance(operand, Column):
        return subject.columns.get(operand.index, rest=operand.rest)
    return subject.message


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a predicate: where it stands, and with `text` one of the texts that a condition lists."""

    path: PartPath
    predicate: Predicate
    text: str | None = None

    @property
    def span(self) -> Span | None:
        """Where it stands in the text of the rule, where the language is a text."""
        return None if isinstance(self.predicate, Constant) else self.predicate.span

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where it stands in the body of the rule, where the language is data; empty where that is not one place."""
        if not isinstance(self.predicate, Comparison) or not self.predicate.place:
            return ()
        return (*self.predicate.place, self.path[-1]) if self.text is not None else self.predicate.place

    @property
    def meaning(self) -> Predicate:
        """What the part says on its own."""
        if self.text is None or not isinstance(self.predicate, Comparison):
            return self.predicate
        condition = self.predicate.condition
        assert isinstance(condition, TextIn)  # noqa: S101 - nothing else lists texts
        return replace(self.predicate, condition=replace(condition, texts=(self.text,)))

    def below(self) -> list[Part]:
        """The parts that this one is made of; the texts of a list are parts too."""
        if self.text is not None:
            return []
        match self.predicate:
            case AllOf(items) | AnyOf(items):
                return [Part((*self.path, index), item) for index, item in enumerate(items)]
            case Not(item):
                return [Part((*self.path, 0), item)]
            case Comparison(condition=TextIn(texts=texts)) if len(texts) > 1:
                return [Part((*self.path, index), self.predicate, text) for index, text in enumerate(texts)]
        return []


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, and what shows it.

    `example` is a message: one that satisfies what is asked whether it can be satisfied, or one that refutes what is
    asked whether it always holds. `conflict` are parts that cannot hold together, of a predicate that nothing satisfies
    or of two that do not overlap, with `facts` where some known fact is among the reasons. `because` says why an answer
    is unknown.
    """

    truth: Truth
    example: Example | None = None
    conflict: tuple[Part, ...] = ()
    facts: bool = False
    because: str = ""

    @property
    def yes(self) -> bool:
        """Whether the answer is surely yes."""
        return self.truth is Truth.YES

    @property
    def no(self) -> bool:
        """Whether the answer is surely no."""
        return self.truth is Truth.NO


class Death(enum.Enum):
    """What is wrong with a part."""

    NEVER = "never"
    """It can never hold where it stands."""
    IMPLIED = "implied"
    """It always holds where it stands, because of what it is joined with by `and`."""
    COVERED = "covered"
    """It is an alternative that adds nothing to the others."""


@dataclass(frozen=True, slots=True)
class DeadParts:
    """The dead parts of a predicate, in the order of its text; each on its own, as if the others were left as they are.

    `because` says why there may be more; empty where there are none.
    """

    parts: tuple[DeadPart, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class DeadPart:
    """A part that could be left out, or can never hold, and the parts that make it so, `facts` among them or not."""

    part: Part
    death: Death
    because: tuple[Part, ...] = field(default=())
    facts: bool = False
