"""Building a JSON record in which every path has a value of the cells that are left for it.

Paths that go through one another are a tree. What a place in it can be depends on what the places below need: with a
member below it is an object, with an element an array. So the tree is built from the root, and what cannot be built
cannot be; except where wildcards run into other paths below the same container. Nobody looks at all combinations there,
and the builder says that it does not know (`Tree.entangled`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ruleforge.predicate.analysis.partition import ABSENT_BIT, ARRAY_BIT, NULL_BIT, NULLS_BIT, OBJECT_BIT
from ruleforge.predicate.analysis.solve import State
from ruleforge.predicate.analysis.space import Space
from ruleforge.predicate.operands import JsonPath, Member, Step, Where, Wildcard
from ruleforge.predicate.values import ABSENT, Value

__all__ = ["ImpossibleError", "Tree", "UncertainError"]

_LONGEST_ARRAY = 1000
_STRUCTURE = ABSENT_BIT | OBJECT_BIT | ARRAY_BIT | NULLS_BIT


class ImpossibleError(Exception):
    """There is no such record."""


class UncertainError(Exception):
    """It is not known whether there is such a record; the text says why."""


@dataclass(slots=True)
class _Group:
    """The values that a wildcard selects, or what is at a path below them."""

    step: Step
    tail: tuple[Step, ...]
    variable: int


@dataclass(slots=True)
class _Node:
    """A place in the record, and the paths that go on from there."""

    variable: int | None = None
    members: dict[str, _Node] = field(default_factory=dict)
    items: dict[int, _Node] = field(default_factory=dict)
    groups: list[_Group] = field(default_factory=list)


class Tree:
    """The paths of a space as a tree."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self.root = _Node()
        self.present = False
        # Variables that are the very text by which objects are chosen: without one, there is no such object.
        self._choosing: list[int] = []
        for place, variable in enumerate(space.variables):
            if isinstance(variable.operand, JsonPath):
                self.present = True
                self._add(variable.operand, place)
        self.entangled = self._is_entangled(self.root)

    def _add(self, path: JsonPath, place: int) -> None:
        node = self.root
        for index, step in enumerate(path.steps):
            if isinstance(step, Member):
                node = node.members.setdefault(step.name, _Node())
            elif isinstance(step, int):
                node = node.items.setdefault(step, _Node())
            else:
                tail = path.steps[index + 1 :]
                node.groups.append(_Group(step, tail, place))
                if isinstance(step, Where) and tail == (Member(step.member),):
                    self._choosing.append(place)
                return
        node.variable = place

    def _is_entangled(self, node: _Node) -> bool:
        if node.groups:
            tails = [(group.step, group.tail) for group in node.groups]
            steps = {group.step for group in node.groups}
            if node.members or node.items or (len(steps) > 1 and not all(isinstance(s, Where) for s in steps)):
                return True
            if any(isinstance(step, Wildcard | Where) for _, tail in tails for step in tail):
                return True
            if any(not tail for _, tail in tails) and self._space.asks_for_nulls(node.variable):
                return True
            for place, (step, tail) in enumerate(tails):
                for other, (another, longer) in enumerate(tails):
                    if place != other and step == another and longer[: len(tail)] == tail:
                        return True
        return any(map(self._is_entangled, [*node.members.values(), *node.items.values()]))

    def build(self, state: State) -> Value:
        """The record, or `ABSENT` where none is needed. Raises `ImpossibleError`, or `UncertainError`."""
        for place in self._choosing:
            if not state.domains[place] and self._needed_elsewhere(place, state):
                raise ImpossibleError
        try:
            return self._build(self.root, state, ABSENT_BIT | OBJECT_BIT)
        except ImpossibleError:
            if self.entangled:
                raise UncertainError("wildcards beside other paths into the same value") from None
            raise

    def _needed_elsewhere(self, place: int, state: State) -> bool:
        """Whether an object has to be there of which no other condition leaves any."""
        own = self._space.variables[place].operand
        assert isinstance(own, JsonPath)  # noqa: S101 - only paths choose
        return any(
            isinstance(operand := self._space.variables[other].operand, JsonPath)
            and operand.steps[: len(own.steps) - 1] == own.steps[:-1]
            for other in state.required
        )

    def _domain(self, node: _Node, state: State) -> int:
        return _STRUCTURE if node.variable is None else state.domains[node.variable]

    def _can_be_absent(self, node: _Node, state: State) -> bool:
        return bool(self._domain(node, state) & ABSENT_BIT) and self._is_childless(node, state)

    def _is_childless(self, node: _Node, state: State) -> bool:
        """Whether nothing has to be below a place."""
        if not (node.members or node.items or node.groups):
            return True
        below = (*node.members.values(), *node.items.values())
        return not self._requires(node, state) and all(self._can_be_absent(child, state) for child in below)

    def _requires(self, node: _Node, state: State, kind: type = object) -> bool:
        return any(state.required.get(group.variable) and isinstance(group.step, kind) for group in node.groups)

    def _build(self, node: _Node, state: State, only: int = -1) -> Value:
        domain = self._domain(node, state) & only
        unsure = 0
        if self._is_childless(node, state):
            if domain & ABSENT_BIT:
                return ABSENT
            if node.variable is not None and domain & ~_STRUCTURE:
                cells = self._space.variables[node.variable].cells
                if sure := domain & ~_STRUCTURE & cells.sure:
                    return cells.example(sure)
                unsure = domain & ~_STRUCTURE
        builders: list[Callable[[_Node, State, int], Value]] = []
        builders += [self._object] if domain & OBJECT_BIT else []
        builders += [self._array] if domain & (ARRAY_BIT | NULLS_BIT) else []
        for builder in builders:
            try:
                return builder(node, state, domain)
            except ImpossibleError:
                continue
        if unsure and node.variable is not None:
            raise UncertainError(_mixed(self._space, node.variable))
        raise ImpossibleError

    def _object(self, node: _Node, state: State, _: int) -> Value:
        if not all(self._can_be_absent(item, state) for item in node.items.values()):
            raise ImpossibleError
        if self._requires(node, state, Where):
            raise ImpossibleError
        built = {name: self._build(child, state) for name, child in node.members.items()}
        members: dict[str, Any] = {name: value for name, value in built.items() if value is not ABSENT}
        for number, value in enumerate(self._selected(node, state), 1):
            name = f"other{number}"
            while name in node.members:
                name += "_"
            members[name] = value
        return members

    def _selected(self, node: _Node, state: State) -> list[Value]:
        """The values that have to be among those of the wildcards below a place."""
        values: list[Value] = []
        for group in node.groups:
            cells = self._space.variables[group.variable].cells
            for some in state.required.get(group.variable, ()):
                mask = some & state.domains[group.variable]
                if not mask & cells.sure:
                    raise UncertainError(_mixed(self._space, group.variable))
                # A null would be a null among the elements, for which IS NULL asks the array.
                plain = mask & cells.sure & ~NULL_BIT or mask & cells.sure
                values.append(_chosen(group.step, _placed(group.tail, cells.example(plain))))
        return values

    def _array(self, node: _Node, state: State, domain: int) -> Value:
        if not all(self._can_be_absent(child, state) for child in node.members.values()):
            raise ImpossibleError
        if any(group.step is Wildcard.MEMBER and state.required.get(group.variable) for group in node.groups):
            raise ImpossibleError
        only = -1 if domain & NULLS_BIT else ~NULL_BIT
        length = max((i + 1 for i, item in node.items.items() if not self._can_be_absent(item, state)), default=0)
        if length > _LONGEST_ARRAY:
            raise UncertainError(f"an array of more than {_LONGEST_ARRAY} elements")
        elements = [self._element(node, index, state, only) for index in range(length)]
        wanted = self._selected(node, state)
        while wanted:
            # Elements for wildcards go to places that nobody else asks about.
            if len(elements) in node.items:
                elements.append(self._element(node, len(elements), state, only))
            else:
                elements.append(wanted.pop(0))
        if domain & ARRAY_BIT and not any(element is None for element in elements):
            return elements
        if not domain & NULLS_BIT:
            raise ImpossibleError
        return self._with_null(node, elements, state)

    def _element(self, node: _Node, index: int, state: State, only: int) -> Value:
        if index not in node.items:
            return self._filler(node, state)
        return self._build(node.items[index], state, only & ~ABSENT_BIT)

    def _filler(self, node: _Node, state: State) -> Value:
        """An element that nobody asks about; of a kind that the wildcards leave."""
        for group in node.groups:
            if group.step is Wildcard.ELEMENT and not group.tail:
                cells = self._space.variables[group.variable].cells
                left = state.domains[group.variable] & cells.sure & ~NULL_BIT
                if not left:
                    raise ImpossibleError
                return cells.example(left)
        return {}

    def _with_null(self, node: _Node, elements: list[Value], state: State) -> Value:
        """The array with a null in it: in place of a filler, of an element that may be null, or at the end."""
        if any(element is None for element in elements):
            return elements
        for index in range(len(elements)):
            item = node.items.get(index)
            if item is None or self._fits_null(item, state):
                return [*elements[:index], None, *elements[index + 1 :]]
        while len(elements) in node.items:
            item = node.items[len(elements)]
            if self._fits_null(item, state):
                break
            elements.append(self._build(item, state, ~ABSENT_BIT))
            if elements[-1] is None or len(elements) > _LONGEST_ARRAY:
                return elements
        return [*elements, None]

    def _fits_null(self, node: _Node, state: State) -> bool:
        if not self._is_childless(node, state):
            return False
        return node.variable is None or bool(state.domains[node.variable] & NULL_BIT)


def _mixed(space: Space, place: int) -> str:
    return f"conditions on {space.variables[place].operand} that are too many, or mix numbers with parts of texts"


def _placed(tail: tuple[Step, ...], value: Value) -> Value:
    """A value in which something stands at a path."""
    for step in reversed(tail):
        if isinstance(step, Member):
            value = {step.name: value}
        elif isinstance(step, int):
            if step > _LONGEST_ARRAY:
                raise UncertainError(f"an array of more than {_LONGEST_ARRAY} elements")
            value = [*({} for _ in range(step)), value]
        elif isinstance(step, Where):
            value = [_chosen(step, value)]
        else:
            value = {"other1": value}
    return value


def _chosen(step: Step, value: Value) -> Value:
    """A value that a step selects: an object with the text that it asks for, if it does."""
    if isinstance(step, Where):
        return {step.member: step.texts[0], **(value if isinstance(value, dict) else {})}
    return value
