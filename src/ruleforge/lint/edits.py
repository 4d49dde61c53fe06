"""Changes to a rule's file that keep the rest of it as people wrote it: comments, order, quotes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.diagnostics import Edit, Span

__all__ = ["appended", "applied", "before_item", "keeping", "replaced"]


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits put into it, none of which touch each other."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def appended(document: Document, path: Path, more: str) -> Edit | None:
    """The text at a path with something plain behind it; None for a block of lines."""
    style, span = document.styles.get(path, ""), document.span(path)
    if path not in document.spans or style in ("|", ">"):
        return None
    end = span.end - (style in ("'", '"'))
    return Edit(Span(end, end), more)


def replaced(document: Document, path: Path, written: str) -> Edit | None:
    """The value at a path written otherwise; None where there is none."""
    return Edit(document.spans[path], written) if path in document.spans else None


def before_item(document: Document, path: Path, item: str) -> Edit | None:
    """An item, written on one line, before the one at a path."""
    start = document.span(path).start
    if _is_flow(document, path[:-1]):
        return Edit(Span(start, start), f"{item}, ")
    line = _line_start(document, start)
    indent = document.source.text[line:start]
    return Edit(Span(line, line), f"{indent}{item}\n") if indent.strip() == "-" else None


def keeping(document: Document, path: Path, kept: Collection[int]) -> list[Edit] | None:
    """What takes all other items out of the list at a path; without any left, its member goes as well.

    None where the list is not written in a way that lets items go.
    """
    items = [document.spans[*path, index] for index in range(_length(document, path))]
    if not kept:
        return _without_member(document, path)
    gone = [index for index in range(len(items)) if index not in kept]
    cut = _cut_flow if _is_flow(document, path) else _cut_lines
    spans = [cut(document, items, run) for run in _runs(gone)]
    return None if None in spans else [Edit(span, "") for span in spans if span is not None]


def _cut_flow(_: Document, items: list[Span], run: tuple[int, int]) -> Span:
    """The items from one to another with the commas that go with them."""
    first, last = run
    return Span(items[first - 1].end, items[last].end) if first else Span(items[0].start, items[last + 1].start)


def _cut_lines(document: Document, items: list[Span], run: tuple[int, int]) -> Span | None:
    """The lines of the items from one to another."""
    text = document.source.text
    first, last = run
    starts = [_line_start(document, item.start) for item in items]
    if any(text[start : item.start].strip() != "-" for start, item in zip(starts, items, strict=True)):
        return None
    end = starts[last + 1] if last + 1 < len(items) else _next_line(text, items[last].end)
    return Span(starts[first], _without_trailer(text, starts[first], end))


def _without_trailer(text: str, start: int, end: int) -> int:
    """The end of some lines without the blank lines and comments behind them, which may be about what follows."""
    lines = text[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        end -= len(lines.pop())
    return end


def _without_member(document: Document, path: Path) -> list[Edit] | None:
    text, key = document.source.text, document.keys.get(path)
    if key is None or text[_line_start(document, key.start) : key.start].strip():
        return None
    start = _line_start(document, key.start)
    end = _without_trailer(text, start, _next_line(text, document.span(path).end))
    return [Edit(Span(start, end), "")]


def _runs(indexes: list[int]) -> Iterator[tuple[int, int]]:
    """Indexes in a row as their first and last."""
    for _, group in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0]):
        row = [index for _, index in group]
        yield row[0], row[-1]


def _length(document: Document, path: Path) -> int:
    count = 0
    while (*path, count) in document.spans:
        count += 1
    return count


def _is_flow(document: Document, path: Path) -> bool:
    return document.source.text.startswith("[", document.span(path).start)


def _line_start(document: Document, offset: int) -> int:
    return document.source.text.rfind("\n", 0, offset) + 1


def _next_line(text: str, offset: int) -> int:
    """Where the line ends in which something ends; a block ends where the next thing starts."""
    if offset and text[offset - 1] == "\n":
        return offset
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1
