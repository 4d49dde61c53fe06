"""Which macros a statement needs, and that they are enough."""

from __future__ import annotations

import pytest

from ruleforge.languages.logs_sql.database import add_macros, connect, lock
from ruleforge.languages.logs_sql.macros import MACROS, macros_of

NAMES = [macro.partition("(")[0] for macro in MACROS]


def test_a_statement_without_macros_needs_none():
    assert macros_of("SELECT count(*), lower(x), 'spark_double' FROM t0") == []


def test_macros_come_with_those_that_they_need_before_them():
    needed = [macro.partition("(")[0] for macro in macros_of("SELECT spark_timestamp(x) FROM t")]
    assert "spark_timestamp" in needed
    assert needed == [name for name in NAMES if name in needed]
    assert 1 < len(needed) < len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_macro_and_its_own_are_enough(name):
    """Each is made in an empty database, where DuckDB refuses a macro that calls one that is not there."""
    connection = connect(threads=1)
    lock(connection)
    add_macros(connection, f"SELECT {name}(NULL)")
    add_macros(connection, f"SELECT {name}(NULL)")
    found = connection.execute("SELECT count(DISTINCT function_name) FROM duckdb_functions() WHERE NOT internal")
    assert found.fetchone() == (len(macros_of(f"SELECT {name}(NULL)")),)
    connection.close()
