"""`ruleforge lock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option

if TYPE_CHECKING:
    from ruleforge.catalog import Catalog
    from ruleforge.catalog.lock import Difference, Lock
    from ruleforge.diagnostics import Finding

__all__ = ["command"]


@click.command(
    "lock", epilog="Exit codes: 0 locked, 1 rules differ from the lock, 2 a rule file cannot be read, 3 usage."
)
@catalog_option
@click.option("--check", is_flag=True, help="Write nothing; say where the rules differ from the lock.")
@click.option("--force", is_flag=True, help="Lock even what changed without a raised version.")
@format_option("text", "json")
def command(catalog_path: str | None, check: bool, force: bool, output: str) -> int:
    """Write down what each version of a rule means.

    The lock, rules.lock at the top of the catalogue, tells a changed meaning from a changed text. A rule whose meaning
    changed without a raised version is not locked: raise the version first.

    \b
    ruleforge lock --catalog ./my-rules
    ruleforge lock --catalog ./my-rules --check
    """
    from ruleforge.catalog.lock import Change, Lock, compare, lock_file, lock_of, read_lock, write_lock
    from ruleforge.cli.output import write_text

    catalog = _whole(catalog_path)
    path = lock_file(catalog)
    assert path is not None  # noqa: S101 - a catalogue that was loaded stands in a folder
    before = read_lock(path)
    differences = compare(before or Lock({}), catalog)
    if check:
        if before is None:
            console.problems([_no_lock(str(path))])
            return 1
        return _tell(differences, str(path), before, output)
    refused = [item for item in differences if item.change not in (Change.UNLOCKED, Change.GONE)]
    if refused and not force:
        _tell(refused, str(path), before or Lock({}), output)
        return 1
    lock = lock_of(catalog, before)
    text = write_lock(lock)
    if before is None or before.text is None or before.text.text != text:
        write_text(path, text)
    _done(str(path), lock, before, output)
    return 0


def _whole(catalog_path: str | None) -> Catalog:
    """The catalogue that a path is in: a lock is about all of it."""
    from pathlib import Path

    from ruleforge.catalog import load_catalog

    catalog = load_catalog(catalog_path)
    if catalog_path is None or catalog.top == Path(catalog_path) or catalog.top is None:
        return catalog
    return load_catalog(catalog.top)


def _no_lock(path: str) -> Finding:
    from ruleforge.diagnostics import Finding

    return Finding(
        "lock/missing", f"{path}: there is no lock", help="ruleforge lock writes it; commit it with the rules"
    )


def _tell(differences: list[Difference], path: str, lock: Lock, output: str) -> int:
    if output == "json":
        console.echo_json({"file": path, "findings": [item.finding.to_dict() for item in differences]})
    elif differences:
        console.problems([item.finding for item in differences])
    else:
        console.echo(f"{path}: {len(lock.digests)} versions, all as they were released")
    return 1 if differences else 0


def _done(path: str, lock: Lock, before: Lock | None, output: str) -> None:
    known = before.digests if before is not None else {}
    added = [key for key in lock.digests if key not in known]
    changed = [key for key in lock.digests if key in known and known[key] != lock.digests[key]]
    removed = [key for key in known if key not in lock.digests]
    if output == "json":
        console.echo_json({"file": path, "added": added, "changed": changed, "removed": removed})
        return
    counts = ((len(added), "added"), (len(changed), "changed"), (len(removed), "taken out"))
    console.echo(", ".join([f"{path}: {len(lock.digests)} versions", *(f"{n} {word}" for n, word in counts if n)]))
