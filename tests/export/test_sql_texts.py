"""Every statement for Athena and Spark is SQL that sqlglot reads back, and some are looked at word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from export.exported_sql import ASKED, CATALOG, RULES, VALUES, of_kinds, refusal, written
from predicate.sql.reparsing import assert_stable
from ruleforge.errors import UnsupportedError
from ruleforge.export.sql import DAYS, Dialect, statement, table_statements
from ruleforge.model import Kind

GOLDEN = Path(__file__).parent.parent / "golden"
EXPORTED = (Dialect.ATHENA, Dialect.SPARK)
SHOWN = ("agentcore-gateway-auth-failures", "top-agentcore-memory-accessors", "agent-session-denials")
ALL = pytest.mark.parametrize("dialect", EXPORTED, ids=lambda dialect: dialect.value)
REFUSED = {
    Dialect.ATHENA: {"agent-component-latency", "bedrock-latency-by-model"},
    Dialect.SPARK: set(),
}
"""Queries that have no exact counterpart: Athena has no percentile that is exact."""


@ALL
@pytest.mark.parametrize("rule", [*ASKED, *of_kinds(Kind.QUERY)], ids=lambda rule: rule.id)
def test_statements_reparse(rule, dialect):
    found = written(rule.key, dialect)
    if rule.id in REFUSED[dialect]:
        assert refusal(rule.key, dialect) == [f"export/athena: {rule.key}: percentile() has no exact counterpart"]
        return
    assert_stable(found.text, dialect.value)
    assert found.name == rule.id
    assert all(day in found.text for day in DAYS)
    assert found.text.startswith(f"-- {rule.key}: ")
    for note in found.notes:
        assert note.message.split()[0] in found.text


@ALL
def test_tables_reparse(dialect):
    found = table_statements(dialect)
    assert [item.name for item in found] == [
        f"{view}{part}" for view in ("cloudtrail", "model_invocation_log", "spans") for part in ("_lines", "")
    ]
    for item in found:
        assert_stable(item.text, dialect.value)


@ALL
def test_tables_as_golden(dialect):
    text = ";\n\n".join(item.text for item in table_statements(dialect)) + ";\n"
    assert text == (GOLDEN / f"tables.{dialect.value}.sql").read_text("utf-8")


@ALL
@pytest.mark.parametrize("identifier", SHOWN)
def test_statements_as_golden(identifier, dialect):
    text = written(CATALOG[identifier].key, dialect).text + "\n"
    assert text == (GOLDEN / f"{identifier}.{dialect.value}.sql").read_text("utf-8")


@ALL
def test_an_alarm_has_no_statement(dialect):
    with pytest.raises(UnsupportedError, match="watches a metric, not records"):
        statement(of_kinds(Kind.ALARM)[0], CATALOG, VALUES, dialect)


def test_duckdb_has_no_tables_to_make():
    with pytest.raises(ValueError, match="where they are"):
        table_statements(Dialect.DUCKDB)


def test_statements_hold_no_value_that_is_not_the_rule_s():
    """Log groups are tables here, so that no name of a user's log group is in a statement."""
    texts = [found.text for rule in RULES if (found := written(rule.key, Dialect.ATHENA)) is not None]
    assert len(texts) == 188
    assert not any(VALUES["CLOUDTRAIL_LOG_GROUP"] in text for text in texts)
