"""Measure queries of the catalogue beside the best DuckDB by hand for the same question, with equal rows asserted.

    python benchmarks/queries.py
    python benchmarks/queries.py --rounds 5 --queries ai-calls-by-source-address

Each round takes every job once, one after the other, in processes of their own. By hand means: read_json with exactly
the members that the question needs, declared by somebody who knows their types, which this data happens to have. Exit
code: 0 measured, 1 the rows differ, 3 nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from baselines import input_files

from catalogue import ROOT

_DATA = Path(__file__).parent / "data"
_HAND = {
    "ai-calls-by-source-address": (
        {
            "eventName": "VARCHAR",
            "eventSource": "VARCHAR",
            "sourceIPAddress": "VARCHAR",
            "userIdentity": "STRUCT(arn VARCHAR)",
        },
        """SELECT sourceIPAddress, userIdentity.arn, eventSource, eventName, count(*) FROM logs
           WHERE eventSource IN ('bedrock.amazonaws.com', 'bedrock-agentcore.amazonaws.com') AND eventName IN
           ('InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream', 'InvokeAgent',
            'InvokeInlineAgent', 'Retrieve', 'RetrieveAndGenerate', 'InvokeFlow', 'ApplyGuardrail',
            'InvokeModelWithBidirectionalStream', 'GetAsyncInvoke', 'StartAsyncInvoke', 'RenderPrompt', 'InvokeGateway')
           GROUP BY ALL ORDER BY 5 DESC LIMIT 10000""",
    ),
    "agentcore-gateway-failed-calls": (
        {
            "eventTime": "VARCHAR",
            "eventName": "VARCHAR",
            "eventSource": "VARCHAR",
            "sourceIPAddress": "VARCHAR",
            "responseElements": "STRUCT(statusCode BIGINT, body STRUCT(error STRUCT(message VARCHAR)))",
            "requestParameters": 'STRUCT(body STRUCT("method" VARCHAR))',
            "additionalEventData": "STRUCT(jwt STRUCT(claims STRUCT(sub VARCHAR, iss VARCHAR)))",
            "resources": "STRUCT(ARN VARCHAR)[]",
        },
        """SELECT eventTime, sourceIPAddress, responseElements.statusCode, responseElements.body.error.message,
           requestParameters.body.method, additionalEventData.jwt.claims.sub, additionalEventData.jwt.claims.iss,
           resources[1].ARN FROM logs WHERE eventSource = 'bedrock-agentcore.amazonaws.com'
           AND eventName = 'InvokeGateway' AND responseElements.statusCode >= 400
           ORDER BY eventTime DESC LIMIT 10000""",
    ),
}


def _by_hand(query: str, path: Path) -> Callable[[], Sequence[Any]]:
    import duckdb

    columns, sql = _HAND[query]
    declared = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    files = [str(file) for file in input_files(path)]

    def run() -> Sequence[Any]:
        connection = duckdb.connect()
        source = f"read_json({files}, format = 'newline_delimited', columns = {{{declared}}})"
        return connection.execute(sql.replace("FROM logs", f"FROM {source}")).fetchall()

    return run


def _ruleforge(query: str, path: Path) -> Callable[[], Sequence[Any]]:
    from ruleforge import load_catalog
    from ruleforge.catalog import parse_query, values_for
    from ruleforge.engine.query_logs import query_logs

    catalog = load_catalog(ROOT / "rules")
    parsed = parse_query(catalog[query], values_for(catalog.parameters))
    return lambda: query_logs(parsed, {parsed.log_groups[0]: [path]}, memory="4GB").result.rows


def _job(order: dict[str, Any]) -> None:
    make = {"hand": _by_hand, "ruleforge": _ruleforge}[order["engine"]]
    run = make(order["query"], Path(order["path"]))
    started = time.perf_counter()
    rows = run()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "rows": len(rows), "check": sorted(json.dumps(list(row)) for row in rows)}))


def _measure(order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, __file__, "--job", json.dumps(order)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure queries beside DuckDB by hand.")
    parser.add_argument("--ndjson", type=Path, default=_DATA / "ndjson")
    parser.add_argument("--records", type=Path, default=_DATA / "records")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", action="append", choices=sorted(_HAND))
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job is not None:
        _job(json.loads(options.job))
        return 0
    if not options.ndjson.exists() or not options.records.exists():
        print("nothing to measure: benchmarks/generate.py writes the input", file=sys.stderr)
        return 3
    for query in options.queries or sorted(_HAND):
        jobs = {
            "DuckDB by hand, NDJSON": {"engine": "hand", "query": query, "path": str(options.ndjson)},
            "ruleforge, NDJSON": {"engine": "ruleforge", "query": query, "path": str(options.ndjson)},
            "ruleforge, S3 gzip": {"engine": "ruleforge", "query": query, "path": str(options.records)},
        }
        seconds: dict[str, list[float]] = {name: [] for name in jobs}
        for _ in range(options.rounds):
            found = {name: _measure(job) for name, job in jobs.items()}
            if len({json.dumps(result["check"]) for result in found.values()}) > 1:
                print(f"{query}: the rows differ", {name: result["rows"] for name, result in found.items()})
                return 1
            for name, result in found.items():
                seconds[name].append(result["seconds"])
        hand, lines, delivery = (statistics.median(values) for values in seconds.values())
        print(query)
        for name, values in seconds.items():
            print(f"  {name:24} {statistics.median(values):6.2f} s  ({min(values):.2f}-{max(values):.2f})")
        print(
            f"  NDJSON takes {lines / hand:.2f} times as long as by hand, S3 gzip runs at {lines / delivery:.2f} of it"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
