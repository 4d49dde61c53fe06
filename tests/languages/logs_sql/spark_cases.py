"""Tables and answers of Apache Spark, and how answers are compared.

How `function_cases.jsonl` and `statement_cases.jsonl` were made: the records of `spark_tables.json` were put into
tables of Apache Spark 3.5.1 (local, time zone UTC, every other setting as it comes; whole numbers as BIGINT, decimals
as DOUBLE, a field that no record has as VOID). Each expression was asked for as `SELECT … AS v FROM t ORDER BY id`,
aggregates without the order, and the rows were recorded. Decimals are written as numbers, moments and bytes as text,
and numbers that JSON does not have as {"float": "nan"}. `refused` are those that Spark refuses because of a type.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from ruleforge.languages.logs_sql import Event

FOLDER = Path(__file__).parent
FIRST_MOMENT = 1_752_459_282.123456


def cases(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def tables():
    found = json.loads((FOLDER / "spark_tables.json").read_text(encoding="utf-8"))
    logs = {name: [Event.of(record) for record in records] for name, records in found.items()}
    # The third event of `t` has no field but its number, and no moment.
    logs["t"] = [
        Event.of(record, {"@timestamp": FIRST_MOMENT + record["id"]} if record["id"] != 3 else {})
        for record in found["t"]
    ]
    return logs


def same(got, wanted):
    """Whether a value is Spark's: of the same kind, and floats but for their last digits."""
    if isinstance(wanted, dict):
        wanted = float(wanted["float"])
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(map(same, got, wanted))
    if type(got) is not type(wanted):
        return False
    if isinstance(wanted, float):
        return got == wanted or (math.isnan(got) and math.isnan(wanted)) or math.isclose(got, wanted, rel_tol=1e-9)
    return got == wanted
