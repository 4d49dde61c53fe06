"""What a real Spark answered, as data: it was asked the conditions that are written now, and it is right.

`asked_of_engines.py` says how the answers were got, and gets new ones where a condition is written in another way.
"""

from __future__ import annotations

import json
from pathlib import Path

from asked_of_engines import cases

from ruleforge.errors import UnsupportedError
from ruleforge.predicate.sql import Dialect, to_sql

ANSWERS = [json.loads(line) for line in Path(__file__).with_name("spark_answers.jsonl").read_text("utf-8").splitlines()]
TWICE = {("json-native-006", False), ("json-native-007", True), ("json-native-020", False)}
"""A member that stands twice is read where it stands first; a note says so."""


def written():
    for identifier, predicate, message, expected in cases():
        try:
            yield (identifier, message), str(to_sql(predicate, Dialect.SPARK)), expected
        except UnsupportedError:
            continue


def test_spark_answered_what_aws_does():
    asked = {(key, text): expected for key, text, expected in written()}
    assert len(ANSWERS) > 700
    wrong = set()
    for case in ANSWERS:
        expected = asked[(case["case"], case["message"]), case["sql"]]
        if case["answer"] is not expected:
            wrong.add((case["case"], case["answer"]))
    assert wrong == TWICE
