"""`ruleforge drift`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import Wanted, account_options
from ruleforge.cli.options import format_option

__all__ = ["command"]


@click.command(
    "drift",
    epilog="Exit codes: 0 the account is as the rules have it, 1 it is not, 2 a file cannot be read or AWS does not"
    " answer, 3 usage.",
)
@account_options
@format_option("text", "json")
def command(
    wanted: Wanted,
    output: str,
) -> int:
    """Say where an account is not as the rules have it, field by field.

    \b
    ruleforge drift --bundle production --parameters values.yaml
    """
    from ruleforge.report.account import plan_page

    plan, _, _ = wanted.plan()
    if output == "json":
        console.echo_json(plan.to_dict())
    else:
        console.echo(plan_page(plan, only_differences=True))
    return 0 if plan.is_empty else 1
