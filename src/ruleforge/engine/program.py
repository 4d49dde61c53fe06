"""A set of predicates compiled to be asked about very many records.

Cost follows the number of *different* records, as far as the rules can see: the projected part of a record is looked
up in a memo, and only a part not met before is evaluated. What the projected part does not settle (wildcards, raw
text, paths with too many different values) is left over as a smaller predicate, compiled once per memo entry and
asked of each event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruleforge.engine.paths import Use, paths_of
from ruleforge.engine.projection import Projection
from ruleforge.predicate.algebra import Constant, Predicate, comparisons
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import TextCondition
from ruleforge.predicate.operands import JsonPath, select_one
from ruleforge.predicate.specialise import compile_over, required_texts, specialise
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import Number, Value

__all__ = ["Outcome", "Program"]

_MEMO_LIMIT = 20_000
_ZERO = Number("0")


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What is known of an event from its projected part.

    `matched` are the indexes of the predicates that hold, ascending; `left` are those that are still open.
    """

    matched: tuple[int, ...]
    left: tuple[Open, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A predicate that the projected part did not settle.

    `carried` asks what is left of it of the decoded record, and says None where that cannot tell; `whole` asks the
    event itself.
    """

    index: int
    carried: Callable[[Any], bool | None]
    whole: Matcher


class Program:
    """Predicates compiled together. An instance belongs to one thread: it learns from what it is asked.

    Above `memo_limit` different projected parts, the path with the most different values leaves the key, so that
    neither memory nor the cost of an event grows with the number of, say, source addresses. `spelled` are further
    paths that are decoded, for the contributors of Insights rules. `partial` says whether any outcome so far has left
    something to ask.
    """

    def __init__(
        self, predicates: Sequence[Predicate], *, spelled: Iterable[JsonPath] = (), memo_limit: int = _MEMO_LIMIT
    ) -> None:
        self._predicates = tuple(predicates)
        self._matchers = tuple(compile_predicate(predicate) for predicate in self._predicates)
        self._memo_limit = memo_limit
        self._outcomes: dict[tuple[int, ...], Outcome] = {}
        self._memo: dict[Any, Outcome] = {}
        self._met: list[Any] = []
        self._turned: set[JsonPath] = set()
        self.partial = False
        self._spelled = {
            comparison.operand
            for predicate in self._predicates
            for comparison in comparisons(predicate)
            if isinstance(comparison.condition, TextCondition)
        }
        self._project(paths_of(self._predicates, spelled))

    def _project(self, paths: dict[JsonPath, Use]) -> None:
        self.projection = Projection(paths)
        self._index = _Index(self._predicates, sorted((path for path, use in paths.items() if use.key), key=str))
        places = {path: place for place, path in enumerate(self.projection.value_paths)}
        self._known = [compile_over(predicate, places) for predicate in self._predicates]
        self._memo.clear()
        self._met.clear()

    def outcomes(self, records: Sequence[Any]) -> list[Outcome]:
        """The outcome for each record; all of them are decoded with the present `projection`."""
        found = list(map(self._memo.get, map(self.projection.key, records)))
        if None in found:
            found = [outcome or self._meet(record) for outcome, record in zip(found, records, strict=True)]
        return found  # type: ignore[return-value]

    def evaluate(self, subject: Subject) -> Outcome:
        """The outcome for a whole message, without the projection: exact for anything, and settled."""
        return self.outcome(tuple(i for i, matcher in enumerate(self._matchers) if matcher(subject)))

    def finish(self, outcome: Outcome, record: Any, subject: Callable[[], Subject]) -> Outcome:
        """The settled outcome, once what was left has been asked of the decoded record, or of the event itself."""
        more = []
        for part in outcome.left:
            holds = part.carried(record)
            if holds is None:
                holds = part.whole(subject())
            if holds:
                more.append(part.index)
        if not more:
            return self.outcome(outcome.matched)
        return self.outcome(tuple(sorted([*outcome.matched, *more])))

    def outcome(self, matched: tuple[int, ...]) -> Outcome:
        """The one settled outcome for a set of predicates that hold."""
        return self._outcomes.setdefault(matched, Outcome(matched))

    def narrow(self) -> bool:
        """Takes the path with the most different values out of the key, if the memo has outgrown its limit.

        Says whether it did: records have to be decoded with the new `projection` from then on.
        """
        paths = self.projection.paths
        keyed = [path for path, use in paths.items() if use.key]
        if len(self._memo) <= self._memo_limit or not keyed:
            return False
        values = [self.projection.values(record) for record in self._met]
        spread = {path: len({repr(found[path]) for found in values}) for path in keyed}
        widest = max(spread, key=lambda path: (spread[path], str(path)))
        self._project(paths | {widest: replace(paths[widest], key=False)})
        return True

    def learn(self, record: Value) -> bool:
        """Looks at a record that did not fit for truth values where numbers were expected; expects them from then on.

        Says whether the projection changed. A path is turned round once at most, so a mixture cannot keep it turning.
        """
        paths = self.projection.paths
        turned = {
            path
            for path, use in paths.items()
            if not use.constant and not path.wildcard and isinstance(select_one(path, record), bool)
        }
        turned -= self._turned
        if turned:
            self._turned |= turned
            self._project(paths | {path: replace(paths[path], constant=True) for path in turned})
        return bool(turned)

    def _meet(self, record: Any) -> Outcome:
        key = self.projection.key(record)
        outcome = self._memo.get(key)
        if outcome is None:
            outcome = self._memo[key] = self._judge(self.projection.values(record))
            self._met.append(record)
        return outcome

    def _judge(self, values: dict[JsonPath, Value]) -> Outcome:
        # JSON's 0 and -0 are one integer but two spellings: where a rule compares the spelling, the event is asked.
        doubtful = [path for path, value in values.items() if value == _ZERO and path in self._spelled]
        known = {path: value for path, value in values.items() if path not in doubtful} if doubtful else values
        listed = list(values.values())
        matched: list[int] = []
        left: list[Open] = []
        for index in self._index.candidates(known):
            decide = None if doubtful else self._known[index]
            if decide is not None:
                if decide(listed):
                    matched.append(index)
                continue
            rest = specialise(self._predicates[index], known)
            if not isinstance(rest, Constant):
                left.append(Open(index, self._over_carried(rest), compile_predicate(rest)))
            elif rest.value:
                matched.append(index)
        if not left:
            return self.outcome(tuple(matched))
        self.partial = True
        return Outcome(tuple(matched), tuple(left))

    def _over_carried(self, rest: Predicate) -> Callable[[Any], bool | None]:
        """What is left of a predicate, asked of what the decoded record carries along."""
        paths = list(dict.fromkeys(item.operand for item in comparisons(rest) if isinstance(item.operand, JsonPath)))
        if not all(path in self.projection.paths for path in paths):
            return _cannot_tell
        decide = compile_over(rest, {path: place for place, path in enumerate(paths)})
        if decide is None:
            return _cannot_tell
        getters = [self.projection.value(path) for path in paths]
        spelled = any(path in self._spelled for path in paths)

        def ask(record: Any) -> bool | None:
            values = [get(record) for get in getters]
            return None if spelled and _ZERO in values else decide(values)

        return ask


def _cannot_tell(_: Any) -> None:
    return None


class _Index:
    """Which predicates can hold at all, given the text at the path that most of them ask about."""

    def __init__(self, predicates: Sequence[Predicate], paths: Sequence[JsonPath]) -> None:
        self._all = tuple(range(len(predicates)))
        asked = {path: [required_texts(predicate, path) for predicate in predicates] for path in paths}
        self._path = max(paths, key=lambda path: sum(texts is not None for texts in asked[path]), default=None)
        self._free: list[int] = []
        self._by_text: dict[str, list[int]] = {}
        for index, texts in enumerate(asked[self._path] if self._path is not None else [None] * len(predicates)):
            if texts is None:
                self._free.append(index)
            for text in texts or ():
                self._by_text.setdefault(text, []).append(index)

    def candidates(self, known: dict[JsonPath, Value]) -> Sequence[int]:
        """The indexes of the predicates worth evaluating, ascending."""
        if self._path is None or self._path not in known:
            return self._all
        value = known[self._path]
        if isinstance(value, Number):
            return self._all
        return sorted([*self._free, *self._by_text.get(value, ())] if isinstance(value, str) else self._free)
