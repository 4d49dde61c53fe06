"""Athena and Spark SQL: the tables over what is in S3, and the question of every rule asked of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import QueryError, UnsupportedError
from ruleforge.export.resources import Deployment
from ruleforge.export.sql import DAYS, Dialect, Statement, statement, table_statements
from ruleforge.export.target import Rendering
from ruleforge.model import Kind, Rule

__all__ = ["ATHENA", "SPARK"]

_ASKED = (
    Kind.TRAIL,
    Kind.EVENT_SELECTOR,
    Kind.METRIC_FILTER,
    Kind.CONTRIBUTOR_INSIGHTS,
    Kind.SUBSCRIPTION_FILTER,
    Kind.QUERY,
)
"""The kinds that ask something of records."""


@dataclass(frozen=True)
class _Sql:
    """A dialect, and how it marks what is given when a statement is run: the first day and the last."""

    name: str
    summary: str
    dialect: Dialect
    markers: tuple[str, str]
    run: str
    parameters: frozenset[str] = frozenset(
        {"ACCOUNT_IDS", "FIRST_DAY", "INVOCATION_LOG_BUCKET", "REGIONS", "SPANS_BUCKET", "TRAIL_BUCKET"}
    )

    def render(self, deployment: Deployment) -> Rendering:
        """A file for each statement: those of the tables numbered in their order, those of rules by kind and id.

        Where several versions of a rule are asked, as of a selector that two trails have, the files say which.
        """
        files = {
            f"tables/{number:02d}-{item.name}.sql": self._table(item, deployment.values)
            for number, item in enumerate(table_statements(self.dialect), 1)
        }
        notes: list[Finding] = []
        rules = [rule for rule in deployment.rules if rule.kind in _ASKED]
        versions = Counter((rule.kind, rule.id) for rule in rules)
        for rule in rules:
            try:
                asked = statement(rule, deployment.catalog, deployment.values, self.dialect)
            except (UnsupportedError, QueryError) as error:
                notes.append(_refused(rule, self.name, error))
                continue
            name = rule.id if versions[rule.kind, rule.id] == 1 else rule.key
            files[f"{rule.kind.value}/{name}.sql"] = self._file(asked.text)
        notes += _left_out(deployment)
        return Rendering(dict(sorted(files.items())), tuple(notes))

    def _table(self, item: Statement, values: Mapping[str, str]) -> str:
        # In small letters, ${account} is Athena's own: a column that is part of a path.
        text = item.text
        for name in sorted(self.parameters):
            text = text.replace(f"${{{name}}}", values[name])
        return self._file(text)

    def _file(self, text: str) -> str:
        days = sum(text.count(f"'{day}'") for day in DAYS)
        for day, marker in zip(DAYS, self.markers, strict=True):
            text = text.replace(f"'{day}'", marker)
        return f"{self.run.format(days=days)}{text}\n" if days else f"{text}\n"


def _refused(rule: Rule, target: str, error: UnsupportedError | QueryError) -> Finding:
    """A note on a rule that the dialect cannot say, with every reason."""
    reasons = "; ".join(dict.fromkeys(finding.message for finding in error.findings))
    return Finding("export/not-expressible", f"{rule.id} is left out of {target}: {reasons}", Severity.NOTE)


def _left_out(deployment: Deployment) -> Iterator[Finding]:
    kinds = {rule.kind for rule in deployment.rules}
    for kind, why in _NO_QUESTION.items():
        if kind in kinds:
            yield Finding("export/no-question", f"{kind.value}s are left out: {why}", Severity.NOTE)


_NO_QUESTION: Mapping[Kind, str] = {
    Kind.ALARM: "they watch metrics, not records; the statements of metric filters give the datapoints",
    Kind.DASHBOARD: "they show what other rules find",
}

ATHENA = _Sql(
    "athena",
    "tables over CloudTrail and model invocation logs in S3, and a statement of Athena for each rule",
    Dialect.ATHENA,
    ("?", "?"),
    "-- Give {days} execution parameters, the first day and the last for each time range: '2026/05/04' '2026/05/05'\n",
)
SPARK = _Sql(
    "spark",
    "tables over CloudTrail and model invocation logs in S3, and a statement of Spark for each rule",
    Dialect.SPARK,
    (":from_day", ":to_day"),
    '-- spark.sql(text, args={{"from_day": "2026/05/04", "to_day": "2026/05/05"}})\n',
)
