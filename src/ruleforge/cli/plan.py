"""`ruleforge plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import deployment_options, deployment_request, profile_option
from ruleforge.cli.options import catalog_option, format_option, parameter_option

if TYPE_CHECKING:
    from ruleforge.account import Clients, Plan
    from ruleforge.export import Deployment

__all__ = ["command", "planned"]


@click.command(
    "plan",
    epilog="Exit codes: 0 told, 2 a file cannot be read or AWS does not answer, 3 usage, another account, or a"
    " placeholder without a value.",
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
    """Say what a deployment would do to an account: create, update, leave as it is; and what is not ours.

    Needs boto3 (pip install 'ruleforge[aws]'). Only reads; credentials are those that every AWS tool uses.

    \b
    ruleforge plan --bundle production --parameters values.yaml
    """
    from ruleforge.report.account import plan_page

    plan, _, _ = planned(rules, bundle, values_file, catalog_path, parameters, profile)
    if output == "json":
        console.echo_json(plan.to_dict())
    else:
        console.echo(plan_page(plan))
    return 0


def planned(
    rules: tuple[str, ...],
    bundle: str | None,
    values_file: str | None,
    catalog_path: str | None,
    parameters: dict[str, str],
    profile: str | None,
) -> tuple[Plan, Deployment, Clients]:
    """The plan that the arguments of a command ask for, with what it takes to carry it out."""
    from ruleforge.account import Clients, make_plan
    from ruleforge.catalog import load_catalog
    from ruleforge.export import assemble

    catalog = load_catalog(catalog_path)
    deployment = assemble(deployment_request(catalog, rules, bundle, parameters, values_file), catalog)
    clients = Clients(deployment.values["REGION"], profile)
    return make_plan(deployment, clients), deployment, clients
