"""Small catalogues and log files, made for one test."""

from __future__ import annotations

import gzip
import json

import engine_rules
import pytest


@pytest.fixture
def rule():
    return engine_rules.rule


@pytest.fixture
def catalog():
    return engine_rules.catalog


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
