"""Reading SQL back with sqlglot."""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot.dialects.dialect import Dialect


@cache
def _plain(name):
    """A dialect without sqlglot's knowledge of functions: every call is read as it is written."""
    base = type(Dialect.get_or_raise({"athena": "trino"}.get(name, name)))

    class Parser(base.parser_class):
        FUNCTIONS = {}  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: base.parser_class.FUNCTION_PARSERS[name] for name in ("CAST", "TRY_CAST")
        }
        NO_PAREN_FUNCTION_PARSERS = {  # noqa: RUF012
            name: base.parser_class.NO_PAREN_FUNCTION_PARSERS[name] for name in ("ANY", "CASE")
        }

    return type(f"Plain{name.title()}", (base,), {"Parser": Parser, "parser_class": Parser})


def parse_exactly(text, dialect):
    """The tree of a text, function calls by their names."""
    return sqlglot.parse_one(text, dialect=_plain(dialect))


def assert_stable(text, dialect):
    """sqlglot reads a text, and what it writes of it is the same tree again.

    Of Spark's unix_timestamp() sqlglot writes less than it read, so calls are looked at by their names there.
    """
    tree = sqlglot.parse_one(text, dialect=dialect)
    if "UNIX_TIMESTAMP" in text:
        tree = parse_exactly(text, dialect)
        assert parse_exactly(tree.sql(dialect), dialect) == tree
    else:
        assert sqlglot.parse_one(tree.sql(dialect), dialect=dialect) == tree
