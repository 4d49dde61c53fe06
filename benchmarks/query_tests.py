"""Time the tests of the shipped queries one by one, as `ruleforge test` runs them.

    python benchmarks/query_tests.py
    python benchmarks/query_tests.py --rounds 7 --against ../other-checkout/src

A round is a process of its own that runs every test once, in the order of the catalogue; a test's figure is its least
CPU time over the rounds, which is what it takes on a machine that has nothing else to do: a test runs on one thread.
The first test of a query also reads, checks and translates it and is counted apart (queries of a catalogue that is
given by path are read and checked in loading it, those of the shipped one are not), and so is the first that tells a
story (a scenario); before the first of all a query that is none of them has started the database, and a fixture has
been changed. Python's collector of unreachable objects is off: the command line hardly lets it run, and it would hit
one test or another. This checkout and the one to compare with take turns. Fails where a test does.
"""

from __future__ import annotations

import argparse
import gc
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


_FIRST, _STORY, _OTHER = "first of its query", "first of its story", "every other"


def one_pass() -> list[tuple[str, str, float]]:
    """Every test of a query: its name, what it is the first of, and its milliseconds.

    Raises AssertionError for a test that fails.
    """
    from ruleforge import LogsQuery, load_catalog
    from ruleforge.events import Fixtures
    from ruleforge.events.overrides import override
    from ruleforge.model import Kind
    from ruleforge.testing import runner
    from ruleforge.testing.bench import Bench

    gc.disable()
    catalog = load_catalog()
    fixtures = Fixtures.shipped(*catalog.fixtures)
    bench = Bench(catalog, fixtures)
    LogsQuery.parse("SELECT x FROM lg").run({"lg": [{"x": 1}]})
    override({}, {"$.x": 1}, [])
    found: list[tuple[str, str, float]] = []
    told: set[str] = set()
    for rule in catalog.of_kind(Kind.QUERY):
        for index, test in enumerate(rule.tests):
            stories = {item.scenario for items in test.given.values() for item in items if item.scenario is not None}
            started = time.process_time()
            outcomes = list(runner._run_rule(rule, [test], fixtures, bench))
            milliseconds = (time.process_time() - started) * 1000
            assert all(outcome.passed for outcome in outcomes), f"{rule.id}: {test.name}"
            sort = _FIRST if index == 0 else _STORY if stories - told else _OTHER
            told |= stories
            found.append((f"{rule.id}: {test.name}", sort, milliseconds))
    return found


def run(source: Path) -> list[tuple[str, str, float]]:
    """One pass in a process of its own over the code in a src folder."""
    command = [sys.executable, __file__, "--pass"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(source)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return [(name, sort, milliseconds) for name, sort, milliseconds in json.loads(done.stdout)]


def summary(taken: Mapping[tuple[str, str], Sequence[float]]) -> None:
    """Print the figures of each sort of tests, and the slowest of those that are the first of nothing."""
    least = {key: min(times) for key, times in taken.items()}
    for wanted in ("all", _FIRST, _STORY, _OTHER):
        times = sorted(value for (_, sort), value in least.items() if wanted in ("all", sort))
        slow = sum(value > _LIMIT for value in times)
        print(
            f"  {wanted:<19}{len(times):>4} tests: median {statistics.median(times):5.1f}, "
            f"mean {statistics.mean(times):5.1f}, most {times[-1]:5.1f} ms, {slow} above {_LIMIT:g} ms"
        )
    others = sorted(((value, name) for (name, sort), value in least.items() if sort == _OTHER), reverse=True)
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
    taken: dict[Path, dict[tuple[str, str], list[float]]] = {source: {} for source in sources}
    for _ in range(arguments.rounds):
        for source in sources:
            for name, sort, milliseconds in run(source):
                taken[source].setdefault((name, sort), []).append(milliseconds)
    for source in sources:
        print(source)
        summary(taken[source])


if __name__ == "__main__":
    main()
