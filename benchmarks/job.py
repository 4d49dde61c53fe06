"""One measured job in a process of its own, so that its memory peak is its own. `run.py` starts it.

Its argument is a JSON object: `engine` ("ruleforge", "orjson" or "duckdb"), `path` of the logs, and for ruleforge
`rules` (a catalogue's folder) and `processes`. It prints another: `events`, `seconds` (the job alone: no imports, no
loading of rules), and `counts`, the matches by filter: a list, as there may be several copies of a rule.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from baselines import duckdb_counts, input_files, orjson_events

Answer = tuple[int, dict[str, list[int]]]


def _ruleforge(path: Path, rules: str, processes: int) -> Callable[[], Answer]:
    from ruleforge import load_catalog, replay

    catalog = load_catalog(Path(rules))
    guides = {rule.id: rule.source.guide or rule.id for rule in catalog}

    def run() -> Answer:
        report = replay(catalog, [path], processes=processes).to_dict()
        counts: dict[str, list[int]] = {}
        for rule_id, result in report["rules"].items():
            if result["kind"] == "metric-filter":
                counts.setdefault(guides[rule_id], []).append(result["matches"])
        return report["input"]["events"], counts

    return run


def _orjson(files: list[Path]) -> Callable[[], Answer]:
    import isal.isal_zlib  # noqa: F401  (loaded before the clock starts)
    import orjson  # noqa: F401

    return lambda: (orjson_events(files), {})


def _duckdb(files: list[Path]) -> Callable[[], Answer]:
    import duckdb  # noqa: F401  (loaded before the clock starts)

    def run() -> Answer:
        counts = duckdb_counts(files)
        return counts.pop("events"), {name: [count] for name, count in counts.items()}

    return run


def main(order: dict[str, Any]) -> None:
    """Do the job and print what came out."""
    path = Path(order["path"])
    if order["engine"] == "ruleforge":
        run = _ruleforge(path, order["rules"], order["processes"])
    else:
        run = {"orjson": _orjson, "duckdb": _duckdb}[order["engine"]](input_files(path))
    started = time.perf_counter()
    events, counts = run()
    print(json.dumps({"events": events, "seconds": time.perf_counter() - started, "counts": counts}))


if __name__ == "__main__":  # worker processes of a replay import this module again
    main(json.loads(sys.argv[1]))
