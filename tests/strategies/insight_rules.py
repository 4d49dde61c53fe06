"""Contributor Insights rules that CloudWatch accepts, and events built from the same few names and values."""

from __future__ import annotations

import json

from hypothesis import strategies as st

PATHS = ("$.s", "$.n", "$.o.p", "$.l[0]", "$.l[1].q", "$.eventName", "$.a_b")
KEYS = ("$.k", "$.k", "$.k", "$.k", "$.s", "$.n", "$.o.p", "$.l[0]", "$.o", "$.eventName")
TEXTS = ("", "x", "xy", "P*", "401", "true", "PutObject", "é")
NUMBERS = (0, 1, -1, 401, 1.5, 401.0, 10**9, -(10**9), 10**9 + 1, 1e300)
FILTERS = [
    *({"Match": path, operator: texts} for path in PATHS for operator in ("In", "NotIn", "StartsWith")
      for texts in (["x"], ["xy", "401"], ["P*", ""], ["PutObject", "true", "é"])),
    *({"Match": path, operator: number} for path in PATHS
      for operator in ("GreaterThan", "LessThan", "EqualTo", "NotEqualTo") for number in NUMBERS),
    *({"Match": path, "IsPresent": present} for path in PATHS for present in (True, False) for _ in range(6)),
]  # fmt: skip


def body(keys, filters, value_of=None, log_format="JSON", **members):
    contribution = {"Keys": keys, "Filters": filters} | ({} if value_of is None else {"ValueOf": value_of})
    return {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        "LogGroupNames": ["group"],
        "LogFormat": log_format,
        "Contribution": contribution,
        "AggregateOn": "Count" if value_of is None else "Sum",
    } | members


def bodies(keys, filters, values, **members):
    return st.builds(
        lambda keys, filters, value_of: body(keys, filters, value_of, **members),
        st.lists(st.sampled_from(keys), min_size=1, max_size=2),
        st.lists(st.sampled_from(filters), max_size=2),
        st.sampled_from((*(None,) * 4, *values)),
    )


rules = bodies(KEYS, FILTERS, ("$.n", "$.n", "$.n", "$.o.p", "$.l[0]"))

VALUES = (
    *TEXTS,
    *NUMBERS,
    None,
    True,
    False,
    -0.0,
    0.1,
    0.25,
    12345678901234567890,
    float("inf"),
    [],
    {},
    ["x"],
    {"p": 1},
)
MEMBERS = [
    *[(name, value) for name in ("s", "n", "k", "a_b") for value in VALUES],
    *[(name, value) for name in ("n", "k") for value in (1, 2, 3, 401) for _ in range(3)],
    *[("eventName", name) for name in ("PutObject", "GetObject")],
    *[("o", {"p": value}) for value in VALUES],
    *[("l", [value, {"q": value}]) for value in VALUES],
    ("l", [{"q": "x"}, "x", 7]),
    ("l", [["x"], [401]]),
    ("o", "x"),
]
USUAL = ({}, {"k": "a", "n": 3}, {"k": "a", "n": 2}, {"k": "b", "n": 0.1, "s": "xy"}, {"k": "b", "n": 401, "s": "x"})
records = st.builds(
    lambda usual, members: usual | dict(members), st.sampled_from(USUAL), st.lists(st.sampled_from(MEMBERS), max_size=6)
)

SPELLINGS = ("1.0", "1e0", "-0", "401.00", "1E9", "1e9999999", "1000000000.00000000000000000000001", "9" * 40, "true")


def spelled(record, spelling):
    """The record as JSON text, with a number at $.n that is spelled in an odd way."""
    return f'{{"n": {spelling}, {json.dumps({"n_": 0} | {k: v for k, v in record.items() if k != "n"})[1:]}'


def text(record):
    return json.dumps(record).replace("Infinity", "1e999")


messages = st.one_of(
    records.map(text),
    records.map(text),
    records.map(text),
    st.builds(spelled, records, st.sampled_from(SPELLINGS)).map(lambda line: line.replace("Infinity", "1e999")),
    st.sampled_from(("", "plain", "[1]", "7", '"x"', '{"n": 1', '{"n": 1, "n": "x"}')),
)
"""Mostly records; now and then an odd number, or no record at all."""

COLUMNS = ("1", "2", "name", "count", "9")
COLUMN_FILTERS = [{**item, "Match": column} for item in FILTERS if item["Match"] == "$.s" for column in COLUMNS]
FIELDS = {"2": "name", "3": "count"}
line_rules = bodies(COLUMNS, COLUMN_FILTERS, ("count", "1"), log_format="CLF", Fields=FIELDS)

TOKENS = (*TEXTS[1:], "0", "1", "401", "401.0", "-", "1e3", "+5", "1000000000", "1000000001", "-1.5", '"x"', '"a b"')
TOKENS += ('""', "[401]", "[a b]", '"a', "x[1]", "]", "1e9999999", '"say \\"hi\\""')
lines = st.builds(
    lambda gap, tokens: gap.join(tokens),
    st.sampled_from((" ", "  ", "\t")),
    st.lists(st.sampled_from(TOKENS), max_size=5),
)
