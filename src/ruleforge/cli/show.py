"""`ruleforge show`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option

__all__ = ["command"]


@click.command("show", epilog="Exit codes: 0, 2 the rule cannot be read, 3 there is no such rule.")
@click.argument("rule_id", metavar="RULE")
@catalog_option
@format_option("text", "json")
def command(rule_id: str, catalog_path: str | None, output: str) -> int:
    """Show everything about a rule.

    \b
    ruleforge show bedrock-guardrail-changes
    """
    from ruleforge.catalog import load_rule
    from ruleforge.report.rules import rule_data, rule_page

    rule, catalog = load_rule(rule_id, catalog_path)
    if output == "json":
        console.echo_json(rule_data(rule, catalog.parameters))
    else:
        console.echo(console.colored(rule_page(rule, catalog.parameters)))
    return 0
