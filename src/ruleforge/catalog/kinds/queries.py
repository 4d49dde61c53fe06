"""Logs Insights queries: their spec, what CloudWatch Logs demands of it, and of tests what they can ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ruleforge.catalog.expected_rows import unfit_rows
from ruleforge.catalog.kinds.entry import KindEntry
from ruleforge.catalog.parameters import find_placeholders, resolve
from ruleforge.catalog.yaml_nodes import Document, Path, shown
from ruleforge.data import number
from ruleforge.diagnostics import Finding
from ruleforge.errors import QueryError
from ruleforge.model import Kind, QuerySpec

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql import LogsQuery

__all__ = ["QUERY", "QUERY_STRING", "means_the_same", "query_as_written"]

QUERY_STRING: Path = ("spec", "queryString")
"""Where the text of a query stands in a rule."""


@lru_cache(maxsize=2048)
def query_as_written(text: str) -> LogsQuery:
    """A query with its placeholders where they are, so that places in it are places in the file.

    Kept, because whoever lints a catalogue parses each text when it is read and again when it is asked about. Raises
    QueryError where AWS refuses the text.
    """
    # Whoever reads no query goes without the parser, which takes longer to import than all else.
    from ruleforge.languages.logs_sql import LogsQuery

    return LogsQuery.parse(text)


def means_the_same(query: LogsQuery, values: Mapping[str, str]) -> bool:
    """Whether a query, as it is written, differs from that with the values in what its log groups are called, at most.

    That is: its placeholders stand in names of log groups alone, the values make names of them that AWS takes, two of
    two groups, and the text does not become too long. Raises UsageError where a placeholder of such a query has no
    value.
    """
    from ruleforge.languages.logs_sql.sources import SourceError, parse_source

    text, sources = str(query), query.sources
    if _count(text) != sum(_count(name) for name, _ in sources):
        return False
    if len(resolve(text, values)) > number("qd.query.max"):
        return False
    called: dict[str, str] = {}
    for name, source in sources:
        groups = {group: resolve(group, values) for group in source.log_groups}
        try:
            if parse_source(resolve(name, values)) != replace(source, log_groups=tuple(groups.values())):
                return False
        except SourceError:
            return False
        called |= groups
    return len(set(called.values())) == len(called)


def _count(text: str) -> int:
    return sum(1 for _ in find_placeholders(text))


def _build(spec: dict[str, Any]) -> QuerySpec:
    return QuerySpec(spec["name"], spec["queryString"], spec.get("queryLanguage", "SQL"))


def _check(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    for index, test in enumerate(rule.get("tests", [])):
        yield from _check_refusal(document, index, test)
        yield from _check_rows(document, index, test.get("expect", {}))


def _check_refusal(document: Document, index: int, test: dict[str, Any]) -> Iterator[Finding]:
    """A query that is refused has nothing else to expect, and one that is not has logs to run on."""
    expect = test.get("expect", {})
    if "refused" in expect:
        for member in expect.keys() - {"refused"}:
            span = document.keys.get(("tests", index, "expect", member))
            message = f"a query that is refused has no {member}"
            yield Finding("test/expect", message, help="expect one or the other").at(document.source, span)
    elif "given" not in test:
        message = "the test gives no events"
        help_ = "list the events of every log group that the query reads, [] for none"
        yield Finding("test/given", message, help=help_).at(document.source, document.span(("tests", index)))


def _check_rows(document: Document, index: int, expect: dict[str, Any]) -> Iterator[Finding]:
    """Rows go with the columns that are expected too, and how they are compared goes with rows."""
    path: Path = ("tests", index, "expect")
    for member in ("ordered", "subset"):
        if member in expect and "rows" not in expect:
            message = f"{member} says how rows are compared, and there are none"
            span = document.keys.get((*path, member))
            yield Finding("test/expect", message, help="add rows").at(document.source, span)
    if "columns" in expect:
        for finding in unfit_rows(expect["columns"], expect.get("rows", [])):
            place = (*path, "rows", *finding.path)
            yield finding.at(document.source, document.keys.get(place, document.span(place)))


def _check_text(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    """The query is one that AWS takes, unless a test says that it is kept for being refused."""
    text = rule.get("spec", {}).get("queryString")
    if text is None:
        return
    tests = rule.get("tests", [])
    try:
        query = query_as_written(text)
    except QueryError as error:
        if not any("refused" in test.get("expect", {}) for test in tests):
            yield from document.placed(QUERY_STRING, text, error.findings)
        return
    yield from document.placed(QUERY_STRING, text, query.notes)
    for index, test in enumerate(tests):
        if "given" in test:
            yield from _check_groups(document, ("tests", index, "given"), test["given"], query.log_groups)


def _check_groups(document: Document, path: Path, given: dict[str, Any], groups: tuple[str, ...]) -> Iterator[Finding]:
    """The log groups of a test and those of the text are the same: what a run would miss, or not look at."""
    for group in given:
        if group not in groups:
            message = f"the query does not read {shown(group)}"
            help_ = f"it reads {' and '.join(groups)}"
            yield Finding("test/group", message, help=help_).at(document.source, document.keys.get((*path, group)))
    missing = [group for group in groups if (*path, group) not in document.keys]
    if missing:
        message = f"the query reads {' and '.join(missing)} too"
        yield Finding("test/group", message, help="list its events, [] for none").at(
            document.source, document.span(path)
        )


QUERY = KindEntry(Kind.QUERY, "query.schema.json", _build, _check, _check_text)
