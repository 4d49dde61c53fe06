"""The fields that a rule names: JSON paths (`$.a.b[0]`), or columns of a line by position or by name."""

from __future__ import annotations

import re
from typing import Any

from ruleforge.data import limit
from ruleforge.languages.body import BodyReader, DataPath, show
from ruleforge.languages.insight_rule.tree import Operand
from ruleforge.predicate.operands import Column, JsonPath, Member, Step

__all__ = ["Fields"]

_STEP = re.compile(r"\.([^.\[\]]+)|\[0*([0-9]+)\]")
_POSITION = re.compile(r"[1-9][0-9]*")
_FAR = 10**9
"""An index that no array reaches, for all indexes with more digits."""


class Fields:
    """Turns what a rule writes into where it is found."""

    def __init__(self, names: Any, log_format: str | None, reader: BodyReader) -> None:
        self._format = log_format
        self._reader = reader
        self._path = re.compile(limit("ci.path.pattern").limit)
        self._columns: dict[str, Column] = {}
        self._read_names(names)

    def _read_names(self, names: Any) -> None:
        """`Fields` gives names to positions: `{"4": "IpAddress"}`."""
        found = self._reader.mapping(names, ("Fields",), "Fields")
        if found and self._format == "JSON":
            help_ = "leave Fields out, or write LogFormat: CLF"
            self._reader.warning("fields", "Fields names columns, and JSON events have none", ("Fields",), help=help_)
        for position, name in (found or {}).items():
            place: DataPath = ("Fields", position)
            if not _POSITION.fullmatch(position):
                rule = "fields of a line are numbered from 1"
                self._reader.error("limit/insight-position", f"{show(position)} is no position", place, rule=rule)
            elif self._reader.text(name, place, "a field's name", shortest=1) is not None:
                if name in self._columns:
                    self._reader.error("position", f"two positions are named {show(name)}", place)
                self._columns[name] = Column(_index(position) - 1, name=name)

    def operand(self, text: Any, path: DataPath) -> Operand | None:
        """Where a field is found in an event; None, with a finding, where the text names none."""
        if not isinstance(text, str):
            self._reader.error("type", f"a field is text, not {show(text)}", path)
            return None
        if self._format is None:
            return None
        return self._json_path(text, path) if self._format == "JSON" else self._column(text, path)

    def _column(self, text: str, path: DataPath) -> Column | None:
        if text in self._columns:
            return self._columns[text]
        if _POSITION.fullmatch(text):
            return Column(_index(text) - 1)
        rule = "a field of a line is a position, counted from 1, or a name given in Fields"
        self._reader.error("field", f"there is no field {show(text)}", path, rule=rule)
        return None

    def _json_path(self, text: str, path: DataPath) -> JsonPath | None:
        rule = "a path is $.name.name[0]; a name is letters and digits and starts with a letter"
        plain = text.replace("-", "_")
        if not self._path.fullmatch(plain):
            message = f"{show(text)} is no path"
            self._reader.error("limit/insight-path", message, path, rule=rule, help=_path_hint(text))
            return None
        if plain != text:
            message = f"whether a name may hold a hyphen, as in {show(text)}, is not documented: here it may"
            self._reader.warning("path", message, path)
        steps: list[Step] = [Member(name) if name else _index(digits) for name, digits in _STEP.findall(text)]
        return JsonPath(tuple(steps))


def _index(digits: str) -> int:
    return int(digits) if len(digits) < 10 else _FAR


def _path_hint(text: str) -> str:
    if not text.startswith("$"):
        return f"write $.{text}"
    if "*" in text:
        return "rules know no wildcard: name one element, such as [0]"
    if "[" in text and ("'" in text or '"' in text):
        return "names in brackets are not known here: write $.name"
    return ""
