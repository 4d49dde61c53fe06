"""Every function that can be evaluated, by its name in lower case, and how many arguments each that is known takes."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.aggregates import AGGREGATES
from ruleforge.languages.logs_sql.translation.arrays import ARRAYS
from ruleforge.languages.logs_sql.translation.call import Function
from ruleforge.languages.logs_sql.translation.conditionals import CONDITIONALS
from ruleforge.languages.logs_sql.translation.json_functions import JSON
from ruleforge.languages.logs_sql.translation.numbers import NUMBERS
from ruleforge.languages.logs_sql.translation.strings import STRINGS
from ruleforge.languages.logs_sql.translation.times import TIMES
from ruleforge.languages.logs_sql.translation.windows import WINDOW_ARITY

__all__ = ["FUNCTIONS", "WINDOW_ONLY", "arity_of"]

FUNCTIONS: dict[str, Function] = {
    **AGGREGATES,
    **ARRAYS,
    **CONDITIONALS,
    **JSON,
    **NUMBERS,
    **STRINGS,
    **TIMES,
}
WINDOW_ONLY = frozenset(WINDOW_ARITY)
_ARITY: dict[str, tuple[int, int | None]] = {
    **{name: (function.least, function.most) for name, function in FUNCTIONS.items()},
    **WINDOW_ARITY,
    # What is known and not evaluated.
    "arrays_zip": (0, None),
    "bitmap_construct_agg": (1, 1),
    "bitmap_or_agg": (1, 1),
    "count_min_sketch": (4, 4),
    "histogram_numeric": (2, 2),
    "hll_sketch_agg": (1, 2),
    "hll_union_agg": (1, 2),
    "json_tuple": (2, None),
    "rand": (0, 1),
    "randn": (0, 1),
    "random": (0, 1),
    "schema_of_json": (1, 2),
    "sentences": (1, 3),
    "session_window": (2, 2),
    "shuffle": (1, 1),
    "to_char": (2, 2),
    "to_number": (2, 2),
    "to_varchar": (2, 2),
    "try_to_number": (2, 2),
    "window": (2, 4),
    "window_time": (1, 1),
}


def arity_of(name: str) -> tuple[int, int | None] | None:
    """How many arguments a function takes at least and at most; None for one that is not known."""
    return _ARITY.get(name)
