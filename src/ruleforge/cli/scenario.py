"""`ruleforge scenario`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruleforge.events import Fixtures
    from ruleforge.model import Scenario

__all__ = ["command"]

_LOGS = {
    "cloudtrail": "cloudtrail.ndjson",
    "model-invocation-log": "model-invocations.ndjson",
    "spans": "spans.ndjson",
    "other": "other.ndjson",
}


@click.command("scenario", epilog="Exit codes: 0 all passed, 1 a scenario failed, 2 a file cannot be read, 3 usage.")
@click.argument("scenarios", metavar="[SCENARIO]...", nargs=-1)
@catalog_option
@click.option("--write", "folder", metavar="FOLDER", help="Write the stories' records there, one log a pipeline.")
@format_option("text", "json", "junit")
def command(scenarios: tuple[str, ...], catalog_path: str | None, folder: str | None, output: str) -> int:
    """Tell stories of attacks, and check what every stage of the chain makes of them.

    SCENARIO is an id, a file, or a folder of files; without any, all of the catalogue's. A story that fails names the
    first stage that broke: captured, matches, datapoints, states, contributors or alarms.

    \b
    ruleforge scenario
    ruleforge scenario guardrail-weakened --write ./story
    ruleforge scenario my-scenarios/ --catalog ./my-rules
    """
    from ruleforge.events import Fixtures as Shipped
    from ruleforge.report.scenarios import junit, text
    from ruleforge.testing import run_scenarios

    catalog, code = load(catalog_path)
    chosen, problems = _choose(scenarios, tuple(catalog.fixtures))
    fixtures = Shipped.shipped(*catalog.fixtures)
    if folder is not None:
        _write(chosen, fixtures, Path(folder))
    report = run_scenarios(chosen, catalog, fixtures)
    if output == "json":
        console.echo_json(report.to_dict())
    elif output == "junit":
        click.echo(junit(report))
    else:
        console.echo(console.colored(text(report)))
    return 2 if problems else code or (1 if report.failed else 0)


def _choose(names: Sequence[str], own: tuple[Path, ...]) -> tuple[list[Scenario], bool]:
    """The scenarios that are asked for, and whether some file could not be read, which has been told."""
    import difflib

    from ruleforge.catalog import load_scenarios
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import CatalogError, UsageError

    paths = [Path(name) for name in names if Path(name).suffix in (".yaml", ".yml") or Path(name).is_dir()]
    ids = [name for name in names if Path(name) not in paths]
    found, findings = load_scenarios(paths, own) if paths else ([], [])
    if ids or not names:
        known, more = load_scenarios((), own)
        findings += more
        table = {scenario.id: scenario for scenario in known}
        unknown = []
        for name in ids:
            if name not in table:
                close = difflib.get_close_matches(name, table, n=3)
                help_ = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(table)}"
                unknown.append(Finding("scenario/unknown", f"there is no scenario {name!r}", help=help_))
        if unknown:
            raise UsageError([*unknown, *findings])
        found += [table[name] for name in dict.fromkeys(ids or table)]
    if not found:
        raise CatalogError(findings or [Finding("scenario/none", "there are no scenarios")])
    console.problems(findings)
    return found, bool(findings)


def _write(scenarios: Sequence[Scenario], fixtures: Fixtures, folder: Path) -> None:
    """Writes the records of each scenario into a folder of its name, whole files or none."""
    from ruleforge.cli.output import make_folder, write_text
    from ruleforge.events import tell

    for scenario in scenarios:
        lines: dict[str, list[str]] = {}
        for event in tell(scenario, fixtures):
            lines.setdefault(_LOGS[event.pipeline.value], []).append(event.message)
        make_folder(folder / scenario.id)
        for name, messages in sorted(lines.items()):
            path = folder / scenario.id / name
            write_text(path, "".join(f"{message}\n" for message in messages))
            console.echo(f"wrote {path} ({len(messages):,} records)", err=True)
