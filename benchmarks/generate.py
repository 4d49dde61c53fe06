"""Write seeded CloudTrail logs for the benchmarks.

    python benchmarks/generate.py --events 800000 --out benchmarks/data --seed 1 --shape both --check

One day of a made-up organisation, as NDJSON (`<out>/ndjson/`), as CloudTrail's own delivery files (`<out>/records/`:
gzip, `{"Records": […]}`, about 500 events of one account and Region each, in the folders and under the names that
CloudTrail gives them), or as both with the same events. The arguments alone decide every byte of the NDJSON; the
compressed bytes also depend on the zlib in use.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from templates import Template, templates
from world import Event, World

_DAY = "2026-05-04"
_DAY_SECONDS = 86_400
_LATE_SECONDS = 300
"""CloudTrail promises no order: an event may be recorded this much earlier than its neighbours."""
_BATCH = 500


class Generated(NamedTuple):
    """One event: its JSON text and what decides the delivery file it goes to."""

    text: str
    account: str
    region: str
    folder: str
    clock: str


def generate(count: int, seed: int) -> Iterator[Generated]:
    """`count` events of one day, in the order of their recording; the same seed gives the same events."""
    world, made = World(seed), templates()
    random = world.random.random
    shares = list(accumulate(template.weight for template in made))
    for number in range(count):
        template = made[bisect(shares, random() * shares[-1], hi=len(shares) - 1)]
        principal = world.caller(template.caller)
        at = max(0, int(number * _DAY_SECONDS / count - random() ** 4 * _LATE_SECONDS))
        clock = f"{at // 3600:02d}:{at % 3600 // 60:02d}:{at % 60:02d}"
        event = Event(principal, template.region or principal.region, f"{_DAY}T{clock}Z")
        yield Generated(_render(world, template, event), principal.account, event.region, template.folder, clock)


def _render(world: World, template: Template, event: Event) -> str:
    """The template with its fields filled; a field used twice keeps its value within the event."""
    pieces: list[str] = []
    known: dict[str, str] = {}
    for literal, name in template.parts:
        pieces.append(literal)
        if name not in known:
            known[name] = world.fields[name](event)
        pieces.append(known[name])
    tail = event.principal.tail if "identity" in known else ""
    pieces.append(f"{template.tail[:-1]}{tail}}}" if tail else template.tail)
    return "".join(pieces)


class NdjsonFiles:
    """Writes events one a line, in `parts` files with equally many events."""

    def __init__(self, folder: Path, count: int, parts: int) -> None:
        folder.mkdir(parents=True)
        self._per_file = -(-count // parts)
        self._lines: list[str] = []
        self._written = 0
        self._folder = folder

    def add(self, event: Generated) -> None:
        """Take one event."""
        self._lines.append(event.text)
        if len(self._lines) == 5_000 or (self._written + len(self._lines)) % self._per_file == 0:
            self.close()

    def close(self) -> None:
        """Write what is still held."""
        if self._lines:
            path = self._folder / f"cloudtrail-{self._written // self._per_file + 1}.ndjson"
            with path.open("ab") as file:
                file.write(("\n".join(self._lines) + "\n").encode())
            self._written += len(self._lines)
            self._lines.clear()


class DeliveryFiles:
    """Writes events as CloudTrail delivers them to S3, under `AWSLogs/<account>/CloudTrail/<Region>/YYYY/MM/DD/`."""

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._held: dict[tuple[str, str, str], list[str]] = {}
        self._clock = "00:00:00"
        # Not the events' own generator: they must be the same whatever shapes are written.
        self._names = World(seed)

    def add(self, event: Generated) -> None:
        """Take one event."""
        key = (event.account, event.folder, event.region)
        self._clock = max(self._clock, event.clock)
        held = self._held.setdefault(key, [])
        held.append(event.text)
        if len(held) == _BATCH:
            self._write(key)

    def close(self) -> None:
        """Write what is still held."""
        for key in sorted(self._held):
            self._write(key)

    def _write(self, key: tuple[str, str, str]) -> None:
        account, kind, region = key
        text = '{"Records":[' + ",".join(self._held.pop(key)) + "]}"
        stamp = f"{_DAY.replace('-', '')}T{self._clock[:5].replace(':', '')}Z"
        unique = self._names.hexadecimal(16)
        folder = self._folder / "AWSLogs" / account / kind / region / _DAY.replace("-", "/")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{account}_{kind}_{region}_{stamp}_{unique}.json.gz"
        path.write_bytes(gzip.compress(text.encode(), 6, mtime=0))


def write(count: int, out: Path, seed: int, shape: str, parts: int) -> None:
    """Write `count` events below `out` in the shape asked for.

    Raises FileExistsError when a shape's folder is there already, rather than mix two runs.
    """
    sinks: list[NdjsonFiles | DeliveryFiles] = []
    if shape in ("ndjson", "both"):
        sinks.append(NdjsonFiles(out / "ndjson", count, parts))
    if shape in ("records", "both"):
        sinks.append(DeliveryFiles(out / "records", seed))
    for event in generate(count, seed):
        for sink in sinks:
            sink.add(event)
    for sink in sinks:
        sink.close()


def read(folder: Path) -> Iterator[tuple[dict[str, Any], int]]:
    """Every record below a folder that `write` made, with its share of the file's bytes.

    Raises ValueError for what is not JSON.
    """
    for path in sorted(folder.rglob("*.ndjson")):
        with path.open("rb") as lines:
            for line in lines:
                yield json.loads(line), len(line)
    for path in sorted(folder.rglob("*.json.gz")):
        data = gzip.decompress(path.read_bytes())
        records = json.loads(data)["Records"]
        for record in records:
            yield record, len(data) // len(records)


class Census:
    """What a set of events holds, counted without keeping them; the same events in any order have the same `digest`."""

    def __init__(self) -> None:
        self.events = self.bytes = self.digest = 0
        self.ids: set[str] = set()
        self.principals: set[str] = set()
        self.addresses: set[str] = set()
        self.arns: set[str] = set()
        self.groups: Counter[str] = Counter()
        self.tuples: set[tuple[Any, ...]] = set()

    def add(self, record: dict[str, Any], size: int) -> None:
        """Count one record."""
        self.events += 1
        self.bytes += size
        self.digest ^= int.from_bytes(hashlib.sha256(json.dumps(record).encode()).digest())
        self.ids.add(record["eventID"])
        identity, source = record.get("userIdentity", {}), record.get("eventSource")
        resources = record.get("resources") or [{}]
        self.principals.add(identity.get("arn") or identity.get("principalId") or identity.get("invokedBy", ""))
        self.addresses.add(record.get("sourceIPAddress", ""))
        self.arns.update(resource.get("ARN", "") for resource in resources)
        special = record["eventCategory"] in ("Insight", "NetworkActivity")
        named = {"bedrock.amazonaws.com": "bedrock", "bedrock-agentcore.amazonaws.com": "agentcore"}
        self.groups["vpce-and-insight" if special else named.get(str(source), "noise")] += 1
        status = (record.get("responseElements") or {}).get("statusCode")
        self.tuples.add(
            (
                source,
                record.get("eventName"),
                record.get("errorCode"),
                record["eventCategory"],
                record.get("readOnly"),
                identity.get("type"),
                resources[0].get("type"),
                status,
            )
        )

    def __str__(self) -> str:
        shares = ", ".join(f"{name} {100 * count / self.events:.1f} %" for name, count in sorted(self.groups.items()))
        return (
            f"{self.events} events, {self.bytes} bytes, {self.bytes / self.events:.0f} a record; {shares}; "
            f"{len(self.principals)} principals, {len(self.addresses)} addresses, {len(self.arns)} resource ARNs, "
            f"{len(self.tuples)} distinct combinations of the fields the metric filters read"
        )


def check(out: Path, shape: str, count: int) -> list[str]:
    """Read everything back, print what it holds, and return what is wrong with it (nothing, it is hoped)."""
    wrong: list[str] = []
    digests: set[int] = set()
    for name in ("ndjson", "records"):
        if shape not in (name, "both"):
            continue
        census = Census()
        for record, size in read(out / name):
            census.add(record, size)
        print(f"{name}: {census}")
        digests.add(census.digest)
        if census.events != count:
            wrong.append(f"{name}: {census.events} events instead of {count}")
        if len(census.ids) != census.events:
            wrong.append(f"{name}: {census.events - len(census.ids)} event IDs occur twice")
    if len(digests) > 1:
        wrong.append("the two shapes do not hold the same events")
    return wrong


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write seeded CloudTrail logs for the benchmarks.")
    parser.add_argument("--events", type=int, default=200_000, help="how many events (about 1,300 bytes each)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data", help="default: benchmarks/data")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same events")
    parser.add_argument("--shape", choices=("ndjson", "records", "both"), default="both")
    parser.add_argument("--files", type=int, default=1, help="how many NDJSON files the events are split into")
    parser.add_argument("--check", action="store_true", help="read it all back: is it JSON, are IDs unique")
    options = parser.parse_args()
    if options.events < 1 or options.files < 1:
        parser.error("--events and --files must be at least 1")
    started = time.perf_counter()
    try:
        write(options.events, options.out, options.seed, options.shape, options.files)
    except FileExistsError as problem:
        print(f"{problem.filename} is already there: delete it, or give another --out", file=sys.stderr)
        return 3
    print(f"wrote {options.events} events in {time.perf_counter() - started:.1f} s")
    wrong = check(options.out, options.shape, options.events) if options.check else []
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
