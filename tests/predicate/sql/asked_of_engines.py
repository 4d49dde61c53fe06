"""What is asked of SQL engines: the documented cases of AWS's behaviour that are about one event each.

Run as a script it is an oracle: `python asked_of_engines.py CASES` prints each case of a file with what a Spark session
answers, which is how `spark_answers.jsonl` came about (Apache Spark 3.5.9, local, every setting as it comes). That
takes pyspark, which the project does without.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CONFORMANCE = Path(__file__).parents[2] / "conformance"


def cases():
    """The name of a case, its predicate, the message, and whether it matches."""
    from ruleforge import EventSelectors, FilterPattern, InsightRule

    for case in _load("filter_patterns.jsonl"):
        yield case["id"], FilterPattern.parse(case["pattern"]).predicate, case["message"], case["match"]
    for case in _load("event_selectors.jsonl"):
        selectors = EventSelectors.parse(case["selectors"], case["target"])
        yield case["id"], selectors.predicate, json.dumps(case["event"]), case["captured"]
    for case in _load("contributor_insights.jsonl"):
        rule = InsightRule.parse(case["rule"])
        for event in case["events"]:
            message = event if isinstance(event, str) else json.dumps(event)
            yield case["id"], rule.predicate, message, rule.matches(message)


def _load(name):
    found = [json.loads(line) for line in (CONFORMANCE / name).read_text("utf-8").splitlines()]
    return [case for case in found if not case.get("error")]


def ask_spark(asked):
    """Fills in what Spark answers."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    for case in asked:
        frame = session.createDataFrame([(case["message"],)], "record string")
        (row,) = frame.selectExpr(f"({case['sql']}) AS answer").collect()
        print(json.dumps(case | {"answer": row["answer"]}, ensure_ascii=False))


if __name__ == "__main__":
    ask_spark([json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()])
