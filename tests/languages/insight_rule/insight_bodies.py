"""Rule bodies with everything in order, to be changed in one place."""

from __future__ import annotations


def body(filters=None, keys=("$.k",), value_of=None, **members):
    contribution = {"Keys": list(keys)}
    if filters is not None:
        contribution["Filters"] = filters
    if value_of is not None:
        contribution["ValueOf"] = value_of
    return {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        "LogGroupNames": ["group"],
        "LogFormat": "JSON",
        "Contribution": contribution,
        "AggregateOn": "Count" if value_of is None else "Sum",
    } | members


def without(rule, *names):
    return {name: value for name, value in rule.items() if name not in names}
