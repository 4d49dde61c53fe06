"""From a tree to text: two blanks a level, one entry a line, what is in brackets on one line or else in a block."""

from __future__ import annotations

from collections.abc import Sequence

from ruleforge.catalog.format.scalars import broken, inline, literal, unfolded, wrapped, wrapped_condition
from ruleforge.catalog.format.tree import Collection, Entry, Node, Scalar
from ruleforge.catalog.yaml_nodes import is_plain_text

__all__ = ["QUOTED", "WIDTH", "write"]

WIDTH = 120
QUOTED = "quoted"
"""The style of a text that stands in quotes whatever it holds."""
_STEP = 2


def write(root: Node, head: Sequence[str]) -> str:
    """The text of a tree, with the comments at its head."""
    writer = _Writer()
    writer.comments(head, 0)
    if isinstance(root, Scalar):
        writer.lines.append(_one_line(root, flow=False))
    elif _fits_in_brackets(root, 0):
        writer.lines.append(_in_brackets(root))
    else:
        writer.block(root, 0)
    return "\n".join(writer.lines) + "\n"


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def comments(self, comments: Sequence[str], indent: int, *, first: bool = True) -> None:
        """Comments on lines of their own; of blank lines at most one, and none where something begins."""
        for comment in comments:
            if comment:
                self.lines.append(" " * indent + comment)
            elif not (first or (self.lines and not self.lines[-1])):
                self.lines.append("")
            first = first and not comment

    def block(self, collection: Collection, indent: int, lead: str = "") -> None:
        """A collection with an entry a line; `lead` is the dash that the first one stands behind."""
        for index, entry in enumerate(collection.entries):
            if not (index == 0 and lead):
                self.comments(_before(entry), indent, first=index == 0)
            start = lead if index == 0 and lead else " " * indent
            mark = f"{_one_line(entry.key, flow=False)}:" if entry.key else "-"
            self._value(start + mark, entry, indent)
        self.comments(collection.tail, indent, first=False)

    def _value(self, start: str, entry: Entry, indent: int) -> None:
        value = entry.value
        note = f"  {entry.notes[-1]}" if entry.notes else ""
        if isinstance(value, Scalar):
            self._scalar(start, value, indent, note, named=entry.key is not None)
        elif _fits_in_brackets(value, len(start) + 1):
            self.lines.append(f"{start} {_in_brackets(value)}{note}")
        elif _is_compact(entry):
            self.block(value, indent + _STEP, f"{start} ")
        else:
            self.lines.append(f"{start}{note}")
            self.block(value, indent + _STEP)

    def _scalar(self, start: str, scalar: Scalar, indent: int, note: str, *, named: bool) -> None:
        margin = " " * (indent + _STEP)
        room = WIDTH - len(margin)
        lines = _block_lines(scalar, room)
        if lines is not None:
            self.lines.append(f"{start} {lines[0]}{note}")
            self.lines += [margin + line if line else "" for line in lines[1:]]
            return
        text = _one_line(scalar, flow=False)
        if len(start) + 1 + len(text) <= WIDTH:
            lines = [f"{start} {text}"]
        elif text == scalar.value and " " in text:
            first, *rest = wrapped(text, room, WIDTH - len(start) - 1)
            lines = [f"{start} {first}", *(margin + line for line in rest)]
        else:
            lines = [text] if len(text) <= room or text == scalar.value else broken(scalar.value, room)
            if named:
                lines = [start, *(margin + line for line in lines)]
            else:
                lines = [f"{start} {lines[0]}", *(margin + line for line in lines[1:])]
        lines[-1] += note
        self.lines += lines


def _before(entry: Entry) -> list[str]:
    """The comments above an entry: its own, and those for which there is no line further in."""
    comments = entry.before + entry.notes[:-1]
    while _is_compact(entry) and isinstance(entry.value, Collection) and entry.value.entries:
        entry = entry.value.entries[0]
        comments = comments + [comment for comment in entry.before if comment] + entry.notes[:-1]
    return comments


def _is_compact(entry: Entry) -> bool:
    """Whether what an item holds begins on the line of the dash."""
    return entry.key is None and isinstance(entry.value, Collection) and not entry.notes


def _block_lines(scalar: Scalar, width: int) -> list[str] | None:
    """The lines of a scalar that stands in a block, its header first; None where it is none, or cannot be."""
    if scalar.style == ">":
        return _folded(scalar, width) or literal(scalar.value)
    return literal(scalar.value) if scalar.style == "|" else None


def _folded(scalar: Scalar, width: int) -> list[str] | None:
    value = scalar.value
    body = value.removesuffix("\n")
    paragraphs = body.split("\n")
    if "\t" in body or any(line != line.strip() for line in paragraphs) or not paragraphs[0] or not paragraphs[-1]:
        return None
    if literal(value) is None:
        return None
    header = ">" if value.endswith("\n") else ">-"
    if scalar.written.startswith(">"):
        kept = unfolded(scalar.written)
        # What somebody has broken into lines stays so, if it holds the same text and every line has room.
        if all(line and line == line.strip() and len(line) <= width for line in kept) and " ".join(kept) == body:
            return [header, *kept]
    fill = wrapped_condition if body.startswith("{ ") else wrapped
    lines: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        lines += [""] if index else []
        lines += fill(paragraph, width) if paragraph else []
    return [header, *lines]


def _fits_in_brackets(collection: Collection, at: int) -> bool:
    """Whether a collection stands in brackets or braces, on the line on which something begins at a column."""
    if not collection.entries:
        return True
    if not collection.flow or _has_comments(collection):
        return False
    return at + len(_in_brackets(collection)) <= WIDTH


def _has_comments(collection: Collection) -> bool:
    return any(collection.tail) or any(
        any(entry.before) or entry.notes or (isinstance(entry.value, Collection) and _has_comments(entry.value))
        for entry in collection.entries
    )


def _in_brackets(node: Node) -> str:
    if isinstance(node, Scalar):
        return _one_line(node, flow=True)
    parts = []
    for entry in node.entries:
        key = f"{_one_line(entry.key, flow=True)}: " if entry.key else ""
        parts.append(key + _in_brackets(entry.value))
    return f"{{{', '.join(parts)}}}" if node.mapping else f"[{', '.join(parts)}]"


def _one_line(scalar: Scalar, *, flow: bool) -> str:
    """A scalar on one line; a number, a truth value or null as it is written."""
    if not scalar.style and scalar.value == scalar.written and not is_plain_text(scalar.value):
        return scalar.written
    return inline(scalar.value, flow=flow, quoted=scalar.style == QUOTED)
