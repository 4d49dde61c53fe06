"""`ruleforge query`."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load, parameter_option
from ruleforge.cli.output import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ruleforge.languages.logs_sql import LogsQuery

__all__ = ["command", "log_paths", "parsed_query"]

_BROKEN = 2


def _bound(_context: click.Context, _option: click.Parameter, seconds: float) -> float:
    if math.isnan(seconds):
        raise click.BadParameter("nan is no number of seconds")
    return seconds


@click.command(
    "query", epilog="Exit codes: 0, 2 AWS refuses the query or input could not be read (the rest is answered), 3 usage."
)
@click.argument("query", metavar="RULE_OR_SQL")
@click.option(
    "--logs",
    "logs",
    metavar="GROUP=PATH",
    multiple=True,
    required=True,
    help="The logs of a log group that FROM names: files, folders, globs, or -. Where FROM names one, PATH is enough.",
)
@catalog_option
@parameter_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    callback=_bound,
    default=60.0,
    show_default=True,
    help="Seconds it may take.",
)
@click.option("--memory", default="2GB", show_default=True, help="How much it may hold before it goes to disk.")
@click.option("--output", "file", type=click.Path(dir_okay=False), help="Write the answer to this file.")
@format_option("text", "json", "csv")
def command(
    query: str,
    logs: tuple[str, ...],
    catalog_path: str | None,
    parameters: dict[str, str],
    timeout: float,
    memory: str,
    file: str | None,
    output: str,
) -> int:
    """Run a Logs Insights query in OpenSearch SQL on local logs, under AWS's own restrictions.

    RULE_OR_SQL is the id of a query of the catalogue, SQL, a file that ends in .sql, or - for standard input. The logs
    may have any shape that AWS delivers, plain or gzip.

    \b
    ruleforge query ai-calls-by-source-address --logs ./AWSLogs
    ruleforge query "SELECT eventName, COUNT(*) AS n FROM `trail` GROUP BY eventName" --logs trail=./AWSLogs
    ruleforge query joined.sql --logs trail=./AWSLogs --logs aws/spans=spans.ndjson --format csv
    """
    from ruleforge.engine.query_logs import query_logs
    from ruleforge.report.queries import csv_text, text

    parsed, values, code = parsed_query(query, catalog_path, parameters)
    line = console.Progress()
    try:
        report = query_logs(
            parsed,
            log_paths(parsed, logs, values),
            timeout=timeout,
            memory=memory,
            progress=lambda done, total: line.show(f"{done}/{total} files read"),
        )
    finally:
        line.clear()
    if output == "csv":
        rendered = csv_text(report.result)
    elif output == "json":
        import json

        rendered = json.dumps(report.to_dict(), indent=2) + "\n"
    else:
        rendered = text(report) + "\n"
    if output == "csv":
        console.problems(report.result.notes)
    if file is not None:
        write_text(Path(file), rendered)
    else:
        console.echo(rendered, newline=False)
    return code or (_BROKEN if report.broken else 0)


def parsed_query(
    query: str, catalog_path: str | None, parameters: Mapping[str, str]
) -> tuple[LogsQuery, Mapping[str, str], int]:
    """The query that a word of the command line stands for, the values of placeholders, and the exit code so far."""
    from ruleforge.languages.logs_sql import LogsQuery

    if query == "-":
        return LogsQuery.parse(sys.stdin.read(), name="<stdin>"), {}, 0
    if query.endswith(".sql") and not any(sign.isspace() for sign in query):
        return LogsQuery.parse(Path(query).read_text(encoding="utf-8"), name=query), {}, 0
    if any(sign.isspace() for sign in query.strip()):
        return LogsQuery.parse(query, name="<query>"), {}, 0
    from ruleforge.catalog import parse_query, values_for
    from ruleforge.model import Kind

    catalog, code = load(catalog_path)
    values = values_for(catalog.parameters, parameters)
    return parse_query(catalog.get(query, Kind.QUERY), values), values, code


def log_paths(query: LogsQuery, logs: Sequence[str], values: Mapping[str, str]) -> dict[str, list[str]]:
    """The paths of each log group, out of GROUP=PATH; a group may be named by its placeholder. Raises UsageError."""
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import UsageError

    found: dict[str, list[str]] = {}
    problems: list[Finding] = []
    known = ", ".join(query.log_groups)
    for given in logs:
        group, sign, path = given.partition("=")
        group = values.get(group.removeprefix("${").removesuffix("}"), group)
        if sign and (group in query.log_groups or () in query.needs):
            found.setdefault(group, []).append(path)
        elif len(query.log_groups) == 1 and (not sign or "/" in group or Path(given).exists()):
            found.setdefault(query.log_groups[0], []).append(given)
        else:
            message = f"{given}: the query reads no log group {group}" if sign else f"{given}: for which log group?"
            help_ = f"write GROUP=PATH; FROM names {known}"
            problems.append(Finding("usage/logs", message, help=help_))
    if problems:
        raise UsageError(problems)
    return found
