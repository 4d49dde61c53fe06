"""An artifact that was found in a template, and the data that it is, every value at its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.foreign.shapes import ArtifactKind
from ruleforge.foreign.text import Text
from ruleforge.foreign.tree import Node, Unknown

__all__ = ["Artifact", "Body", "lay_out"]


@dataclass(slots=True)
class Body(Document):
    """A body as data; of a text, findings are placed through all the layers that it is written in."""

    texts: dict[Path, Text] = field(default_factory=dict)

    def placed(self, path: Path, value: str, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings about the text at a path, whose spans count in `value`, at their places in the file."""
        text = self.texts.get(path)
        known = text is not None and text.value == value
        for finding in findings:
            inner = finding.span if known else None
            span = self.span(path) if inner is None or text is None else text.span(inner)
            yield finding.at(self.source, span)


@dataclass(frozen=True)
class Artifact:
    """A rule, or what belongs to rules, as another tool has it.

    `name` is its own, or where that is not known its resource's; `origin` is what the file calls it, such as
    `AWS::Logs::MetricFilter Denied`. `body` is in the words of AWS's API, as the specs of rules have it, and paths lead
    into it; what is not known here is a text such as `${Name}`, or None. `problems` are what is wrong with its shape,
    such as JSON that is none, and `notes` what was not looked at, and why.
    """

    kind: ArtifactKind
    name: str
    origin: str
    source: SourceText
    tree: Node = field(repr=False)
    problems: tuple[Finding, ...] = field(default=(), repr=False)
    notes: tuple[Finding, ...] = field(default=(), repr=False)
    languages: frozenset[str] = field(default=frozenset(), repr=False)

    @cached_property
    def document(self) -> Body:
        """The body with the place of every value."""
        return lay_out(self)

    @property
    def body(self) -> dict[str, Any]:
        """The body as plain data."""
        data: dict[str, Any] = self.document.data
        return data

    @property
    def spans(self) -> Mapping[Path, Span]:
        """Where in the file each value of the body stands."""
        return self.document.spans

    @property
    def keys(self) -> Mapping[Path, Span]:
        """Where in the file the key of each member of the body stands."""
        return self.document.keys

    def span(self, path: Path) -> Span:
        """Where a value of the body stands, or the nearest thing around it that is there."""
        return self.document.span(path)

    def inside(self, path: Path, inner: Span) -> Span:
        """Where a part of a text of the body stands: `inner` counts in the text."""
        text = self.document.texts.get(path)
        return self.span(path) if text is None else text.span(inner)

    @property
    def doubtful(self) -> tuple[Span, ...]:
        """The places of what is not known here; of a text in one of our languages, only of the parts that are not."""
        return self._doubts[0]

    @property
    def gaps(self) -> tuple[Span, ...]:
        """The places of parts that are not known of texts in our languages."""
        return self._doubts[1]

    @cached_property
    def around(self) -> frozenset[Span]:
        """The places of lists with items that are not known, and of objects in the body with such members.

        What they lack may be just what is not known.
        """
        return frozenset(node.span for node in _holders(self.tree, top=True))

    @cached_property
    def _doubts(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        doubts = sorted(set(_doubts(self.tree, "", self.languages)))
        return tuple(span for span, _ in doubts), tuple(span for span, in_language in doubts if in_language)

    def is_known(self, path: Path) -> bool:
        """Whether a value of the body is known, with all that is in it."""
        span = self.span(path)
        return not any(span.start <= place.start and place.end <= span.end for place in self.doubtful)


def _doubts(node: Node, name: str, languages: frozenset[str]) -> Iterator[tuple[Span, bool]]:
    """The places of what is not known, and of each whether it is a part of a text in one of our languages."""
    match node.value:
        case Unknown():
            yield node.span, False
        case Text() as text if text.holes:
            if name in languages and not text.unknown:
                yield from ((text.span(hole), True) for hole in text.holes)
            else:
                yield node.span, False
        case tuple() as items:
            for item in items:
                yield from _doubts(item, name, languages)
        case _:
            for key, member in node.members:
                yield from _doubts(member.node, key, languages)


def _holders(node: Node, *, top: bool = False) -> Iterator[Node]:
    if any(isinstance(item.value, Unknown) for item in node.items):
        yield node
    values = [member.node for _, member in node.members]
    if not top and any(
        isinstance(one.value, Unknown) or (isinstance(one.value, Text) and one.value.holes) for one in values
    ):
        yield node
    for inner in (*node.items, *values):
        yield from _holders(inner)


def lay_out(artifact: Artifact, filling: str | None = None, *, without_unknown: bool = False, at: Path = ()) -> Body:
    """The body as data, at a path of the document.

    With `filling`, something else stands in the place of each hole; `without_unknown` leaves out what is not known.
    """
    layout = _Layout(filling, without_unknown)
    laid = layout.lay(artifact.tree, at)
    data = laid if isinstance(laid, dict) else {}
    return Body(artifact.source, data, layout.spans, layout.keys, texts=layout.texts)


class _Layout:
    def __init__(self, filling: str | None, without_unknown: bool) -> None:
        self.spans: dict[Path, Span] = {}
        self.keys: dict[Path, Span] = {}
        self.texts: dict[Path, Text] = {}
        self._filling = filling
        self._without = without_unknown

    def lay(self, node: Node, path: Path) -> Any:
        self.spans[path] = node.span
        match node.value:
            case Text() as text:
                shown = text if self._filling is None else text.filled(self._filling)
                self.texts[path] = shown
                return shown.value
            case tuple() as items:
                kept = [item for item in items if not self._dropped(item)]
                return [self.lay(item, (*path, index)) for index, item in enumerate(kept)]
            case Unknown() | None:
                return None
            case bool() | int() | float() as value:
                return value
            case _:
                return self._members(node, path)

    def _members(self, node: Node, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, member in node.members:
            if not self._dropped(member.node):
                self.keys[*path, name] = member.key
                data[name] = self.lay(member.node, (*path, name))
        return data

    def _dropped(self, node: Node) -> bool:
        return self._without and isinstance(node.value, Unknown)
