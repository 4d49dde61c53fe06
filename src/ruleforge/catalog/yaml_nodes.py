"""Rule files as plain data with the place of every value: a small, strict YAML.

Rule files are untrusted and are read by people who do not think in YAML 1.1. So there are bounds, no anchors,
aliases, tags or merges, and whatever YAML 1.1 would turn into something unexpected (`no`, `0123`, `1:30`, a date) is
refused with a word on quoting it. Every problem of a file is reported, each at its place. Characters that no editor
shows are refused, so that what is read is what is seen, and both of PyYAML's parsers count the same offsets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from ruleforge.catalog.positions import Projection
from ruleforge.diagnostics import Finding, SourceText, Span

__all__ = ["Document", "Path", "Read", "is_plain_text", "read_yaml", "shown"]

Path: TypeAlias = tuple[str | int, ...]

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 50_000
_SHOWN = 80

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR = yaml.ScalarEvent
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_RESOLVER: Any = yaml.SafeLoader("")
_STRING = "tag:yaml.org,2002:str"
_BOOLEAN = "tag:yaml.org,2002:bool"
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][+-]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_SURPRISE: Any = object()
# PyYAML takes these as text, other readers of YAML 1.1 as truth values. Capitals are left alone: they are names.
_SHORT_BOOLEANS = ("y", "n")
# What YAML does not allow, and what it does but nobody sees: lone carriage returns, U+2028, U+2029, byte order marks.
# Compiled for the first file that may have any, which takes as long as reading some.
_UNSEEN = "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]|\r(?!\n)"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SYNTAX_HELP = (
    ("mapping values are not allowed", "quote the text if it holds a colon and a blank"),
    ("cannot start any token", "quote the text: it starts with a sign that means something in YAML"),
    ("escape", "in double quotes a backslash is written \\\\; single quotes take it as it is"),
)
_KINDS = {"bool": "a truth value", "int": "a number", "float": "a number", "timestamp": "a date", "null": "null"}


class Places(Mapping[Path, Span]):
    """Where values or keys stand, by their paths; a span is made when somebody asks, for of most nobody does."""

    def __init__(self, ends: Mapping[Path, tuple[int, int]]) -> None:
        self._ends = ends

    def __getitem__(self, path: Path) -> Span:
        return Span(*self._ends[path])

    def __contains__(self, path: object) -> bool:
        return path in self._ends

    def __iter__(self) -> Iterator[Path]:
        return iter(self._ends)

    def __len__(self) -> int:
        return len(self._ends)


@dataclass(slots=True)
class Document:
    """What a file holds: `data`, where each value (`spans`) and each key (`keys`) stands, and how scalars are written.

    `styles` has the sign of a scalar that is not plain: `'`, `"`, `|` or `>`. With problems, `data` is what could be
    read.
    """

    source: SourceText
    data: Any = None
    spans: Mapping[Path, Span] = field(default_factory=dict)
    keys: Mapping[Path, Span] = field(default_factory=dict)
    styles: dict[Path, str] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def span(self, path: Path) -> Span:
        """Where a value stands, or the nearest thing around it that is there."""
        while path and path not in self.spans:
            path = path[:-1]
        return self.spans.get(path, Span(0, 0))

    def problem(self, check: str, span: Span, message: str, help: str = "", because: str = "") -> None:  # noqa: A002
        """Adds a problem at a place."""
        self.problems.append(
            Finding(f"yaml/{check}", message, because=because, help=help, source=self.source, span=span)
        )

    def placed(self, path: Path, value: str, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings about the text at a path, whose spans count in `value`, at their places in the file."""
        scalar = self.span(path)
        projection: Projection | None = None
        for finding in findings:
            if finding.span is None:
                yield finding.at(self.source, scalar)
                continue
            if projection is None:
                projection = Projection(self.source.text, scalar, self.styles.get(path, ""), value)
            yield finding.at(self.source, projection.span(finding.span))


Read: TypeAlias = Callable[[SourceText], Document]
"""What gives the document in a text: `read_yaml`, or what remembers its answers for a text that is asked for again."""


