"""`ruleforge new`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleforge.cli import console
from ruleforge.cli.options import format_option
from ruleforge.model import Kind

__all__ = ["command"]

_KINDS = [kind.value for kind in Kind]
_SELECTOR = "management-events"
"""The event selector that a new trail is made of, where the catalogue has it."""


@click.command("new", epilog="Exit codes: 0 written, 3 the id cannot be, or the rule is there already.")
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("rule_id", metavar="ID")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    help="The folder for the file; made if need be. Default: rules/KIND where there is a folder rules, else here.",
)
@format_option("text", "json")
def command(kind: str, rule_id: str, folder: str | None, output: str) -> int:
    """Write a rule to begin with: it loads, its tests pass, and every text in it is there to be replaced.

    An alarm watches the metric of the filter after which it is named.

    \b
    ruleforge new metric-filter trail-stopped --dir my-rules/metric-filter
    ruleforge new alarm trail-stopped-alarm --dir my-rules/alarm
    """
    from ruleforge.catalog.templates import check_id, rule_text
    from ruleforge.cli.output import make_folder, schema_path, write_text

    check_id(rule_id)
    place = Path(folder) if folder is not None else Path("rules", kind) if Path("rules").is_dir() else Path()
    top = _top(place)
    _refuse_twice(top, rule_id)
    make_folder(place)
    path = place / f"{rule_id}.yaml"
    selectors = [_SELECTOR] if _file_of(top, _SELECTOR) else []
    write_text(path, rule_text(Kind(kind), rule_id, schema=schema_path(place, kind), selectors=selectors))
    if output == "json":
        console.echo_json({"file": str(path), "kind": kind, "id": rule_id})
    else:
        console.echo(f"{path}\nNow replace its texts, and see what ruleforge test --catalog {path} says.")
    return 0


def _top(place: Path) -> Path:
    """The folder of the catalogue that a folder is in: the one that holds the folders of kinds."""
    for candidate in (place, *place.parents):
        if candidate.name in _KINDS:
            return candidate.parent
    return place


def _file_of(top: Path, rule_id: str) -> Path | None:
    """The file in which a catalogue has a rule: rules stand in files of their names."""
    if not top.is_dir():
        return None
    return next((path for suffix in ("yaml", "yml") for path in sorted(top.rglob(f"{rule_id}.{suffix}"))), None)


def _refuse_twice(top: Path, rule_id: str) -> None:
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import UsageError

    there = _file_of(top, rule_id)
    if there is not None:
        help_ = "take another id, or edit that file"
        raise UsageError([Finding("rule/duplicate", f"{there}: the rule {rule_id} is there already", help=help_)])
