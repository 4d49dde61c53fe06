"""Measure replay beside the two yardsticks, in one run, and refuse to report a speed when the counts differ.

    python benchmarks/run.py
    python benchmarks/run.py --ndjson LOGS --records LOGS --rounds 5 --jobs 'ndjson *' --json

Every job runs in a process of its own, one after the other, in rounds (A B C, A B C, …), so that a slow minute of the
machine falls on all of them. Exit code: 0 measured, 1 the engines disagree, 2 a job failed, 3 nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Any

from baselines import input_files, is_delivery
from summary import WHOLE, Job, Run, render, summarise

from catalogue import ROOT, copy_rules, filter_names

_DATA = Path(__file__).parent / "data"
_COPIES = 10
_WARM_UP_EVENTS = 20_000
_WARM_UP_FILES = 40


class JobFailedError(Exception):
    """A job ended without an answer; its own message is on standard error already."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the input of each shape and the rules of each number of copies are."""

    inputs: Mapping[str, Path]
    rules: Mapping[int, Path]


def all_jobs(shapes: Sequence[str]) -> list[Job]:
    """What is measured, in the order of a round."""
    return [
        job
        for shape in shapes
        for job in (
            Job(f"{shape} replay", shape, "ruleforge"),
            Job(f"{shape} replay, 2 processes", shape, "ruleforge", processes=2),
            Job(f"{shape} replay, 250 rules", shape, "ruleforge", copies=_COPIES),
            Job(f"{shape} replay, whole catalogue", shape, "ruleforge", copies=WHOLE),
            Job(f"{shape} orjson", shape, "orjson"),
            Job(f"{shape} duckdb", shape, "duckdb"),
        )
    ]


def measure(job: Job, bench: Bench) -> Run:
    """Run a job in a process of its own; raises JobFailedError."""
    order = {"engine": job.engine, "path": str(bench.inputs[job.shape]), "processes": job.processes}
    if job.engine == "ruleforge":
        order["rules"] = str(bench.rules[job.copies])
    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, str(Path(__file__).with_name("job.py")), json.dumps(order)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise JobFailedError(f"{job.name}: ended with exit code {process.returncode}")
    result = json.loads(answer)
    # The unit differs: kilobytes on Linux, bytes on macOS. Linux counts what the process was before it became Python, a
    # twin of this one: so this program stays small, and a peak is never shown below its own.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cpu = usage.ru_utime + usage.ru_stime
    return Run(result["events"], result["seconds"], cpu, peak, result["counts"])


def disagreements(runs: Mapping[Job, Run]) -> list[str]:
    """How the answers to the same question differ: events read, and each filter's matches against DuckDB's."""
    wrong: list[str] = []
    for shape in dict.fromkeys(job.shape for job in runs):
        of_shape = {job: run for job, run in runs.items() if job.shape == shape}
        if len({run.events for run in of_shape.values()}) > 1:
            told = ", ".join(f"{job.name} {run.events}" for job, run in of_shape.items())
            wrong.append(f"{shape}: the engines read different numbers of events: {told}")
        truth = next((run.counts for job, run in of_shape.items() if job.engine == "duckdb"), None)
        for job, run in of_shape.items():
            if truth is not None and job.engine == "ruleforge":
                for name in filter_names():
                    expected, got = truth[name] * max(job.copies, 1), run.counts.get(name, [])
                    if got != expected:
                        wrong.append(
                            f"{job.name}: {name} matches {sorted(set(got)) or 'nothing'}, duckdb {truth[name][0]}"
                        )
    return wrong


def text_bytes(path: Path) -> int:
    """The size of the events as JSON text; what a gzip file holds is in its last four bytes."""
    files = input_files(path)
    if not is_delivery(files):
        return sum(file.stat().st_size for file in files)
    return sum(int.from_bytes(file.read_bytes()[-4:], "little") for file in files)


def warm_up_inputs(inputs: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """The beginning of every input, for a first run of each job that is not measured.

    Reading everything once here also brings the files into the page cache, so that no round pays for the disk.
    """
    for path in inputs.values():
        for file in input_files(path):
            with file.open("rb") as data:
                while data.read(1 << 20):
                    pass
    begun: dict[str, Path] = {}
    for shape, path in inputs.items():
        begun[shape] = folder / shape
        begun[shape].mkdir(parents=True)
        files = input_files(path)
        if shape == "ndjson":
            with files[0].open("rb") as lines, (begun[shape] / files[0].name).open("wb") as out:
                out.writelines(islice(lines, _WARM_UP_EVENTS))
        else:
            for file in files[:_WARM_UP_FILES]:
                shutil.copyfile(file, begun[shape] / file.name)
    return begun


def run(jobs: Sequence[Job], inputs: Mapping[str, Path], rounds: int) -> tuple[dict[Job, list[Run]], list[str]]:
    """Measure the jobs; returns their runs, and how their answers disagree (in which case there may be no runs)."""
    measured: dict[Job, list[Run]] = {job: [] for job in jobs}
    with tempfile.TemporaryDirectory(prefix="ruleforge-benchmark-") as name:
        folder = Path(name)
        rules = {
            copies: folder / f"rules-{copies}" for copies in {job.copies for job in jobs if job.engine == "ruleforge"}
        }
        rules.pop(WHOLE, None)
        for copies, where in rules.items():
            copy_rules(where, copies)
        rules[WHOLE] = ROOT / "rules"
        begun = Bench(warm_up_inputs(inputs, folder), rules)
        if wrong := disagreements({job: measure(job, begun) for job in jobs}):
            return {}, wrong
        for number in range(1, rounds + 1):
            for job in jobs:
                print(f"round {number} of {rounds}: {job.name}", file=sys.stderr)
                measured[job].append(measure(job, Bench(inputs, rules)))
    return measured, [
        text for n in range(rounds) for text in disagreements({job: runs[n] for job, runs in measured.items()})
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure replay beside orjson and DuckDB, with equal counts asserted.")
    parser.add_argument("--ndjson", type=Path, default=_DATA / "ndjson", help="a file or folder of NDJSON")
    parser.add_argument("--records", type=Path, default=_DATA / "records", help="a folder of CloudTrail delivery files")
    parser.add_argument("--rounds", type=int, default=3, help="how often every job is measured (3)")
    parser.add_argument("--jobs", action="append", metavar="GLOB", help="only the jobs of these names; may be repeated")
    parser.add_argument("--json", action="store_true", help="print JSON, with every single run")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    return options


def main() -> int:
    """The command line; returns the exit code."""
    options = _options()
    inputs = {shape: path for shape in ("ndjson", "records") if (path := getattr(options, shape)).exists()}
    jobs = [job for job in all_jobs(list(inputs)) if any(fnmatchcase(job.name, glob) for glob in options.jobs or ["*"])]
    inputs = {shape: path for shape, path in inputs.items() if shape in {job.shape for job in jobs}}
    if not jobs:
        print("nothing to measure: no input (see benchmarks/generate.py), or no job of that name", file=sys.stderr)
        return 3
    try:
        measured, wrong = run(jobs, inputs, options.rounds)
    except (JobFailedError, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if wrong:
        print("the engines disagree, so there is no speed to report:", *wrong, sep="\n  ", file=sys.stderr)
        return 1
    result: dict[str, Any] = summarise(measured, {shape: text_bytes(path) for shape, path in inputs.items()})
    print(json.dumps(result, indent=2) if options.json else render(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
