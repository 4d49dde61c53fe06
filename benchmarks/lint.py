"""Time `ruleforge lint` as a whole process, on the shipped catalogue and on made ones of 100 and 1,000 rules.

    python benchmarks/lint.py
    python benchmarks/lint.py --rounds 5 --sizes 250 500 1000 --against ../other-checkout/src

Catalogues take turns in rounds, and so do this checkout and the one to compare with. A first run of each, which fills
the file cache and compiles Python's bytecode, does not count. CPU seconds are those of the process as the operating
system tells them; wall clock says as much about what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rule_variants import write_catalogue

from catalogue import ROOT

_SIZES = (100, 1000)


def run(source: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float, str]:
    """Wall clock and CPU seconds of one process, and the last line that it printed.

    Raises ChildProcessError where the linter could not read the catalogue, or failed.
    """
    command = [sys.executable, "-m", "ruleforge", "lint", *arguments]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**environment, "PYTHONPATH": str(source)}
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode()
    if process.returncode > 1:
        raise ChildProcessError(f"{' '.join(command)}: exit code {process.returncode}\n{printed[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, printed.splitlines()[-1]


def measure(
    sources: Sequence[Path], catalogues: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str]
) -> None:
    """Run everything in turns, and print medians and the least."""
    taken: dict[tuple[str, Path], list[tuple[float, float]]] = {}
    told: dict[tuple[str, Path], str] = {}
    for turn in range(rounds + 1):
        for name, arguments in catalogues.items():
            for source in sources:
                wall, cpu, told[name, source] = run(source, arguments, environment)
                if turn > 0:
                    taken.setdefault((name, source), []).append((wall, cpu))
    print(f"{'rules':<8} {'CPU s':>7} {'least':>7} {'wall s':>7} {'least':>7}  said")
    for (name, source), times in taken.items():
        walls, cpus = zip(*times, strict=True)
        figures = (statistics.median(cpus), min(cpus), statistics.median(walls), min(walls))
        of = f"  ({source})" if len(sources) > 1 else ""
        print(f"{name:<8} {' '.join(f'{figure:7.2f}' for figure in figures)}  {told[name, source]}{of}")


def main() -> None:
    """Make the catalogues, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=_SIZES, help="numbers of rules")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, help="the src folder of another checkout to compare with")
    parser.add_argument("--keep", type=Path, help="write the catalogues here, and leave them there")
    arguments = parser.parse_args()
    sources = [ROOT / "src", *([arguments.against.resolve()] if arguments.against else [])]
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        # Bytecode is part of an installed package: also where this process was told to write none.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(temporary, "bytecode"))
        catalogues: dict[str, Sequence[str]] = {"shipped": ()}
        for size in arguments.sizes:
            rules = folder / str(size) / "rules"
            rules.mkdir(parents=True)
            write_catalogue(rules, size)
            lock = [sys.executable, "-m", "ruleforge", "lock", "--catalog", str(rules)]
            subprocess.run(lock, check=True, env={**environment, "PYTHONPATH": str(sources[0])}, capture_output=True)
            catalogues[str(size)] = (str(rules),)
        measure(sources, catalogues, arguments.rounds, environment)


if __name__ == "__main__":
    main()
