"""Names of AWS's objects, which may be almost anything, as ids and titles of rules."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["Names", "one_line", "slug", "upper_snake"]

_MAX_ID = 100
_MAX_TITLE = 120
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}?")
_WORD_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def slug(name: str, *, most: int = _MAX_ID) -> str:
    """A name as an id: lower-case words and digits joined by dashes; empty where nothing of it can stand in one.

    `GuardrailChanges` is guardrail-changes, and letters lose their accents.
    """
    plain = unicodedata.normalize("NFKD", _PLACEHOLDER.sub(" ", name[:4096]))
    words = re.findall(r"[a-z0-9]+", _WORD_EDGE.sub("-", _without_marks(plain)).lower())
    found = "-".join(words)
    if len(found) <= most:
        return found
    cut = found[: most + 1].rpartition("-")[0]
    # One word that is too long is cut where it has to be.
    return cut or found[:most]


def _without_marks(text: str) -> str:
    return "".join(character for character in text if not unicodedata.combining(character))


def upper_snake(name: str) -> str:
    """A name as that of a placeholder: upper-case words joined by underscores."""
    found = slug(name, most=60).replace("-", "_").upper()
    if not found:
        return "VALUE"
    return found if found[0].isalpha() else f"P_{found}"


def one_line(text: str, most: int = _MAX_TITLE) -> str:
    """A text on one line of at most so many characters, without what no editor shows."""
    shown = "".join(character if character.isprintable() else " " for character in text[: most * 8])
    line = " ".join(shown.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


class Names:
    """Ids that are given out once each."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}
        self._last: dict[str, int] = {}
        self._bases: dict[str, str] = {}

    def take(self, wanted: str, kind: str) -> str:
        """The id that is wanted; where a rule of another kind has it, with the kind behind it, then with a number."""
        base = wanted or kind
        if self._taken.get(base, kind) != kind and not base.endswith(f"-{kind}"):
            base = _ending(base, kind)
        candidate, number = base, self._last.get(base, 1)
        while candidate in self._taken:
            number += 1
            candidate = _ending(base, str(number))
        self._last[base] = number
        self._taken[candidate] = kind
        self._bases[candidate] = base
        return candidate

    def give_back(self, identifier: str) -> None:
        """An id that was taken last and is not used."""
        del self._taken[identifier]
        base = self._bases.pop(identifier)
        self._last[base] = max(1, self._last[base] - 1)


def _ending(base: str, end: str) -> str:
    return f"{base[: _MAX_ID - len(end) - 1].rstrip('-')}-{end}"
