"""Predicates as SQL conditions on a column that holds a record as JSON text: for Athena, Spark 3.5 and DuckDB.

The meaning is that of `ruleforge.predicate.reference`, and none of it is given up in silence: what a dialect cannot say
raises UnsupportedError with the reason, and where an engine reads JSON more loosely than AWS documents, a note stands
beside the condition.

Types count. The text of a value alone does not tell "401" from 401, or "true" from true; where the two could be
confused, the first character of the value's JSON text, which keeps the quotes of a string, is asked too. Where nothing
but a string can have the text that a rule asks for, that is left out, so that conditions stay readable.

Half of a surrogate pair makes a record no JSON for DuckDB; no AWS service is known to write one.
"""

from ruleforge.predicate.sql.dialect import Dialect
from ruleforge.predicate.sql.translate import SqlCondition, read_number, read_text, to_sql

__all__ = ["Dialect", "SqlCondition", "read_number", "read_text", "to_sql"]
