"""How a text is written in YAML so that everybody reads the same: plain where that is safe, in quotes where it is not.

Safe means: for both of PyYAML's parsers, for YAML 1.1 and 1.2, and for people, who stumble over `a::b` and `[0]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.catalog.yaml_nodes import is_plain_text

__all__ = ["broken", "inline", "literal", "unfolded", "wrapped", "wrapped_condition"]

_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LEADING = re.compile(r"""[\s,\[\]{}#&*!|>'"%@`]|[?:]|-(?![A-Za-z0-9_./])|---|\.\.\.""")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0[ox][0-9A-Fa-f]+")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_BLANK = re.compile(r"(?<=[^ ]) (?=[^ ])")
_CONNECTIVE = re.compile(r"(?:(?<=[^ ] &&)|(?<=[^ ] \|\|)) (?=[^ ])")
_WORTH_BREAKING = 20


def inline(value: str, *, flow: bool, quoted: bool = False) -> str:
    """A text on one line; `flow` is for one in brackets or braces, `quoted` for one that is never plain."""
    if not quoted and _is_safe(value, flow=flow) and not _is_odd(value, flow=flow):
        return value
    if ('"' in value or "\\" in value) and "'" not in value and not _UNPRINTABLE.search(value):
        return f"'{value}'"
    return _in_double_quotes(value)


def _in_double_quotes(value: str) -> str:
    return f'"{"".join(_pieces(value))}"'


def _pieces(value: str) -> Iterator[str]:
    """The characters of a text as they stand in double quotes."""
    for character in value:
        if character in _ESCAPES:
            yield _ESCAPES[character]
        elif not _UNPRINTABLE.match(character):
            yield character
        else:
            code = ord(character)
            yield f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_safe(value: str, *, flow: bool) -> bool:
    """Whether every reader takes the plain text for this text."""
    if not value or _UNPRINTABLE.search(value) or value != value.strip() or _LEADING.match(value):
        return False
    if ": " in value or " #" in value or value.endswith(":") or _NUMBER.fullmatch(value):
        return False
    # libyaml takes a question mark within a flow collection and PyYAML's own parser does not.
    return not (flow and re.search(r"[,\[\]{}?]", value)) and is_plain_text(value)


def _is_odd(value: str, *, flow: bool) -> bool:
    """Whether a text stands in quotes so that nobody has to know better."""
    return (
        "::" in value
        or value.startswith("arn:")
        or "[" in value
        or "]" in value
        or (flow and bool(re.search(r"""['"\\]""", value)))
    )


def broken(value: str, width: int) -> list[str]:
    """A text in double quotes on several lines, each of at most `width` characters where there is a place to break."""
    lines: list[str] = []
    line, break_at = '"', 0
    for piece in _pieces(value):
        if len(line) + len(piece) + 1 > width and break_at and len(line) > _WORTH_BREAKING:
            lines.append(line[:break_at] + "\\")
            line, break_at = line[break_at:], 0
        # The next line must not begin with a blank, which would be taken for indentation.
        if break_at == len(line) and piece == " ":
            break_at = 0
        line += piece
        if piece in (" ", "/", ":", ",", ";", "&"):
            break_at = len(line)
    return [*lines, f'{line}"']


def wrapped(value: str, width: int, first: int | None = None) -> list[str]:
    """A text in lines broken at single blanks, of `width` characters where that can be, the first of `first`."""
    return _filled(_BLANK.split(value), width, width if first is None else first)


def wrapped_condition(value: str, width: int) -> list[str]:
    """A text with `&&` and `||` in lines broken behind these, so that what is compared stays together."""
    lines = _filled(_CONNECTIVE.split(value), width, width)
    return lines if all(len(line) <= width for line in lines) else wrapped(value, width)


def _filled(words: list[str], width: int, room: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, width
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def literal(value: str) -> list[str] | None:
    """A text as the lines of a block under `|`, its header first; None where no such block reads as the text."""
    body = value.removesuffix("\n")
    *_, last = body.split("\n")
    if not last.strip(" \t") or _UNPRINTABLE.search(re.sub(r"[\n\t]", "", value)):
        return None
    if "\n" not in body and body != body.rstrip(" \t"):
        return None  # nobody would see the blanks
    indented = "2" if re.match(r"\n*[ \t]", body) else ""
    return [f"|{indented}" + ("" if value.endswith("\n") else "-"), *body.split("\n")]


def unfolded(written: str) -> list[str]:
    """The lines of a block under `>` as they stand in a file, without their indentation."""
    lines = [line.rstrip("\r") for line in written.split("\n")[1:]]
    depth = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[depth:] for line in lines]
