"""Queries over files answer as queries over the same records in memory, whatever the shape of the files."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruleforge import LogsQuery, QueryError
from ruleforge.engine import log_tables, piece_files
from ruleforge.engine.query_logs import query_logs
from strategies.counts import examples

NAMES = st.sampled_from(["a", "b", "c", "0", "1", "a.b", "b.c", "a.b.c", "c.0", "x/y", "t~u"])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-5, 5),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3)),
    st.sampled_from(["", "x", "1", "true", "null", "{", "[1]", '{"a":1}', 'quote " and \\', "ü", "\u2028"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=6)
FIELDS = ("a", "b", "a.b", "a.b.c", "b.c", "c.0", "a.0", "a.0.b", "a.1", "x/y", "b.t~u")
SELECTED = ", ".join(f"`{name}` AS c{index}" for index, name in enumerate(FIELDS))
READ = "get_json_object(`@message`, '$.a') AS p, get_json_object(`@message`, '$.a.b[0]') AS q"
QUERY = LogsQuery.parse(f"SELECT {SELECTED}, {READ} FROM logs")
WRAPPED = LogsQuery.parse(f"SELECT {SELECTED}, length(`@message`) > 0 AS m FROM logs")
FILTERED = LogsQuery.parse(f"SELECT {SELECTED} FROM logs WHERE a IN ('x', '1', 'true') AND `b.c` IS NULL")


def one_way(record, name):
    """Whether a field can be found in one place only: which of two places counts is nobody's promise."""
    steps = name.split(".")

    def places(value, rest):
        if not rest:
            return 1
        found = 0
        for length in range(1, len(rest) + 1):
            key = ".".join(rest[:length])
            if isinstance(value, dict) and key in value:
                found += places(value[key], rest[length:])
            elif isinstance(value, list) and length == 1 and key.isdigit() and int(key) < len(value):
                found += places(value[int(key)], rest[1:])
        return found

    return places(record, steps) <= 1


def usable(records):
    return [record for record in records if all(one_way(record, name) for name in FIELDS)]


def shapes(folder: Path, records):
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
    yield "lines.ndjson", lines
    yield "lines.ndjson.gz", gzip.compress(lines)
    wrapped = [{"eventVersion": "1.11", **record} for record in records]
    yield "delivery.json.gz", gzip.compress(json.dumps({"Records": wrapped}, separators=(",", ":")).encode())
    yield "delivery.json", json.dumps({"Records": wrapped}, indent=1).encode()
    events = [{"message": json.dumps(record), "timestamp": 1} for record in records]
    yield "output.json", json.dumps({"events": events}).encode()


def deliveries(folder: Path, records):
    """A record to a file, each in a shape that DuckDB does not read."""
    for index, record in enumerate(records):
        for name, data in list(shapes(folder, [record]))[1:]:
            path = folder / f"{index}-{name}"
            path.write_bytes(data)
            yield path


def outcome(run):
    """The rows in some order, or why there are none: a truth value among texts is refused wherever it comes from."""
    try:
        return sorted(map(repr, run().rows))
    except QueryError as error:
        return [finding.check for finding in error.findings]


def whole(query, paths, events):
    report = query_logs(query, {"logs": paths})
    assert report.problems == ()
    assert report.events == events
    return report.result


@settings(deadline=None, max_examples=examples(4), suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS.map(usable).filter(bool))
def test_files_and_memory_agree(records):
    for query in (QUERY, WRAPPED, FILTERED):
        wanted = outcome(lambda query=query: query.run({"logs": records}))
        with tempfile.TemporaryDirectory() as folder:
            for name, data in shapes(Path(folder), records):
                path = Path(folder) / name
                path.write_bytes(data)
                assert outcome(lambda query=query, path=path: whole(query, [path], len(records))) == wanted, name


@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS.map(usable).filter(bool))
def test_one_process_and_several_agree(records):
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(piece_files, "GROUP_BYTES", 100),
        patch.object(log_tables, "GROUP_BYTES", 100),
        patch.object(piece_files, "processors", lambda: 2),
    ):
        paths = list(deliveries(Path(folder), records))
        for query in (QUERY, WRAPPED, FILTERED):
            with patch.object(piece_files, "processors", lambda: 1):
                wanted = outcome(lambda query=query: whole(query, paths, len(paths)))
            assert outcome(lambda query=query: whole(query, paths, len(paths))) == wanted
