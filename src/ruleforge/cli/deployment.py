"""What the commands that deploy have in common: what to deploy, with which values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ruleforge.catalog import Catalog
    from ruleforge.export import Request

__all__ = ["deployment_options", "deployment_request", "profile_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def deployment_options(command: _Command) -> _Command:
    """`[RULE]…`, `--bundle ID` and `--parameters FILE`."""
    for decorator in (
        click.option("--parameters", "values_file", metavar="FILE", help="A YAML or JSON file of values."),
        click.option("--bundle", metavar="ID", help="The bundle; without it, the rules that are named."),
        click.argument("rules", nargs=-1, metavar="[RULE]..."),
    ):
        command = decorator(command)
    return command


def profile_option(command: _Command) -> _Command:
    """`--profile NAME`: whose credentials to use."""
    option = click.option("--profile", metavar="NAME", help="A profile of the AWS configuration.")
    return option(command)


def deployment_request(
    catalog: Catalog,
    rules: tuple[str, ...],
    bundle: str | None,
    parameters: dict[str, str],
    values_file: str | None,
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
    known = read_values(Path(values_file)) if values_file else {}
    layers = (known, from_environment(os.environ), parameters)
    if bundle:
        return Request(catalog.get(bundle, Kind.BUNDLE), layers=layers, examples=examples)
    return Request(rules=rules, layers=layers, examples=examples)
