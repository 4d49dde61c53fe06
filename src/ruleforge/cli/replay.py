"""`ruleforge replay`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load, parameter_option
from ruleforge.cli.output import write_text

__all__ = ["command"]

_BROKEN = 2


@click.command(
    "replay", epilog="Exit codes: 0, 2 some input or rule file could not be read (the rest is evaluated), 3 usage."
)
@click.argument("logs", nargs=-1, required=True)
@catalog_option
@click.option("--trail", metavar="ID", help="Rules see only what this trail of the catalogue would have recorded.")
@parameter_option
@click.option("--rule", "rule_ids", multiple=True, help="Only this rule, id or id@version; may be given several times.")
@click.option("--since", help="Only events at or after this time, such as 2026-05-04 or 2026-05-04T08:00:00Z.")
@click.option("--until", help="Only events before this time.")
@click.option(
    "--processes", type=click.IntRange(min=1), default=1, show_default=True, help="How many processes to use."
)
@click.option("--output", "file", type=click.Path(dir_okay=False), help="Write the report to this file.")
@format_option("text", "json")
def command(
    logs: tuple[str, ...],
    catalog_path: str | None,
    trail: str | None,
    parameters: dict[str, str],
    rule_ids: tuple[str, ...],
    since: str | None,
    until: str | None,
    processes: int,
    file: str | None,
    output: str,
) -> int:
    """Evaluate the rules over log files: what they match, who contributes, which alarms go off.

    LOGS are files, folders or globs, or - for standard input, in any shape that AWS delivers: S3 deliveries, JSON
    lines, arrays, CloudWatch Logs exports, API output and subscription payloads, plain or gzip.

    \b
    ruleforge replay ./AWSLogs --processes 4
    ruleforge replay trail.ndjson.gz --rule bedrock-guardrail-changes --since 2026-05-04
    ruleforge replay ./AWSLogs --trail ai-workloads --set ACCOUNT_ID=123456789012
    """
    from ruleforge.engine import Progress, replay
    from ruleforge.report.replay import text

    catalog, code = load(catalog_path)
    line = console.Progress()

    def progress(so_far: Progress) -> None:
        line.show(f"{so_far.done}/{so_far.total} files read, {so_far.events:,} events")

    try:
        report = replay(
            catalog,
            logs,
            trail=trail,
            rules=rule_ids or None,
            since=since,
            until=until,
            processes=processes,
            parameters=parameters,
            progress=progress,
        )
    finally:
        line.clear()
    rendered = json.dumps(report.to_dict(), indent=2) if output == "json" else text(report)
    if file is not None:
        write_text(Path(file), rendered + "\n")
    else:
        console.echo(rendered)
    return code or (_BROKEN if report.input.broken else 0)
