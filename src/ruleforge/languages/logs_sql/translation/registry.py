"""Every function that can be evaluated, by its name in lower case."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.aggregates import AGGREGATES
from ruleforge.languages.logs_sql.translation.arrays import ARRAYS
from ruleforge.languages.logs_sql.translation.call import Function
from ruleforge.languages.logs_sql.translation.conditionals import CONDITIONALS
from ruleforge.languages.logs_sql.translation.json_functions import JSON
from ruleforge.languages.logs_sql.translation.numbers import NUMBERS
from ruleforge.languages.logs_sql.translation.strings import STRINGS
from ruleforge.languages.logs_sql.translation.times import TIMES

__all__ = ["FUNCTIONS", "WINDOW_ONLY"]

FUNCTIONS: dict[str, Function] = {
    **AGGREGATES,
    **ARRAYS,
    **CONDITIONALS,
    **JSON,
    **NUMBERS,
    **STRINGS,
    **TIMES,
}
WINDOW_ONLY = frozenset(
    {"cume_dist", "dense_rank", "lag", "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number"}
)
