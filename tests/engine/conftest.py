"""Small catalogues and log files, made for one test."""

from __future__ import annotations

import gzip
import json

import pytest

from ruleforge.catalog import Catalog
from ruleforge.model import (
    Dimension,
    Kind,
    MetricFilterSpec,
    MetricTransformation,
    Parameter,
    Rule,
    RuleSeverity,
    RuleStatus,
)

TRAIL = Parameter("CLOUDTRAIL_LOG_GROUP", "d", ".+", "f", "e", pipeline="cloudtrail")


@pytest.fixture
def rule():
    def make(
        pattern, name="r", *, value="1", default=None, dimensions=(), unit="None", group="${CLOUDTRAIL_LOG_GROUP}"
    ):
        dims = tuple(Dimension(*pair) for pair in dimensions)
        transformation = MetricTransformation("N", name, value, default, dims, unit)
        spec = MetricFilterSpec(group, pattern, (transformation,))
        return Rule(Kind.METRIC_FILTER, name, "1.0.0", name, "d", RuleSeverity.LOW, RuleStatus.STABLE, spec)

    return make


@pytest.fixture
def catalog():
    return lambda *rules: Catalog(rules, {TRAIL.name: TRAIL})


@pytest.fixture
def event():
    counter = iter(range(1, 100_000))

    def make(time="2026-05-04T08:00:00Z", **members):
        number = next(counter)
        return {"eventVersion": "1.11", "eventTime": time, "eventID": f"id-{number}", "eventSource": "s", **members}

    return make


@pytest.fixture
def write(tmp_path):
    def write(name, *records, compress=False, wrap=False):
        lines = [item if isinstance(item, str) else json.dumps(item) for item in records]
        text = f'{{"Records":[{",".join(lines)}]}}' if wrap else "".join(f"{line}\n" for line in lines)
        data = text.encode()
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data, mtime=0) if compress else data)
        return path

    return write