def shown(value: object) -> str:
    """A value as messages quote it: on one line, and short however long it is."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]}…{text[-1]}"


def read_yaml(source: SourceText) -> Document:
    """The document in a text; it never raises for what the text holds, but lists problems."""
    document = Document(source)
    if len(source.text) > MAX_CHARACTERS:
        document.problem("size", Span(0, 0), f"the file has more than {MAX_CHARACTERS:,} characters", "split it")
        return document
    if _unseen(document):
        return document
    try:
        events = _bounded(source.text)
    except yaml.YAMLError as error:
        _syntax_problem(document, error)
        return document
    except (_TooMuch, RecursionError) as error:
        document.problem(
            "size", Span(0, 0), str(error) or "nested too deeply", "a rule file is a small thing: split it"
        )
        return document
    _Builder(document, events).build()
    return document


def _unseen(document: Document) -> bool:
    """Reports the characters that nobody sees, or sees as something else, each at its first place."""
    if document.source.text.replace("\n", "").isprintable():
        return False  # Python's own table has none of them among what it prints, and answers sooner
    places: dict[str, list[Span]] = {}
    for found in re.finditer(_UNSEEN, document.source.text):
        places.setdefault(found.group(), []).append(Span(*found.span()))
    for character, spans in places.items():
        times = f", {len(spans):,} times" if len(spans) > 1 else ""
        help_ = f'leave it out, or write "\\u{ord(character):04x}" in double quotes'
        if character == "\r":
            help_ = "end lines with a line feed"
        document.problem("character", spans[0], f"the invisible character U+{ord(character):04X}{times}", help_)
    return bool(places)


class _TooMuch(Exception):  # noqa: N818 - a bound, not an error of ours
    """A bound was passed."""


def _bounded(text: str) -> list[Any]:
    """The events of a text. Raises _TooMuch where a bound is passed, before more is read."""
    found: list[Any] = []
    depth = 0
    # Straight from the loader: yaml.parse asks it twice for each event.
    for event in iter(_Loader(text).get_event, None):
        if len(found) > MAX_NODES:
            raise _TooMuch(f"the file has more than {MAX_NODES:,} values")
        found.append(event)
        kind = type(event)
        if kind is _SCALAR:
            continue
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth > MAX_DEPTH:
            raise _TooMuch(f"values are nested more than {MAX_DEPTH} deep")
    return found


def _syntax_problem(document: Document, error: yaml.YAMLError) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    index = min(mark.index if mark else 0, len(document.source.text))
    if "\t" in document.source.text[index : index + 1]:
        help_ = "use blanks: YAML is not indented with tabs"
    else:
        help_ = next((words for sign, words in _SYNTAX_HELP if sign in str(problem)), "")
    message = f"not YAML: {problem}" + (f" ({context})" if context else "")
    document.problem("syntax", Span(index, min(index + 1, len(document.source.text))), message, help_)


class _Builder:
    """Data out of parse events."""

    def __init__(self, document: Document, events: list[Any]) -> None:
        self.document = document
        self.events: Iterator[Any] = iter(events)
        self.spans: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        document.spans, document.keys = Places(self.spans), Places(self.keys)

    def build(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.document.problem("documents", _span(event), "a second document", "one rule a file")
                    return
                self.document.data = self._node(next(self.events), ())
        if documents == 0:
            self.document.problem("empty", Span(0, 0), "the file is empty", "write a rule, or delete the file")

    def _node(self, event: Any, path: Path) -> Any:
        kind = type(event)
        if kind is _SCALAR and event.tag is None and not event.anchor:
            self.spans[path] = _ends(event)
            return self._scalar(event, path)
        if kind is yaml.AliasEvent:
            self.spans[path] = _ends(event)
            self.document.problem(
                "alias", _span(event), f"the alias *{shown(event.anchor)[1:-1]}", "write the value out: no aliases here"
            )
            return None
        if event.anchor or event.tag is not None:
            self._report_properties(event)
        if kind is _SCALAR:
            self.spans[path] = _ends(event)
            return self._scalar(event, path)
        start = event.start_mark.index
        value, end = self._mapping(path) if kind is yaml.MappingStartEvent else self._sequence(path)
        self.spans[path] = (start, max(start, end))
        return value

    def _report_properties(self, event: Any) -> None:
        """Reports what may stand before a value or a key and is not wanted: an anchor, a tag."""
        if event.anchor:
            self.document.problem(
                "alias", _span(event), f"the anchor &{shown(event.anchor)[1:-1]}", "leave it out: no aliases here"
            )
        if event.tag is not None:
            help_ = "leave it out: no tags here; a number that is meant as text stands in quotes"
            self.document.problem("tag", _span(event), f"the tag {shown(event.tag)[1:-1]}", help_)

    def _sequence(self, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        while type(event := next(self.events)) is not yaml.SequenceEndEvent:
            items.append(self._node(event, (*path, len(items))))
        return items, _end(event)

    def _mapping(self, path: Path) -> tuple[dict[str, Any], int]:
        mapping: dict[str, Any] = {}
        while type(event := next(self.events)) is not yaml.MappingEndEvent:
            key = self._key(event)
            inner = (*path, key)
            if key in mapping:
                line, _ = self.document.source.position(self.keys[inner][0])
                message = f"the key {shown(key)} stands twice"
                self.document.problem("duplicate-key", _span(event), message, f"keep one; the first is on line {line}")
                # The value is still read, so that its own problems are reported, and then forgotten.
                self._node(next(self.events), (*path, key, "again"))
                continue
            self.keys[inner] = _ends(event) if type(event) is _SCALAR else _key_ends(event)
            mapping[key] = self._node(next(self.events), inner)
        return mapping, _end(event)

    def _key(self, event: Any) -> str:
        if type(event) is not _SCALAR:
            self.document.problem(
                "key", Span(*_key_ends(event)), "a key that is no text", "write the key as a word or in quotes"
            )
            if isinstance(event, yaml.CollectionStartEvent):
                self._node(event, ("?",))
            return ""
        if event.anchor or event.tag is not None:
            self._report_properties(event)
        text: str = event.value
        if not text.isascii():
            self._check_surrogates(event)
        if not _is_plain(event):
            return text
        if text == "<<":
            self.document.problem("alias", _span(event), "a merge key", "write the values out: no merges here")
        elif _resolve(text) != _STRING:
            self.document.problem(
                "key",
                _span(event),
                f"the key {shown(text)} without quotes is no text in YAML 1.1",
                "quote it",
            )
        return text

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if not _is_plain(event):
            self.document.styles[path] = event.style
            if not text.isascii():
                self._check_surrogates(event)
            return text
        value = _plain_value(text)
        if value is _SURPRISE:
            return self._surprise(event)
        return value

    def _surprise(self, event: Any) -> Any:
        """Reports a scalar that is to stand in quotes; what it is taken for all the same."""
        text: str = event.value
        if _DECIMAL.fullmatch(text):
            self.document.problem("surprise", _span(event), f"{shown(text)} is larger than any number", "write less")
            return 0.0
        if not text:
            self.document.problem("surprise", _span(event), "there is no value", "write one, or null")
            return None
        what = _KINDS.get(_resolve(text).rpartition(":")[2], "something special")
        short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        message = f"{short} without quotes is {what} in YAML 1.1"
        help_ = f'quote it: "{short}"; truth values are true and false'
        self.document.problem("surprise", _span(event), message, help_)
        return text

    def _check_surrogates(self, event: Any) -> None:
        """Refuses halves of characters, which PyYAML's own parser takes from escapes and libyaml does not."""
        if _SURROGATE.search(event.value):
            message = "an escape for half a character"
            self.document.problem("syntax", _span(event), message, "write the whole character, or its \\U escape")


