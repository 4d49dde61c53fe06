"""Splitting a message into the columns that a space-delimited pattern names.

Columns are separated by whitespace, runs of it count as one; `[…]` and `"…"` are one column each, without their
delimiters. AWS documents no more than that. A delimiter counts only where a column begins and where one ends;
anywhere else, and where its partner is missing, it is an ordinary character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ruleforge.predicate.values import ABSENT, Absent

__all__ = ["Columns", "split_columns"]

_BLANKS = " \t\n\r\f\v"
_CLOSING = {"[": re.compile(r"\](?=[ \t\n\r\f\v]|\Z)"), '"': re.compile(r'"(?=[ \t\n\r\f\v]|\Z)')}
_TOKEN = re.compile(r"[^ \t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a line: their texts without delimiters, and where each begins in the line.

    `odd` tells that a bracket or quote stood where AWS's behaviour is not documented.
    """

    line: str
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    odd: bool

    def get(self, index: int, *, rest: bool = False) -> str | Absent:
        """The text of a column (negative: from the end), or the raw rest of the line from there, or `ABSENT`.

        The last column of a pattern takes the rest only where there is more than one column left.
        """
        count = len(self.texts)
        if index >= count or index < -count:
            return ABSENT
        if rest and 0 <= index < count - 1:
            return self.line[self.starts[index] :].rstrip(_BLANKS)
        return self.texts[index]

    def raw(self, index: int) -> str | Absent:
        """The text of a column with the delimiters around it, if there are any, or `ABSENT`."""
        text = self.get(index)
        start = 0 if text is ABSENT else self.starts[index]
        if text is ABSENT or self.line[start] not in _CLOSING or not self.line.startswith(text, start + 1):
            return text
        return self.line[start : start + len(text) + 2]


def split_columns(line: str) -> Columns:
    """The columns of a message; a message of only whitespace has none."""
    texts: list[str] = []
    starts: list[int] = []
    odd = False
    position = 0
    unpartnered = {"[": False, '"': False}
    while token := _TOKEN.search(line, position):
        start, position = token.span()
        opening = line[start]
        closing = None
        if opening in _CLOSING and not unpartnered[opening]:
            closing = _CLOSING[opening].search(line, start + 1)
            # Without a partner from here on there is none further on either: keeps odd lines linear.
            unpartnered[opening] = closing is None
        if closing is None:
            text = token.group()
            # A lone opening quote is recorded from AWS as an ordinary character; the rest is our reading.
            odd = odd or any(sign in text[opening == '"' :] for sign in '[]"')
        else:
            position = closing.end()
            text = line[start + 1 : closing.start()]
            odd = odd or any(sign in text for sign in ('[]"' if opening == "[" else '"'))
        texts.append(text)
        starts.append(start)
    return Columns(line, tuple(texts), tuple(starts), odd)
