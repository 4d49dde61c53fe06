"""`ruleforge drift`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import deployment_options, profile_option
from ruleforge.cli.options import catalog_option, format_option, parameter_option

__all__ = ["command"]


@click.command(
    "drift",
    epilog="Exit codes: 0 the account is as the rules have it, 1 it is not, 2 a file cannot be read or AWS does not"
    " answer, 3 usage.",
)
@deployment_options
@catalog_option
@parameter_option
@profile_option
@format_option("text", "json")
def command(
    rules: tuple[str, ...],
    bundle: str | None,
    values_file: str | None,
    catalog_path: str | None,
    parameters: dict[str, str],
    profile: str | None,
    output: str,
) -> int:
    """Say where an account is not as the rules have it, field by field.

    \b
    ruleforge drift --bundle production --parameters values.yaml
    """
    from ruleforge.cli.plan import planned
    from ruleforge.report.account import plan_page

    plan, _, _ = planned(rules, bundle, values_file, catalog_path, parameters, profile)
    if output == "json":
        console.echo_json(plan.to_dict())
    else:
        console.echo(plan_page(plan, only_differences=True))
    return 0 if plan.is_empty else 1
