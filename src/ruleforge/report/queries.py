"""The rows of a query: for people as a table, for programs as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from ruleforge.diagnostics import render_finding
from ruleforge.engine.query_logs import QueryExplanation, QueryReport
from ruleforge.languages.logs_sql import JoinReport, QueryResult
from ruleforge.report.table import table

__all__ = ["csv_text", "explanation_text", "rows_table", "text"]

_WIDEST = 60
_PROBLEMS_SHOWN = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def text(report: QueryReport) -> str:
    """The rows, how many they are and out of how many events, what is worth knowing about them, and bad input."""
    lines = rows_table(report.result)
    count = len(report.result.rows)
    word = "row" if count == 1 else "rows"
    file = "file" if report.files == 1 else "files"
    lines += ["", f"{count:,} {word} from {report.events:,} events in {report.files:,} {file}"]
    for note in report.result.notes:
        lines += ["", render_finding(note)]
    if report.problems:
        lines += ["", f"Input that is odd or could not be read ({len(report.problems):,})"]
        shown = report.problems[:_PROBLEMS_SHOWN]
        lines += [f"  {problem.place}: {problem.severity}: {problem.message}" for problem in shown]
        if more := len(report.problems) - len(shown):
            lines.append(f"  and {more:,} more: --format json lists them all")
    return "\n".join(lines)


def explanation_text(explanation: QueryExplanation) -> str:
    """The plan of a query, a step a line, and what its JOIN did."""
    lines = list(explanation.plan)
    if explanation.join is not None:
        lines += ["", *_join(explanation.join)]
    return "\n".join(lines)


def _join(join: JoinReport) -> Iterator[str]:
    word = "pair" if join.pairs == 1 else "pairs"
    yield f"With these logs the JOIN makes {join.pairs:,} {word}, before WHERE is asked."
    if not join.keys:
        yield "No condition of it compares the two sides for equality: every row is held against every other."
    rows = []
    for name, side in (("left", join.left), ("right", join.right)):
        lonely = side.rows - side.paired - side.without_key
        rows.append([name, f"{side.rows:,}", f"{side.paired:,}", f"{lonely:,}", f"{side.without_key:,}"])
    yield from table(["side", "rows", "with a partner", "without", "key is NULL"], rows, right=[1, 2, 3, 4])
    for label, values in (
        ("keys that met", join.met),
        ("left without a partner", join.left.lonely),
        ("right without a partner", join.right.lonely),
    ):
        if values:
            yield f"{label}: {', '.join(_cut(_shown(value)) for value in values)}"


def rows_table(result: QueryResult) -> list[str]:
    """The rows in aligned columns, numbers to the right, long values cut; NULL is shown as a dash."""
    if not result.rows:
        return ["no rows"]
    numbers = [
        index
        for index in range(len(result.columns))
        if all(isinstance(row[index], int | float | None) and not isinstance(row[index], bool) for row in result.rows)
    ]
    shown = [[_cut(_shown(value)) for value in row] for row in result.rows]
    return table(result.columns, shown, right=numbers)


def csv_text(result: QueryResult) -> str:
    """The rows as CSV (RFC 4180); NULL is an empty cell, and a text that a spreadsheet would calculate is quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(map(_harmless, result.columns))
    for row in result.rows:
        writer.writerow(_cell(value) for value in row)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | list):
        return json.dumps(value, ensure_ascii=False)
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text_: str) -> str:
    """A text that begins like a formula is kept from being one by an apostrophe, as OWASP advises."""
    return f"'{text_}" if text_.startswith(_FORMULA) else text_


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value.replace("\n", " "))
    return json.dumps(value, ensure_ascii=False)


def _cut(shown: str) -> str:
    return shown if len(shown) <= _WIDEST else f"{shown[: _WIDEST - 1]}…"
