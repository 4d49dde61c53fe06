"""`ruleforge plan`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import Wanted, account_options
from ruleforge.cli.options import format_option

__all__ = ["command"]


@click.command(
    "plan",
    epilog="Exit codes: 0 told, 2 a file cannot be read or AWS does not answer, 3 usage, another account, or a"
    " placeholder without a value.",
)
@account_options
@format_option("text", "json")
def command(
    wanted: Wanted,
    output: str,
) -> int:
    """Say what a deployment would do to an account: create, update, leave as it is; and what is not ours.

    Needs boto3 (pip install 'ruleforge[aws]'). Only reads; credentials are those that every AWS tool uses.

    \b
    ruleforge plan --bundle production --parameters values.yaml
    """
    from ruleforge.report.account import plan_page

    plan, _, _ = wanted.plan()
    if output == "json":
        console.echo_json(plan.to_dict())
    else:
        console.echo(plan_page(plan))
    return 0
