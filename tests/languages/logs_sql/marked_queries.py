"""Queries in which the place of a mistake is marked: `SELECT «cos(10)» FROM lg`."""

from __future__ import annotations

import pytest

from ruleforge import LogsQuery, QueryError


def unmarked(text):
    """The query, and the extent between the marks."""
    start, end = text.index("«"), text.index("»") - 1
    return text.replace("«", "").replace("»", ""), (start, end)


def refusals(sql):
    """Everything for which a query is refused."""
    with pytest.raises(QueryError) as refusal:
        LogsQuery.parse(sql)
    return refusal.value.findings


def assert_refused(text, check, *words):
    """A query is refused for one reason, at the marked place; the message or the help has the words."""
    sql, place = unmarked(text)
    (finding,) = refusals(sql)
    assert (finding.check, sql[finding.span.start : finding.span.end]) == (check, sql[slice(*place)])
    assert (finding.span.start, finding.span.end) == place
    for word in words:
        assert word in f"{finding.message} {finding.help} {finding.because}"


def warnings(sql):
    """What there is to say about a query that is taken: checks and places."""
    return [(note.check, sql[note.span.start : note.span.end]) for note in LogsQuery.parse(sql).notes]
