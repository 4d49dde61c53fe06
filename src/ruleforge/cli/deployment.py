"""What the commands that deploy have in common: what to deploy, with which values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ruleforge.cli.options import catalog_option, parameter_option

if TYPE_CHECKING:
    from ruleforge.account import Clients, Plan
    from ruleforge.catalog import Catalog
    from ruleforge.export import Deployment, Request

__all__ = ["Wanted", "account_options", "deployment_options", "deployment_request", "profile_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def deployment_options(command: _Command) -> _Command:
    """`[RULE]…`, `--bundle ID` and `--parameters FILE`."""
    for decorator in (
        click.option(
            "--parameters",
            "values_files",
            multiple=True,
            metavar="FILE",
            help="A YAML or JSON file of values; of several, later ones override earlier ones.",
        ),
        click.option("--bundle", metavar="ID", help="The bundle; without it, the rules that are named."),
        click.argument("rules", nargs=-1, metavar="[RULE]..."),
    ):
        command = decorator(command)
    return command


def profile_option(command: _Command) -> _Command:
    """`--profile NAME`: whose credentials to use."""
    option = click.option("--profile", metavar="NAME", help="A profile of the AWS configuration.")
    return option(command)


@dataclass(frozen=True)
class Wanted:
    """What an account is to have, as the arguments of a command say it, and whose credentials to use."""

    rules: tuple[str, ...]
    bundle: str | None
    values_files: tuple[str, ...]
    catalog_path: str | None
    parameters: dict[str, str]
    profile: str | None

    def plan(self) -> tuple[Plan, Deployment, Clients]:
        """The plan, with what it takes to carry it out."""
        from ruleforge.account import Clients, make_plan
        from ruleforge.catalog import load_catalog
        from ruleforge.export import assemble

        catalog = load_catalog(self.catalog_path)
        request = deployment_request(catalog, self.rules, self.bundle, self.parameters, self.values_files)
        deployment = assemble(request, catalog)
        clients = Clients(deployment.values["REGION"], self.profile)
        return make_plan(deployment, clients), deployment, clients


def account_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments that make a `Wanted`, which the command is given in their place."""
    names = Wanted.__dataclass_fields__

    @wraps(command)
    def gathered(**arguments: Any) -> Any:
        wanted = Wanted(**{name: arguments.pop(name) for name in names})
        return command(wanted, **arguments)

    return deployment_options(catalog_option(parameter_option(profile_option(gathered))))


def deployment_request(
    catalog: Catalog,
    rules: tuple[str, ...],
    bundle: str | None,
    parameters: dict[str, str],
    values_files: tuple[str, ...],
    *,
    examples: bool = False,
) -> Request:
    """What the arguments of a command ask to deploy."""
    import os
    from pathlib import Path

    from ruleforge.export import Request
    from ruleforge.export.values import from_environment, read_values
    from ruleforge.model import Kind

    if bool(rules) == bool(bundle):
        raise click.UsageError("Name rules, or give --bundle ID.")
    known = [read_values(Path(file)) for file in values_files]
    layers = (*known, from_environment(os.environ), parameters)
    if bundle:
        return Request(catalog.get(bundle, Kind.BUNDLE), layers=layers, examples=examples)
    return Request(rules=rules, layers=layers, examples=examples)
