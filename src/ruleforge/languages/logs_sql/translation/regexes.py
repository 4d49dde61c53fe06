r"""Java's regular expressions in RE2's spelling.

What RE2 cannot do (look-around, back references, possessive quantifiers) is refused, and so is what would mean
something else there. Java's `.` stops at more line ends than RE2's, and its `$` also stands before the last of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ruleforge.languages.logs_sql.translation.errors import ArgumentError

__all__ = ["plain_text", "regex", "replacement"]

_LINE_ENDS = r"\n\r\x{85}\x{2028}\x{2029}"
_LAST_LINE_END = rf"(?:\r\n|[{_LINE_ENDS}])?\z"
_CLASSES = {
    "h": r" \t\x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}",
    "v": r"\n\x0B\f\r\x{85}\x{2028}\x{2029}",
    "s": r"\t\n\x0B\f\r ",
}
_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7F", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": r" \t", "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F", "Space": r"\t\n\x0B\f\r ",
}  # fmt: skip
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_REPEAT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_MOST_REPEATS = 1000
_GROUP_NAME = re.compile(r"\?<([A-Za-z][A-Za-z0-9]*)>")
_FLAGS = re.compile(r"\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")


def plain_text(pattern: str) -> bool:
    """Whether an expression has no sign with a meaning of its own."""
    return not _SPECIAL & set(pattern)


@lru_cache(maxsize=1024)
def regex(pattern: str, *, only_test: bool = False) -> tuple[str, int]:
    """The expression for RE2, and how many groups it has; `only_test` where nothing asks for the text that matches."""
    reader = _Reader(pattern, only_test)
    return reader.read(), reader.groups


def replacement(text: str, groups: int) -> str:
    """What stands in for a match: `$1` is a group in Java, a backslash takes the meaning off the next sign."""
    written = ""
    place = 0
    while place < len(text):
        sign = text[place]
        place += 1
        if sign == "\\":
            if place == len(text):
                raise ArgumentError("the replacement ends with a backslash")
            sign = text[place]
            place += 1
        elif sign == "$":
            if not text[place : place + 1].isdigit():
                raise ArgumentError("a $ in the replacement stands before the number of a group")
            group = int(text[place])
            place += 1
            if group > groups:
                raise ArgumentError(f"the replacement names group {group}, and there are {groups}")
            written += f"\\{group}"
            continue
        written += "\\\\" if sign == "\\" else sign
    return written


class _Reader:
    def __init__(self, pattern: str, only_test: bool) -> None:
        self._text = pattern
        self._at = 0
        self._only_test = only_test
        self._dot_all = False
        self._lines = False
        self._outer: list[tuple[bool, bool]] = []
        self.groups = 0

    def read(self) -> str:
        written = ""
        repeatable = False
        while self._at < len(self._text):
            sign = self._next()
            if sign in "*+?{":
                written += self._repeat(sign, repeatable)
                repeatable = False
                continue
            repeatable = sign not in "(|^"
            if sign == "\\":
                written += self._escape(in_class=False)
            elif sign == "[":
                written += self._class()
            elif sign == "(":
                written += self._open()
            elif sign == ")":
                if not self._outer:
                    raise self._error("a bracket is closed that is not open")
                self._dot_all, self._lines = self._outer.pop()
                written += sign
            elif sign == ".":
                written += "." if self._dot_all else f"[^{_LINE_ENDS}]"
            elif sign == "$" and not self._lines:
                written += self._end()
            else:
                written += sign
        if self._outer:
            raise self._error("a bracket is not closed")
        return written

    def _next(self) -> str:
        sign = self._text[self._at]
        self._at += 1
        return sign

    def _rest(self) -> str:
        return self._text[self._at :]

    def _error(self, what: str) -> ArgumentError:
        return ArgumentError(f"the regular expression {self._text!r} cannot be read: {what}")

    def _unsupported(self, what: str) -> ArgumentError:
        return ArgumentError(f"{what} in a regular expression is not evaluated here", unsupported=True)

    def _end(self) -> str:
        if self._only_test and self._rest()[:1] in ("", ")", "|"):
            return _LAST_LINE_END
        return r"\z"

    def _repeat(self, sign: str, repeatable: bool) -> str:
        if not repeatable:
            raise self._error(f"nothing stands before {sign}")
        if sign == "{":
            match = _REPEAT.match(self._text, self._at - 1)
            if match is None:
                raise self._error("a { is no count of repetitions")
            if max(int(match[1]), int(match[3] or 0)) > _MOST_REPEATS:
                raise self._unsupported(f"a repetition of more than {_MOST_REPEATS:,} times")
            self._at = match.end()
            sign = match[0]
        following = self._rest()[:1]
        if following == "+":
            raise self._unsupported("a possessive quantifier")
        if following == "?":
            self._at += 1
            sign += following
        return sign

    def _open(self) -> str:
        self._outer.append((self._dot_all, self._lines))
        if not self._rest().startswith("?"):
            self.groups += 1
            return "("
        name = _GROUP_NAME.match(self._text, self._at)
        if name is not None:
            self.groups += 1
            self._at = name.end()
            return f"(?P<{name[1]}>"
        flags = _FLAGS.match(self._text, self._at)
        if flags is None:
            raise self._unsupported("a look-around or an atomic group")
        if set(flags[1] + (flags[2] or "")) - set("ims"):
            raise self._unsupported(f"the flag {flags[0]}")
        self._at = flags.end()
        for letters, state in ((flags[1], True), (flags[2] or "", False)):
            self._dot_all = state if "s" in letters else self._dot_all
            self._lines = state if "m" in letters else self._lines
        if flags[3] == ")":
            self._outer.pop()
        return f"({flags[0]}"

    def _class(self) -> str:
        negated = self._rest().startswith("^")
        self._at += negated
        return f"[{'^' if negated else ''}{self._members()}]"

    def _members(self) -> str:
        """What stands in square brackets; brackets in them are a union, and need no brackets of their own."""
        written = ""
        while self._at < len(self._text):
            sign = self._next()
            if sign == "]" and written:
                return written
            if sign == "[":
                if self._rest().startswith("^"):
                    raise self._unsupported("a negated class in a class")
                written += self._members()
            elif sign == "\\":
                written += self._escape(in_class=True)
            elif sign == "&" and self._rest().startswith("&"):
                raise self._unsupported("an intersection of classes")
            else:
                written += f"\\{sign}" if sign == "]" else sign
        raise self._error("a class is not closed")

    def _escape(self, *, in_class: bool) -> str:
        if self._at == len(self._text):
            raise self._error("it ends with a backslash")
        sign = self._next()
        if sign == "Q":
            end = self._text.find("\\E", self._at)
            quoted = self._text[self._at : end if end >= 0 else len(self._text)]
            self._at = end + 2 if end >= 0 else len(self._text)
            return "".join(_literal(letter) for letter in quoted)
        if sign in "pP":
            return self._property(sign, in_class)
        if sign.lower() in _CLASSES:
            return self._listed(_CLASSES[sign.lower()], sign.isupper(), in_class)
        if sign in "xu0c":
            return self._code(sign)
        if sign == "R" and not in_class:
            return rf"(?:\r\n|[{_CLASSES['v']}])"
        if sign == "Z" and not in_class:
            return _LAST_LINE_END
        if sign in "dDwWtnrfa" or (sign in "bBAz" and not in_class):
            return f"\\{sign}"
        if sign == "e":
            return r"\x1B"
        if sign.isdigit() or sign in "kGX":
            raise self._unsupported(f"\\{sign}")
        if sign.isascii() and sign.isalpha():
            raise self._error(f"there is no \\{sign}")
        return _literal(sign)

    def _listed(self, members: str, negated: bool, in_class: bool) -> str:
        if not in_class:
            return f"[{'^' if negated else ''}{members}]"
        if negated:
            raise self._unsupported("a negated class in a class")
        return members

    def _code(self, kind: str) -> str:
        if kind == "c":
            return f"\\x{{{ord(self._next()) ^ 64:X}}}"
        shape = {"x": r"([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\}", "u": r"([0-9A-Fa-f]{4})", "0": r"([0-3]?[0-7]{1,2})"}
        match = re.compile(shape[kind]).match(self._text, self._at)
        if match is None:
            raise self._error(f"\\{kind} without the number of a sign")
        self._at = match.end()
        value = int(next(found for found in match.groups() if found), 8 if kind == "0" else 16)
        return f"\\x{{{value:X}}}"

    def _property(self, sign: str, in_class: bool) -> str:
        match = re.compile(r"\{(\w+)\}|([A-Z])").match(self._text, self._at)
        if match is None:
            raise self._error("\\p without a name")
        self._at = match.end()
        name = match[1] or match[2]
        if name in _POSIX:
            return self._listed(_POSIX[name], sign == "P", in_class)
        name = name.removeprefix("Is")
        if re.fullmatch("[CLMNPSZ][a-z]?|Latin|Greek|Cyrillic|Han|Arabic|Hebrew|Hiragana|Katakana|Thai", name):
            return f"\\{sign}{{{name}}}"
        raise self._unsupported(f"the class {name}")


def _literal(sign: str) -> str:
    return f"\\{sign}" if sign.isascii() and not sign.isalnum() and sign.isprintable() else sign
