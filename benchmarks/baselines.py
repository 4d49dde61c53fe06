"""The two yardsticks: parsing alone (orjson), and the fastest engine at hand for the same question (DuckDB).

    python benchmarks/baselines.py orjson benchmarks/data/ndjson
    python benchmarks/baselines.py duckdb benchmarks/data/records

Each takes what `generate.py` wrote, `*.ndjson` or `*.json.gz`, and works on one thread. orjson evaluates nothing: it is
the least that an engine must do if it parses whole events.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["duckdb_counts", "input_files", "is_delivery", "orjson_events"]

_RECORD = {
    "eventSource": "VARCHAR",
    "eventName": "VARCHAR",
    "errorCode": "VARCHAR",
    "eventCategory": "VARCHAR",
    "readOnly": "BOOLEAN",
    "userIdentity": "STRUCT(type VARCHAR)",
    "resources": "STRUCT(type VARCHAR)[]",
    "responseElements": "STRUCT(statusCode BIGINT)",
}
"""Just the members that the filters read: DuckDB builds nothing else."""


def input_files(path: Path) -> list[Path]:
    """The log files at a path, a file or a folder, in the order of their names; raises FileNotFoundError for none."""
    if path.is_file():
        return [path]
    for pattern in ("*.ndjson", "*.json.gz"):
        if files := sorted(path.rglob(pattern)):
            return files
    raise FileNotFoundError(f"{path}: no *.ndjson and no *.json.gz; benchmarks/generate.py writes them")


def is_delivery(files: Sequence[Path]) -> bool:
    """Whether these are CloudTrail's delivery files (gzip, `{"Records": […]}`) rather than NDJSON."""
    return files[0].name.endswith(".json.gz")


def orjson_events(files: Sequence[Path]) -> int:
    """Parse every event into Python objects, and do nothing with it; returns how many there were."""
    import orjson
    from isal import isal_zlib

    events = 0
    if is_delivery(files):
        for path in files:
            events += len(orjson.loads(isal_zlib.decompress(path.read_bytes(), 31))["Records"])
        return events
    for path in files:
        with path.open("rb") as lines:
            for line in lines:
                orjson.loads(line)
                events += 1
    return events


def duckdb_counts(files: Sequence[Path]) -> dict[str, int]:
    """The answer of `filters.sql` in one pass on one thread: matches by the rules' `source.guide`, and `events`."""
    import duckdb

    names = "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in files) + "]"
    if is_delivery(files):
        record = "STRUCT(" + ", ".join(f"{name} {kind}" for name, kind in _RECORD.items()) + ")[]"
        documents = f"read_json({names}, format = 'newline_delimited', columns = {{Records: '{record}'}})"
        events = f"SELECT record.* FROM (SELECT unnest(Records) AS record FROM {documents})"
    else:
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in _RECORD.items())
        events = f"SELECT * FROM read_json({names}, format = 'newline_delimited', columns = {{{columns}}})"
    question = (Path(__file__).parent / "filters.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE VIEW events AS {events}")
        answer = connection.execute(question)
        (row,) = answer.fetchall()
        return dict(zip((column[0] for column in answer.description), row, strict=True))


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Run one yardstick once.")
    parser.add_argument("yardstick", choices=("orjson", "duckdb"))
    parser.add_argument("path", type=Path, help="a file or folder of generate.py")
    options = parser.parse_args()
    try:
        files = input_files(options.path)
    except FileNotFoundError as problem:
        print(problem, file=sys.stderr)
        return 3
    for module in ("duckdb", "isal.isal_zlib", "orjson"):  # loaded before the clock starts
        importlib.import_module(module)
    started = time.perf_counter()
    counts = {"events": orjson_events(files)} if options.yardstick == "orjson" else duckdb_counts(files)
    seconds = time.perf_counter() - started
    for name, count in counts.items():
        print(f"{count:>12,}  {name}")
    print(f"{counts['events'] / seconds:>12,.0f}  events/s ({seconds:.2f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
