"""Inspecting a body of JSON data in AWS's own words: every problem is collected, each at its path in the body."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from ruleforge.diagnostics import Finding, Severity

__all__ = ["BodyReader", "DataPath", "finite", "listed", "show"]

DataPath: TypeAlias = tuple[str | int, ...]

_SHOWN = 60
_LINE_BREAK = re.compile(r"[\n\r\u0085\u2028\u2029]")
"""What the dot of a pattern in AWS's models does not match."""


class BodyReader:
    """Collects what is wrong with a body.

    `family` begins the ids of its findings (`selector/member`), `api` what AWS calls the page that the rules come from.
    What AWS sets a limit to has an id of the linter's family `limit`, which is given whole. The methods give the value
    back where it is sound, and None, with a finding, where it is not; their `check` is the id of what is no matter of
    the sheer type.
    """

    def __init__(self, family: str, api: str) -> None:
        self._family = family
        self._api = api
        self.findings: list[Finding] = []

    @property
    def errors(self) -> list[Finding]:
        """The findings for which AWS refuses the body."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def notes(self) -> list[Finding]:
        """The other findings: AWS takes the body, and there is something to say."""
        return [finding for finding in self.findings if finding.severity is not Severity.ERROR]

    def error(self, check: str, message: str, path: DataPath, *, rule: str = "", help: str = "") -> None:  # noqa: A002
        """AWS refuses this; `rule` is what its page says."""
        because = f"{self._api}: {rule}" if rule else ""
        self.findings.append(Finding(self._id(check), message, because=because, help=help, path=path))

    def warning(self, check: str, message: str, path: DataPath, *, help: str = "") -> None:  # noqa: A002
        """AWS takes this, and it is probably not what was meant."""
        self.findings.append(Finding(self._id(check), message, Severity.WARNING, help=help, path=path))

    def _id(self, check: str) -> str:
        return check if "/" in check else f"{self._family}/{check}"

    def mapping(self, value: Any, path: DataPath, what: str) -> Mapping[str, Any] | None:
        """The value as an object with text keys."""
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return value
        self.error("type", f"{what} is an object, not {show(value)}", path)
        return None

    def items(self, value: Any, path: DataPath, what: str) -> Sequence[Any]:
        """The value as a list; an empty one where it is none."""
        if isinstance(value, list | tuple):
            return value
        self.error("type", f"{what} is a list, not {show(value)}", path)
        return ()

    def text(
        self,
        value: Any,
        path: DataPath,
        what: str,
        *,
        shortest: int = 0,
        longest: int | None = None,
        one_line: bool = False,
        check: str = "",
    ) -> str | None:
        """The value as a text of so many characters, perhaps without line breaks."""
        if not isinstance(value, str):
            self.error("type", f"{what} is text, not {show(value)}", path)
            return None
        if len(value) < shortest:
            self.error(check or "length", f"{what} is empty", path, rule=f"at least {shortest} character")
            return None
        if longest is not None and len(value) > longest:
            message = f"{what} has {len(value):,} characters"
            self.error(check or "length", message, path, rule=f"{what} has at most {longest:,} characters")
            return None
        if one_line and _LINE_BREAK.search(value):
            self.error(check or "line-break", f"{what} holds a line break", path, rule=f"{what} stands on one line")
            return None
        return value

    def one_of(
        self, value: Any, choices: Iterable[str], path: DataPath, what: str, *, check: str = "word"
    ) -> str | None:
        """The value as one of the words that AWS knows."""
        known = list(choices)
        if isinstance(value, str) and value in known:
            return value
        help_ = ""
        if isinstance(value, str):
            folded = {word.casefold(): word for word in known}
            close = get_close_matches(value.casefold(), folded, n=1)
            help_ = f"did you mean {folded[close[0]]}?" if close else ""
        self.error(check, f"{what} is not {show(value)}", path, rule=f"one of {listed(known)}", help=help_)
        return None

    def whole(self, value: Any, path: DataPath, what: str, *, least: int, check: str = "number") -> int | None:
        """The value as a whole number of at least so much."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON has one kind of number: 5, 5.0 and 5e0 are the same
        if isinstance(value, int) and not isinstance(value, bool):
            if value >= least:
                return value
            self.error(check, f"{what} is {show(value)}", path, rule=f"{what} is at least {least}")
            return None
        self.error("type", f"{what} is a whole number, not {show(value)}", path)
        return None

    def known(self, value: Mapping[str, Any], names: Iterable[str], path: DataPath, what: str) -> None:
        """Refuses members that AWS does not know there."""
        known = list(names)
        for name in value:
            if name not in known:
                close = get_close_matches(name, known, n=1)
                help_ = f"did you mean {close[0]}?" if close else f"there is {listed(known)}"
                self.error("member", f"{what} has no member {show(name)}", (*path, name), help=help_)


def finite(value: Any) -> bool:
    """Whether a value is a number that a double can hold; a boolean never is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def listed(words: Iterable[str]) -> str:
    """Words in a row: `a, b or c`."""
    row = list(words)
    return row[0] if len(row) == 1 else f"{', '.join(row[:-1])} or {row[-1]}" if row else "none"


def show(value: Any) -> str:
    """A value in a message, shortened."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:
        return "a number of very many digits"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
