"""`ruleforge list`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load
from ruleforge.model import Kind, RuleSeverity

__all__ = ["command"]

_KINDS = [kind.value for kind in Kind]
_SEVERITIES = [severity.value for severity in RuleSeverity]


@click.command("list", epilog="Exit codes: 0, 2 a rule file cannot be read, 3 usage.")
@catalog_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    help="Only rules of this kind; may be given several times.",
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    type=click.Choice(_SEVERITIES),
    help="Only rules of this severity; may be given several times.",
)
@click.option("--matrix", "dimensions", multiple=True, help="Only rules that serve this dimension of a scoping matrix.")
@format_option("text", "json")
def command(
    catalog_path: str | None,
    kinds: tuple[str, ...],
    severities: tuple[str, ...],
    dimensions: tuple[str, ...],
    output: str,
) -> int:
    """List the rules of the catalogue.

    \b
    ruleforge list --severity high
    ruleforge list --catalog ./my-rules --format json
    """
    from ruleforge.report.rules import rule_summary, rule_table

    catalog, code = load(catalog_path)
    rules = [
        rule
        for rule in catalog
        if (not kinds or rule.kind.value in kinds)
        and (not severities or rule.severity.value in severities)
        and (not dimensions or any(word in words for words in rule.matrix.values() for word in dimensions))
    ]
    if output == "json":
        console.echo_json({"rules": [rule_summary(rule) for rule in rules]})
    else:
        console.echo(rule_table(rules))
    return code
