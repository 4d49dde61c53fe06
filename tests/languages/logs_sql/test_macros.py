"""Which macros a statement needs, and that they are enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ruleforge
from ruleforge.languages.logs_sql.database import add_macros, connect, lock
from ruleforge.languages.logs_sql.macros import MACROS, macros_of
from ruleforge.languages.logs_sql.translation.once import REPEATING

TRANSLATION = Path(ruleforge.__file__).parent / "languages" / "logs_sql" / "translation"

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


def test_macros_of_duckdb_that_repeat_an_argument_are_known():
    """Templates that call one bind what they give it, as they do for our own macros."""
    connection = connect(threads=1)
    found = connection.execute(
        "SELECT function_name, parameters, macro_definition FROM duckdb_functions()"
        " WHERE internal AND function_type = 'macro'"
    ).fetchall()
    connection.close()
    repeating = {name for name, parameters, body in found if any(_times(item, body) > 1 for item in parameters)}
    written = "".join(path.read_text(encoding="utf-8") for path in TRANSLATION.glob("*.py"))
    named = {name for name in repeating if re.search(rf"\b{re.escape(name)}\(", written, re.IGNORECASE)}
    assert named == set(REPEATING)


def _times(parameter, body):
    """How often the text of a macro names a parameter; in quotes, which DuckDB puts around its own words, or not."""
    name = re.escape(parameter)
    return len(re.findall(rf'(?<![\w"]){name}(?![\w(])|"{name}"(?!\()', body))