def _key_ends(event: Any) -> tuple[int, int]:
    """Where a key stands; of a key that is a list or a mapping, its first character."""
    start = event.start_mark.index
    return (start, start + 1) if isinstance(event, yaml.CollectionStartEvent) else _ends(event)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _is_plain(event: Any) -> bool:
    """Whether a scalar stands without quotes and is no block; libyaml and PyYAML say so differently."""
    return not event.style


def is_plain_text(text: str) -> bool:
    """Whether a text that stands without quotes is taken for just this text."""
    number = _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text)
    return text not in _CONSTANTS and not number and _resolve(text) == _STRING


@lru_cache(maxsize=4096)
def _plain_value(text: str) -> Any:
    """What a scalar without quotes is; _SURPRISE where YAML 1.1 takes it for something that nobody expects."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return _SURPRISE if math.isinf(number) else number
    return text if _resolve(text) == _STRING else _SURPRISE


@lru_cache(maxsize=4096)
def _resolve(text: str) -> str:
    """What YAML 1.1 takes a plain scalar for."""
    if text in _SHORT_BOOLEANS:
        return _BOOLEAN
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))


def _ends(event: Any) -> tuple[int, int]:
    start: int = event.start_mark.index
    end: int = event.end_mark.index
    return start, max(start, end)


def _span(event: Any) -> Span:
    return Span(*_ends(event))
