"""Which JOINs Logs Insights takes: one in a SELECT, INNER or LEFT OUTER."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.data import number
from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope

__all__ = ["check_joins", "check_joins_together"]

_KINDS = "only INNER JOIN and LEFT OUTER JOIN are supported"
_COMMA = "several log groups stand in `logGroups(logGroupIdentifier: ['a', 'b'])`"


def check_joins(scope: Scope, report: Reporter) -> None:
    """Refuses other kinds of JOIN, and a second one in the same SELECT."""
    joins = [entry.node.parent for entry in scope.entries.values()]
    found = [join for join in joins if isinstance(join, exp.Join)]
    commas = sum(_check_join(join, report) for join in found)
    most = number("sql.joins.max")
    if len(found) - commas > most:
        second = next(join for index, join in enumerate(found) if index >= most)
        message = f"this SELECT has {len(found)} JOINs"
        rule = f"at most {most} JOIN in a SELECT statement"
        help_ = "read the log groups together with `logGroups(…)` and aggregate by the key that they share"
        report.refuse("sql/one-join", message, second.this, rule=rule, help=help_)


def _check_join(join: exp.Join, report: Reporter) -> bool:
    """Whether it is a comma, and no JOIN."""
    span = report.place(join.this)
    if report.places.is_comma(span):
        if not isinstance(join.this, exp.Lateral):
            report.refuse("sql/comma-join", "a second log group after a comma", span, rule=_COMMA)
        return True
    kind, side, method = (str(join.args.get(name) or "").upper() for name in ("kind", "side", "method"))
    words = report.places.words_of_join(join) or span
    if method or kind not in ("", "INNER", "OUTER") or side not in ("", "LEFT") or (kind == "OUTER" and not side):
        written = " ".join(word for word in (method, side, kind) if word).removesuffix("_JOIN")
        report.refuse("sql/join-kind", f"{written} JOIN is refused", words, rule=_KINDS, help="use LEFT OUTER JOIN")
    elif isinstance(join.args.get("on"), exp.Boolean) and not join.args.get("using"):
        help_ = "write ON with an equality between the two sides"
        report.warn("sql/join-all", "this JOIN pairs every event with every other", words, help=help_)
    if not method and kind == "" and side in ("", "LEFT"):
        help_ = f"write {'LEFT OUTER' if side else 'INNER'} JOIN"
        report.warn("sql/join-spelling", "the kind of the JOIN is not spelled out", words, rule=_KINDS, help=help_)
    return False


def check_joins_together(analysis: Analysis, report: Reporter) -> None:
    """Warns of more than one JOIN in the whole query."""
    joining = [scope.select for scope in analysis.scopes.values() if scope.select.args.get("joins")]
    for select in joining[1:]:
        join = select.args["joins"][0]
        words = report.places.words_of_join(join) or report.place(join.this)
        message = "another SELECT of this query has a JOIN as well"
        rule = "one JOIN in a SELECT statement; whether parts of a query count together is not said"
        report.warn("sql/one-join", message, words, rule=rule, help="keep to one JOIN in all")
