"""Time the tests of the shipped queries one by one, as `ruleforge test` runs them.

    python benchmarks/query_tests.py
    python benchmarks/query_tests.py --rounds 7 --against ../other-checkout/src

A round is a process of its own that runs every test once, in the order of the catalogue; a test's figure is its median
over the rounds. The first test of a query also reads, checks and translates it and is counted apart; before the first
of all a query that is none of them has started the database. This checkout and the one to compare with take turns. The
clock is the wall's: on a machine that others use as well, only the ratio says anything. Fails where a test does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalogue import ROOT

_LIMIT = 10.0
_SLOWEST = 5


def one_pass() -> list[tuple[str, bool, float]]:
    """Every test of a query: its name, whether it is the first of its query, and its milliseconds.

    Raises AssertionError for a test that fails.
    """
    from ruleforge import LogsQuery, load_catalog
    from ruleforge.events import Fixtures
    from ruleforge.model import Kind
    from ruleforge.testing import runner
    from ruleforge.testing.bench import Bench

    catalog = load_catalog(ROOT / "rules")
    fixtures = Fixtures.shipped(*catalog.fixtures)
    bench = Bench(catalog, fixtures)
    LogsQuery.parse("SELECT x FROM lg").run({"lg": [{"x": 1}]})
    found: list[tuple[str, bool, float]] = []
    for rule in catalog.of_kind(Kind.QUERY):
        for index, test in enumerate(rule.tests):
            started = time.perf_counter()
            outcomes = list(runner._run_rule(rule, [test], fixtures, bench))
            milliseconds = (time.perf_counter() - started) * 1000
            assert all(outcome.passed for outcome in outcomes), f"{rule.id}: {test.name}"
            found.append((f"{rule.id}: {test.name}", index == 0, milliseconds))
    return found


def run(source: Path) -> list[tuple[str, bool, float]]:
    """One pass in a process of its own over the code in a src folder."""
    command = [sys.executable, __file__, "--pass"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(source)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return [(name, first, milliseconds) for name, first, milliseconds in json.loads(done.stdout)]


def summary(taken: Mapping[tuple[str, bool], Sequence[float]]) -> None:
    """Print the figures of the first tests of queries, and of the others."""
    medians = {key: statistics.median(times) for key, times in taken.items()}
    for said, wanted in (("first of its query", True), ("every other", False)):
        times = sorted(value for (_, first), value in medians.items() if first is wanted)
        slow = sum(value > _LIMIT for value in times)
        print(
            f"  {said:<19}{len(times):>4} tests: median {statistics.median(times):5.1f}, "
            f"mean {statistics.mean(times):5.1f}, most {times[-1]:5.1f} ms, {slow} above {_LIMIT:g} ms"
        )
    others = sorted(((value, name) for (name, first), value in medians.items() if not first), reverse=True)
    for value, name in others[:_SLOWEST]:
        print(f"    {value:6.1f} ms  {name}")


def main() -> None:
    """Run the rounds and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, help="the src folder of another checkout to compare with")
    parser.add_argument("--pass", action="store_true", dest="one_pass", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one_pass:
        print(json.dumps(one_pass()))
        return
    sources = [ROOT / "src", *([arguments.against.resolve()] if arguments.against else [])]
    taken: dict[Path, dict[tuple[str, bool], list[float]]] = {source: {} for source in sources}
    for _ in range(arguments.rounds):
        for source in sources:
            for name, first, milliseconds in run(source):
                taken[source].setdefault((name, first), []).append(milliseconds)
    for source in sources:
        print(source)
        summary(taken[source])


if __name__ == "__main__":
    main()
