"""Building a message for which a predicate holds, and making sure that it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ruleforge.predicate.analysis.line import lines
from ruleforge.predicate.analysis.record import ImpossibleError, Tree, UncertainError
from ruleforge.predicate.analysis.solve import State
from ruleforge.predicate.analysis.space import Space
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = ["Builder", "to_json"]


class Builder:
    """Builds messages of what a search has left, and remembers why it could not where that is uncertain.

    `tree` holds the paths of the space. `accept` checks a message; without one, it is enough that a message seems
    possible.
    """

    def __init__(self, space: Space, tree: Tree, accept: Callable[[str], bool] | None) -> None:
        self._space = space
        self._accept = accept
        self._tree = tree
        self.doubts: list[str] = []

    def __call__(self, state: State) -> str | None:
        """A message for what is left, or None."""
        if not self._narrow(state):
            return None
        try:
            for message in self._messages(state):
                if self._accept is None or self._accept(message):
                    return message
        except ImpossibleError:
            return None
        except UncertainError as error:
            self.doubts.append(str(error))
            return None
        self.doubts.append("conditions that depend on each other in ways that are not worked out")
        return None

    def _narrow(self, state: State) -> bool:
        """Draws what follows for values that wildcards select too; False where nothing is left for one."""
        domains = state.domains
        for wide, narrow in self._space.covering:
            domains[narrow] &= domains[wide] | ~self._space.variables[wide].domain
            several = self._space.variables[narrow].several
            if not several and not domains[narrow]:
                return False
        return all(some & domains[place] for place, required in state.required.items() for some in required)

    def _messages(self, state: State) -> Iterator[str]:
        record = self._tree.build(state) if self._tree.present else ABSENT
        if isinstance(record, dict):
            # Nobody reads a message that is not checked: it is enough that there is a record.
            yield from self._records(record, state) if self._accept is not None else ("{}",)
        elif self._space.columns or self._space.counts > 1:
            yield from self._lines(state)
        elif self._space.message is not None:
            yield from self._texts(state)
        else:
            yield ""

    def _records(self, record: dict[str, Any], state: State) -> Iterator[str]:
        """The record; and where something is asked of its text as well, with that text in it."""
        text = to_json(record)
        yield text
        place = self._space.message
        if place is not None:
            for example in self._texts(state):
                yield to_json(record | {"message": example})

    def _lines(self, state: State) -> Iterator[str]:
        for line in lines(self._space, state):
            yield line
            if self._space.message is not None:
                for example in self._texts(state):
                    yield f"{line} {example}"

    def _texts(self, state: State) -> Iterator[str]:
        """Examples of the whole message."""
        place = self._space.message
        if place is None:
            return
        cells = self._space.variables[place].cells
        left = state.domains[place] & cells.sure
        if not left:
            raise UncertainError("conditions on the message that are too many to tell apart")
        for _ in range(4):
            if left:
                yield str(cells.example(left))
                left &= left - 1


def to_json(value: Value) -> str:
    """The JSON text of a value, numbers as they are spelled."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {to_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
