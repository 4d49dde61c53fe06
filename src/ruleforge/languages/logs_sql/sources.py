"""What FROM names: log groups, one by one or together, data sources, and conditions on field indexes.

CloudWatch Logs user guide, "OpenSearch SQL": a log group stands in one pair of back quotes; `logGroups(…)`,
`dataSource(…)` and `filterIndex(…)` stand together in one pair, in any order, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruleforge.data import number

__all__ = ["IndexCondition", "LogSource", "SourceError", "parse_source"]

_CALL = re.compile(r"\s*(logGroups|dataSource|filterIndex)\s*\(", re.IGNORECASE)
_LOOKS_LIKE_CALLS = re.compile(r"[^'\[]*[(\[]")
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|true\b|false\b", re.IGNORECASE)
_NAME = re.compile(r"(?:[-._/#A-Za-z0-9]|\$\{[A-Z][A-Z0-9_]*\}){1,512}")
_ARN = re.compile(r"arn:aws[a-z-]*:logs:[a-z0-9-]*:[0-9]{12}:log-group:([-._/#A-Za-z0-9]{1,512})(?::\*)?")
_SOURCE_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


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

    def __init__(self, check: str, message: str, start: int, end: int, rule: str = "", help_: str = "") -> None:
        super().__init__(message)
        self.check, self.message, self.start, self.end = check, message, start, end
        self.rule, self.help = rule, help_


def parse_source(name: str) -> LogSource:
    """Reads the name that stands in FROM. Raises SourceError."""
    if _CALL.match(name):
        return _Calls(name).read()
    if _LOOKS_LIKE_CALLS.match(name):
        word = name.strip().split("(")[0]
        raise SourceError(
            "sql/source",
            f"{word}(…) is none of logGroups(…), dataSource(…) and filterIndex(…)",
            0,
            len(word),
            "FROM names log groups, data sources and conditions on indexes",
        )
    _check_name(name, 0)
    return LogSource((name,))


def _check_name(name: str, start: int) -> None:
    if _NAME.fullmatch(name) or _ARN.fullmatch(name):
        return
    message = f"{name!r} cannot be the name of a log group" if name else "the name of the log group is empty"
    if len(name) > 512:
        message = f"the name of the log group has {len(name):,} characters"
    rule = "a log group's name has 1 to 512 letters, digits and . - _ / #; or it is an ARN"
    raise SourceError("sql/log-group", message, start, start + len(name), rule)


class _Calls:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._groups: list[str] = []
        self._sources: list[str] = []
        self._conditions: list[IndexCondition] = []

    def read(self) -> LogSource:
        seen: set[str] = set()
        while match := _CALL.match(self._text, self._at):
            name = match[1].lower()
            if name in seen:
                raise SourceError("sql/source", f"{match[1]}(…) stands twice", match.start(1), match.end(1))
            seen.add(name)
            self._at = match.end()
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
        if not self._skip("logGroupIdentifier") or not self._skip(":"):
            raise self._fail("logGroups takes logGroupIdentifier: ['…', '…']")
        self._skip_space()
        start = self._at
        for name, place in self._texts():
            _check_name(name, place)
            self._groups.append(name)
        most = number("sql.log_groups.max")
        if len(self._groups) > most:
            message = f"{len(self._groups)} log groups in logGroups()"
            raise SourceError("sql/source-limit", message, start, self._at, f"at most {most} log groups")

    def _data_source(self) -> None:
        self._skip_space()
        start = self._at
        for name, place in self._texts():
            if not _SOURCE_NAME.fullmatch(name):
                help_ = "write name and type with a dot between, such as 'aws_cloudtrail.data'"
                message = f"{name!r} is no data source"
                raise SourceError("sql/data-source", message, place, place + len(name), help_=help_)
            self._sources.append(name)
        most = number("sql.data_sources.max")
        if len(self._sources) > most:
            message = f"{len(self._sources)} data sources"
            raise SourceError("sql/source-limit", message, start, self._at, f"at most {most} data sources")

    def _filter_index(self) -> None:
        while True:
            field, _ = self._one_text("the name of a field")
            if self._skip("="):
                self._conditions.append(IndexCondition(field, (self._one_value(),)))
            elif self._skip("IN"):
                self._conditions.append(IndexCondition(field, tuple(self._listed_values())))
            else:
                raise self._fail("filterIndex takes 'field' = value and 'field' IN [value, value]")
            if not self._skip(","):
                return

    def _texts(self) -> Iterator[tuple[str, int]]:
        self._expect("[")
        yield self._one_text("a name")
        while self._skip(","):
            yield self._one_text("a name")
        self._expect("]")

    def _listed_values(self) -> Iterator[str]:
        self._expect("[")
        yield self._one_value()
        while self._skip(","):
            yield self._one_value()
        self._expect("]")

    def _one_text(self, what: str) -> tuple[str, int]:
        self._skip_space()
        match = _TEXT.match(self._text, self._at)
        if match is None:
            raise self._fail(f"{what} in single quotes is expected here")
        self._at = match.end()
        return _ESCAPED.sub(r"\1", match[1]), match.start(1)

    def _one_value(self) -> str:
        self._skip_space()
        if match := _TEXT.match(self._text, self._at):
            self._at = match.end()
            return _ESCAPED.sub(r"\1", match[1])
        match = _NUMBER.match(self._text, self._at)
        if match is None:
            raise self._fail("a text in single quotes or a number is expected here")
        self._at = match.end()
        return match[0]

    def _skip_space(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _skip(self, sign: str) -> bool:
        self._skip_space()
        end = self._at + len(sign)
        if self._text[self._at : end].upper() != sign.upper():
            return False
        if sign.isalpha() and self._text[end : end + 1].isalnum():
            return False
        self._at = end
        return True

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise self._fail(f"{sign} is expected here")

    def _fail(self, message: str) -> SourceError:
        self._skip_space()
        rule = "logGroups(logGroupIdentifier: ['…']), dataSource(['…']) and filterIndex('…' = …) stand in back quotes"
        return SourceError("sql/source", message, self._at, min(self._at + 1, len(self._text)), rule)
