"""A set of predicates compiled to be asked about very many records.

Cost follows the number of *different* records, as far as the rules can see. The key of a record, a few members at its
top, is looked up in a memo, and only a key not met before is evaluated. What it leaves open is a smaller set of
predicates. If they ask for the kinds of an array's elements, such as the types of resources, these are looked up next
(`engine.element_kinds`). Those over decoded values are settled by one more look-up, under a signature of just these
values: which prefixes an ARN has, say. The rest (wildcards, raw text) is asked of each event.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, TypeAlias

from ruleforge.engine.paths import Use, paths_in, paths_of
from ruleforge.engine.projection import Projection
from ruleforge.engine.readers import Abstraction, abstraction_of, names_of
from ruleforge.predicate.algebra import Constant, Predicate, comparisons
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import TextCondition, TextIn, TextPart
from ruleforge.predicate.operands import JsonPath, select_one
from ruleforge.predicate.specialise import compile_over, required_texts, specialise
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = ["Known", "Outcome", "Program"]

_MEMO_LIMIT = 20_000
_KINDS_LIMIT = 2_000
_ZERO = Number("0")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Values at spelled paths that are the same for all events of an outcome."""

    values: Mapping[JsonPath, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What is known of an event, by the key of its record or for good.

    `matched` are the indexes of the predicates that hold, ascending. `decoded` are those that decoded values settle:
    `signature` reads what of a record they depend on, and `settled` remembers what comes of it; where it reads the
    kinds of resources (`kinds`), that may be another outcome with a signature. `whole` are those that only the event
    itself settles. An outcome with either is `open`, without both it is final. `known` are values that follow from how
    the outcome was found.
    """

    matched: tuple[int, ...]
    known: Known = field(default_factory=Known)
    decoded: tuple[_Decoded, ...] = ()
    whole: tuple[tuple[int, Matcher], ...] = ()
    signature: Callable[[Any], Hashable] | None = None
    settled: dict[Hashable, Outcome] = field(default_factory=dict)
    kinds: bool = False
    open: bool = False


_OPEN = operator.attrgetter("open")


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    """A predicate that decoded values settle: `decide` says None where their spelling would have to be known."""

    index: int
    rest: Predicate
    paths: tuple[JsonPath, ...]
    decide: Callable[[Any], bool | None]
    whole: Matcher


_Part: TypeAlias = bool | _Decoded | Matcher
"""What the key of a record leaves of a predicate: a verdict, a question about decoded values, or about the event."""


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Predicates that look at the same part of the key: what it leaves of them is worked out once for each value."""

    indexes: tuple[int, ...]
    look: Callable[[Any], Hashable]
    seen: dict[Hashable, list[tuple[int, _Part]]] = field(default_factory=dict)

    def parts(self, record: Any, rest: Callable[[int], _Part], limit: int) -> list[tuple[int, _Part]]:
        """What the key of a record leaves of each, apart from those that it rules out."""
        looked = self.look(record)
        if looked not in self.seen:
            if len(self.seen) > limit:
                self.seen.clear()
            found = [(index, rest(index)) for index in self.indexes]
            self.seen[looked] = [(index, part) for index, part in found if part is not False]
        return self.seen[looked]


class Program:
    """Predicates compiled together. An instance belongs to one thread: it learns from what it is asked.

    Above `memo_limit` different keys, the member with the most different values leaves the key, so that neither memory
    nor the cost of an event grows with the number of, say, source addresses; signatures are forgotten above the limit.
    Above `kinds_limit` different kinds of resources they are looked at like anything else, by signature.
    `spelled` are further paths that are decoded, for the contributors of Insights rules. `partial` says whether any
    outcome so far was not final.
    """

    def __init__(
        self,
        predicates: Sequence[Predicate],
        *,
        spelled: Iterable[JsonPath] = (),
        memo_limit: int = _MEMO_LIMIT,
        kinds_limit: int = _KINDS_LIMIT,
    ) -> None:
        self._predicates = tuple(predicates)
        self._matchers = tuple(compile_predicate(predicate) for predicate in self._predicates)
        self._memo_limit = memo_limit
        self._kinds_limit = kinds_limit
        self._outcomes: dict[tuple[tuple[int, ...], Known], Outcome] = {}
        self._knowns: dict[tuple[tuple[JsonPath, Value], ...], Known] = {}
        self._nothing = self._known_at(())
        self._wanted = frozenset(spelled)
        self._memo: dict[Any, Outcome] = {}
        self._met: list[Any] = []
        self._signatures = 0
        self._kinds_met = 0
        self._shared: dict[tuple[frozenset[str], frozenset[str]], Abstraction] = {}
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
        self._index = _Index(self._predicates, sorted(self.projection.key_paths, key=str))
        self._use_kinds(self.projection.kinds is not None)
        self._met.clear()

    def _known_at(self, values: Iterable[tuple[JsonPath, Value]]) -> Known:
        pairs = tuple(values)
        return self._knowns.setdefault(pairs, Known(dict(pairs)))

    def _use_kinds(self, use: bool) -> None:
        """Looks at the kinds of resources before anything else that the key leaves open, or no longer does."""
        kinds = self.projection.kinds if use else None
        self._kinds = kinds
        self._settling = (*self.projection.key_paths, *(kinds.paths if kinds is not None else ()))
        places = {path: place for place, path in enumerate((*self._settling, JsonPath(())))}
        self._known = [compile_over(predicate, places) for predicate in self._predicates]
        self._free = self._groups(self._index.free, self._settling)
        asking = frozenset(
            index
            for index, predicate in enumerate(self._predicates)
            if kinds is not None and not kinds.paths.isdisjoint(paths_in(predicate))
        )
        self._asking_kinds = asking
        self._free_asking = self._groups(asking.intersection(self._index.free), self.projection.key_paths)
        self._memo.clear()
        self._signatures = self._kinds_met = 0

    def _groups(self, indexes: Iterable[int], paths: Iterable[JsonPath]) -> list[_Group]:
        """Predicates by which of some paths they look at."""
        groups: dict[tuple[JsonPath, ...], list[int]] = {}
        for index in indexes:
            looked = paths_in(self._predicates[index])
            groups.setdefault(tuple(path for path in paths if path in looked), []).append(index)
        return [_Group(tuple(held), self.projection.key_of(looked)) for looked, held in groups.items()]

    def settle(self, records: Sequence[Any], subject: Callable[[int], Subject]) -> list[Outcome]:
        """The final outcome for each record; all of them are decoded with the present `projection`.

        `subject` gives the event itself, by its position among the records, where decoded values do not tell.
        """
        found = list(map(self._memo.get, map(self.projection.key, records)))
        if None in found:
            found = [outcome or self._meet(record) for outcome, record in zip(found, records, strict=True)]
        outcomes: list[Outcome] = found  # type: ignore[assignment]
        if not self.partial:
            return outcomes
        for position in compress(range(len(outcomes)), map(_OPEN, outcomes)):
            outcome, record = outcomes[position], records[position]
            while outcome.signature is not None:
                seen = outcome.settled.get(outcome.signature(record))
                if seen is None:
                    seen = self._decide(outcome, record, lambda at=position: subject(at))  # type: ignore[misc]
                outcome = seen
            outcomes[position] = self._ask(outcome, subject(position)) if outcome.whole else outcome
        return outcomes

    def evaluate(self, subject: Subject) -> Outcome:
        """The outcome for a whole message, without the projection: exact for anything, and final."""
        return self._outcome(tuple(i for i, matcher in enumerate(self._matchers) if matcher(subject)), self._nothing)

    def _outcome(self, matched: tuple[int, ...], known: Known) -> Outcome:
        """The one final outcome for a set of predicates that hold, and what is known."""
        return self._outcomes.setdefault((matched, known), Outcome(matched, known))

    def narrow(self) -> bool:
        """Takes the member with the most different values out of the key, if the memo has outgrown its limit.

        Says whether it did: records have to be decoded with the new `projection` from then on.
        """
        if self._kinds_met > self._kinds_limit:
            self._use_kinds(False)
        if self._signatures > self._memo_limit:
            for outcome in self._memo.values():
                outcome.settled.clear()
            self._signatures = 0
        paths = self.projection.paths
        if len(self._memo) <= self._memo_limit or not self.projection.key_paths:
            return False
        values = [self.projection.values(record, self.projection.key_paths) for record in self._met]
        spread = {path: len({repr(found[path]) for found in values}) for path in self.projection.key_paths}
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
            outcome = self._memo[key] = self._judge(record)
            self._met.append(record)
        return outcome

    def _judge(self, record: Any) -> Outcome:
        """What the key of a record settles; if what it leaves open asks for the kinds of resources, only that."""
        if self._kinds is not None and self._asks_kinds(record):
            self.partial = True
            return Outcome((), signature=self._kinds.read, kinds=True, open=True)
        return self._judge_closely(record, by_kinds=False)

    def _values(self, record: Any, paths: Iterable[JsonPath]) -> tuple[dict[JsonPath, Value], bool]:
        """What is known of a record at some paths, and whether anything is left out because it is doubtful.

        JSON's 0 and -0 are one integer but two spellings: where a rule compares the spelling, the event is asked.
        """
        values = self.projection.values(record, paths) | {JsonPath(()): {}}
        known = {path: value for path, value in values.items() if value != _ZERO or path not in self._spelled}
        return known, len(known) < len(values)

    def _asks_kinds(self, record: Any) -> bool:
        """Whether some predicate that the key of a record does not settle asks for the kinds of its resources."""
        known, doubtful = self._values(record, self.projection.key_paths)
        if doubtful:
            return True

        def asks(index: int) -> bool:
            rest = specialise(self._predicates[index], known)
            return self._kinds is not None and not self._kinds.paths.isdisjoint(paths_in(rest))

        return any(group.parts(record, asks, self._memo_limit) for group in self._free_asking) or any(
            map(asks, self._asking_kinds.intersection(self._index.candidates(known)))
        )

    def _judge_closely(self, record: Any, *, by_kinds: bool) -> Outcome:
        """What the key of a record settles, together with the kinds of its resources where these are looked at."""
        settling = self._settling if by_kinds else self.projection.key_paths
        same = self._known_at(self.projection.values(record, filter(self._wanted.__contains__, settling)).items())
        known, doubtful = self._values(record, self._settling)
        parts: list[tuple[int, _Part]] = []
        if doubtful:
            parts += [(index, self._rest(index, known)) for index in range(len(self._predicates))]
        else:
            for group in self._free:
                parts += group.parts(record, lambda index: self._rest(index, known), self._memo_limit)
            listed = list(known.values())
            for index in self._index.candidates(known):
                decide = self._known[index]
                parts.append((index, self._rest(index, known) if decide is None else decide(listed)))
        matched = sorted(index for index, part in parts if part is True)
        decoded = [part for _, part in parts if isinstance(part, _Decoded)]
        whole = [(index, part) for index, part in parts if not isinstance(part, bool | _Decoded)]
        if not decoded and not whole:
            return self._outcome(tuple(matched), same)
        self.partial = True
        signature = self._signature_of(decoded, record if by_kinds else None)
        return Outcome(tuple(matched), same, tuple(decoded), tuple(whole), signature, open=True)

    def _rest(self, index: int, known: Mapping[JsonPath, Value]) -> _Part:
        rest = specialise(self._predicates[index], known)
        if isinstance(rest, Constant):
            return rest.value
        return self._over_decoded(index, rest) or compile_predicate(rest)

    def _over_decoded(self, index: int, rest: Predicate) -> _Decoded | None:
        """What is left of a predicate, over decoded values; None where it looks at anything else."""
        paths = tuple(dict.fromkeys(paths_in(rest)))
        if not all(path in self.projection.paths for path in paths):
            return None
        decide = compile_over(rest, {path: place for place, path in enumerate(paths)})
        if decide is None:
            return None
        getters = [self.projection.value(path) for path in paths]
        spelled = any(path in self._spelled for path in paths)

        def over(record: Any) -> bool | None:
            values = [get(record) for get in getters]
            return None if spelled and _ZERO in values else decide(values)

        return _Decoded(index, rest, paths, over, self._matchers[index])

    def _signature_of(self, decoded: Sequence[_Decoded], like: Any) -> Callable[[Any], Hashable] | None:
        """What reads from a record, where there is one given of those like it, all that some predicates depend on."""
        paths = tuple(dict.fromkeys(path for part in decoded for path in part.paths))
        if not paths:
            return None
        abstractions = self._abstractions(part.rest for part in decoded)
        return self.projection.signature(paths, abstractions, like)

    def _abstractions(self, predicates: Iterable[Predicate]) -> dict[tuple[str, ...], Abstraction]:
        """What matters of the texts at places of which only is asked how they begin, or what they are as a whole."""
        asked: dict[tuple[str, ...], list[object]] = {}
        for predicate in predicates:
            for comparison in comparisons(predicate):
                if isinstance(comparison.operand, JsonPath):
                    asked.setdefault(names_of(comparison.operand), []).append(comparison.condition)
        found: dict[tuple[str, ...], Abstraction] = {}
        for names, conditions in asked.items():
            known = [item for item in conditions if isinstance(item, TextIn) and item.part is not TextPart.END]
            starts = frozenset(text for item in known if item.part is TextPart.START for text in item.texts)
            if len(known) == len(conditions) and starts:
                whole = frozenset(text for item in known if item.part is TextPart.WHOLE for text in item.texts)
                if (starts, whole) not in self._shared:
                    self._shared[starts, whole] = abstraction_of(starts, whole)
                found[names] = self._shared[starts, whole]
        return found

    def _decide(self, outcome: Outcome, record: Any, subject: Callable[[], Subject]) -> Outcome:
        """What decoded values settle, remembered under their signature unless a spelling had to be looked at."""
        if outcome.kinds and outcome.signature is not None:
            self._kinds_met += 1
            closer = outcome.settled[outcome.signature(record)] = self._judge_closely(record, by_kinds=True)
            return closer
        verdicts = [(part, part.decide(record)) for part in outcome.decoded]
        matched = [part.index for part, holds in verdicts if (part.whole(subject()) if holds is None else holds)]
        indexes = tuple(sorted([*outcome.matched, *matched]))
        found = self._outcome(indexes, outcome.known)
        if outcome.whole:
            found = Outcome(indexes, outcome.known, whole=outcome.whole, open=True)
        if outcome.signature is not None and all(holds is not None for _, holds in verdicts):
            outcome.settled[outcome.signature(record)] = found
            self._signatures += 1
        return found

    def _ask(self, outcome: Outcome, subject: Subject) -> Outcome:
        """The final outcome, once what is still open has been asked of the event itself."""
        more = [index for index, matcher in outcome.whole if matcher(subject)]
        return self._outcome(tuple(sorted([*outcome.matched, *more])), outcome.known)


class _Index:
    """Which predicates can hold at all, given the text at the path that most of them ask about.

    `free` are those that do not ask for any text there.
    """

    def __init__(self, predicates: Sequence[Predicate], paths: Sequence[JsonPath]) -> None:
        asked = {path: [required_texts(predicate, path) for predicate in predicates] for path in paths}
        self._path = max(paths, key=lambda path: sum(texts is not None for texts in asked[path]), default=None)
        self.free: list[int] = []
        self._asking: list[int] = []
        self._by_text: dict[str, list[int]] = {}
        for index, texts in enumerate(asked[self._path] if self._path is not None else [None] * len(predicates)):
            (self.free if texts is None else self._asking).append(index)
            for text in texts or ():
                self._by_text.setdefault(text, []).append(index)

    def candidates(self, known: Mapping[JsonPath, Value]) -> Sequence[int]:
        """The indexes of those that are not free and worth evaluating."""
        value = known.get(self._path, ABSENT) if self._path is not None else ABSENT
        if isinstance(value, Number):
            return self._asking
        return self._by_text.get(value, ()) if isinstance(value, str) else ()
