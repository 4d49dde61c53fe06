"""From measured runs to a table: medians, spreads, and ratios that are taken within a round before they are averaged.

A ratio of two jobs is computed in every round and its median reported: what slowed the machine in a round slowed both.
A difference is called noise when it is smaller than the spread of that ratio over the rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

__all__ = ["WHOLE", "Job", "Run", "render", "summarise"]

WHOLE = 0
"""The number of copies that stands for the catalogue as it is, rules of every kind."""

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is run: an engine on an input shape; `copies` is how many times ruleforge gets each filter, or `WHOLE`."""

    name: str
    shape: str
    engine: str
    processes: int = 1
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: `peak` in bytes, of the largest process; `cpu` in seconds, of all processes, start included."""

    events: int
    seconds: float
    cpu: float
    peak: int
    counts: Mapping[str, list[int]]

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def _ratios(runs: Sequence[Run], others: Sequence[Run]) -> dict[str, Any]:
    """How many times faster than the other job, round by round."""
    ratios = [run.rate / other.rate for run, other in zip(runs, others, strict=True)]
    middle, spread = median(ratios), max(ratios) - min(ratios)
    if len(ratios) == 1:
        verdict = "one round: no spread known"
    elif abs(middle - 1) <= spread:
        verdict = "noise"
    else:
        verdict = "faster" if middle > 1 else "slower"
    return {"ratio": middle, "lowest": min(ratios), "highest": max(ratios), "verdict": verdict}


def _pairs(jobs: Sequence[Job]) -> Iterator[tuple[Job, Job]]:
    """The comparisons worth a line: replay against each yardstick, and each way of replaying against the plain one."""
    for shape in dict.fromkeys(job.shape for job in jobs):
        of_shape = [job for job in jobs if job.shape == shape]
        plain = next((job for job in of_shape if job == Job(job.name, shape, "ruleforge")), None)
        if plain is not None:
            yield from ((plain, job) for job in of_shape if job.engine != "ruleforge")
            yield from ((job, plain) for job in of_shape if job.engine == "ruleforge" and job != plain)


def summarise(measured: Mapping[Job, Sequence[Run]], text_bytes: Mapping[str, int]) -> dict[str, Any]:
    """The figures as JSON data; `text_bytes` is the size of each input shape's events as JSON text."""
    jobs = []
    for job, runs in measured.items():
        rates = [run.rate for run in runs]
        yardstick = next((other for other in measured if other.shape == job.shape and other.engine == "orjson"), None)
        jobs.append(
            {
                "job": job.name,
                "events": runs[0].events,
                "events_per_second": median(rates),
                "lowest": min(rates),
                "highest": max(rates),
                "megabytes_per_second": median(text_bytes[job.shape] / _MEGABYTE / run.seconds for run in runs),
                "peak_megabytes": max(run.peak for run in runs) / _MEGABYTE,
                "cpu_seconds": median(run.cpu for run in runs),
                "to_orjson": _ratios(runs, measured[yardstick]) if yardstick else None,
                "seconds": [run.seconds for run in runs],
            }
        )
    compared = [
        {"job": job.name, "against": other.name} | _ratios(measured[job], measured[other])
        for job, other in _pairs(list(measured))
    ]
    replayed = {job.shape for job in measured if job.engine == "ruleforge"}
    counts = {
        job.shape: {name: values[0] for name, values in runs[0].counts.items()}
        for job, runs in measured.items()
        if job.engine == "duckdb" and job.shape in replayed
    }
    return {"jobs": jobs, "comparisons": compared, "checked_matches": counts}


def render(result: Mapping[str, Any]) -> str:
    """The figures as a table for people."""
    head = f"{'job':30}{'events/s':>10}{'MB/s':>8}{'peak MB':>9}{'CPU s':>8}{'× orjson':>10}"
    lines = [f"{head}   lowest–highest events/s"]
    for job in result["jobs"]:
        ratio = f"{job['to_orjson']['ratio']:.2f}" if job["to_orjson"] else "–"
        lines.append(
            f"{job['job']:30}{job['events_per_second']:>10,.0f}{job['megabytes_per_second']:>8,.0f}"
            f"{job['peak_megabytes']:>9,.0f}{job['cpu_seconds']:>8.1f}{ratio:>10}"
            f"   {job['lowest']:,.0f}–{job['highest']:,.0f}"
        )
    if result["comparisons"]:
        lines += ["", f"{'compared within each round':54}{'ratio':>7}   {'lowest–highest':16}verdict"]
    for pair in result["comparisons"]:
        label = f"{pair['job']}  /  {pair['against']}"
        span = f"{pair['lowest']:.2f}–{pair['highest']:.2f}"
        lines.append(f"{label:54}{pair['ratio']:>7.2f}   {span:16}{pair['verdict']}")
    lines.append("")
    for shape, counts in result["checked_matches"].items():
        lines.append(f"{shape}: {sum(counts.values()):,} matches of {len(counts)} filters, the same from both engines")
    if not result["checked_matches"]:
        lines.append("No matches were checked: that needs a replay job and the duckdb job of the same shape.")
    return "\n".join(lines)
