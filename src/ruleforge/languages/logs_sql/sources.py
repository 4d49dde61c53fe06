"""What FROM names: log groups, one by one or together, data sources, and conditions on field indexes.

CloudWatch Logs user guide, "OpenSearch SQL": a log group stands in one pair of back quotes; `logGroups(…)`,
`dataSource(…)` and `filterIndex(…)` stand together in one pair, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruleforge.data import number

__all__ = ["IndexCondition", "LogSource", "SourceError", "parse_source"]

_CALL = re.compile(r"\s*(logGroups|dataSource|filterIndex)\s*\(", re.IGNORECASE)
_TEXT = re.compile(r"\s*'((?:[^'\\]|\\.)*)'")
_VALUE = re.compile(r"\s*(?:'((?:[^'\\]|\\.)*)'|(-?[0-9]+(?:\.[0-9]+)?))")
_NAME = re.compile(r"(?:[-._/#A-Za-z0-9]|\$\{[A-Z][A-Z0-9_]*\}){1,512}")
_ARN = re.compile(r"arn:aws[a-z-]*:logs:[a-z0-9-]*:[0-9]{12}:log-group:(.{1,512}?)(?::\*)?")
_SOURCE_NAME = re.compile(r"[A-Za-z0-9_]+\.[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class IndexCondition:
    """One condition of `filterIndex`: a field that has to have one of some values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogSource:
    """What one entry of FROM reads: the union of log groups and data sources, with conditions that all have to hold."""

    log_groups: tuple[str, ...]
    data_sources: tuple[str, ...] = ()
    conditions: tuple[IndexCondition, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that logs have to be given for."""
        return self.log_groups or self.data_sources


class SourceError(Exception):
    """FROM names something that Logs Insights does not take; `start` and `end` are offsets in the name."""

    def __init__(self, check: str, message: str, start: int, end: int, because: str = "", help_: str = "") -> None:
        super().__init__(message)
        self.check, self.message, self.start, self.end = check, message, start, end
        self.because, self.help = because, help_


def parse_source(name: str) -> LogSource:
    """Reads the name that stands in FROM. Raises SourceError."""
    if _CALL.match(name):
        return _Calls(name).read()
    _check_name(name, 0)
    return LogSource((name,))


def _check_name(name: str, start: int) -> None:
    if not (_NAME.fullmatch(name) or _ARN.fullmatch(name)):
        raise SourceError(
            "sql/log-group",
            f"{name!r} cannot be the name of a log group",
            start,
            start + len(name),
            "CloudWatch Logs API: letters, digits and . - _ / #, up to 512 characters",
        )


class _Calls:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._groups: list[str] = []
        self._sources: list[str] = []
        self._conditions: list[IndexCondition] = []

    def read(self) -> LogSource:
        while match := _CALL.match(self._text, self._at):
            self._at = match.end()
            name = match[1].lower()
            if name == "loggroups":
                self._log_groups()
            elif name == "datasource":
                self._data_source()
            else:
                self._filter_index()
            self._expect(")")
        if self._text[self._at :].strip():
            raise self._fail("something follows that is no logGroups(…), dataSource(…) or filterIndex(…)")
        return LogSource(tuple(self._groups), tuple(self._sources), tuple(self._conditions))

    def _log_groups(self) -> None:
        start = self._at
        if not self._skip("logGroupIdentifier") or not self._skip(":"):
            raise self._fail("logGroups takes logGroupIdentifier: ['…', '…']")
        for name, place in self._texts():
            _check_name(name, place)
            self._groups.append(name)
        most = number("sql.log_groups.max")
        if len(self._groups) > most:
            message = f"{len(self._groups)} log groups in logGroups()"
            raise self._limit(message, start, f"at most {most} log groups")

    def _data_source(self) -> None:
        start = self._at
        for name, place in self._texts():
            if not _SOURCE_NAME.fullmatch(name):
                raise SourceError(
                    "sql/data-source",
                    f"{name!r} is no data source",
                    place,
                    place + len(name),
                    help_="write name and type with a dot between, such as 'aws_cloudtrail.data'",
                )
            self._sources.append(name)
        most = number("sql.data_sources.max")
        if len(self._sources) > most:
            raise self._limit(f"{len(self._sources)} data sources", start, f"at most {most} data sources")

    def _filter_index(self) -> None:
        while True:
            field, _ = self._one_text()
            if self._skip("="):
                self._conditions.append(IndexCondition(field, (self._one_value(),)))
            elif self._skip("IN"):
                self._conditions.append(IndexCondition(field, tuple(self._values())))
            else:
                raise self._fail("filterIndex takes 'field' = value and 'field' IN [value, value]")
            if not self._skip(","):
                return

    def _texts(self) -> Iterator[tuple[str, int]]:
        self._expect("[")
        while True:
            yield self._one_text()
            if not self._skip(","):
                break
        self._expect("]")

    def _one_text(self) -> tuple[str, int]:
        match = _TEXT.match(self._text, self._at)
        if match is None:
            raise self._fail("a name in single quotes is expected here")
        self._at = match.end()
        return match[1], match.start(1)

    def _values(self) -> Iterator[str]:
        self._expect("[")
        while True:
            yield self._one_value()
            if not self._skip(","):
                break
        self._expect("]")

    def _one_value(self) -> str:
        match = _VALUE.match(self._text, self._at)
        if match is None:
            raise self._fail("a text in single quotes or a number is expected here")
        self._at = match.end()
        return match[1] if match[1] is not None else match[2]

    def _skip(self, sign: str) -> bool:
        rest = self._text[self._at :]
        stripped = rest.lstrip()
        if not stripped[: len(sign)].upper() == sign.upper():
            return False
        self._at += len(rest) - len(stripped) + len(sign)
        return True

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise self._fail(f"{sign!r} is expected here")

    def _fail(self, message: str) -> SourceError:
        at = min(self._at, max(0, len(self._text) - 1))
        because = "CloudWatch Logs user guide, OpenSearch SQL"
        return SourceError("sql/source", message, at, min(at + 1, len(self._text)), because)

    def _limit(self, message: str, start: int, rule: str) -> SourceError:
        because = f"CloudWatch Logs user guide, OpenSearch SQL: {rule}"
        return SourceError("sql/source-limit", message, start, self._at, because)
