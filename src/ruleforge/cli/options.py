"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["catalog_option", "format_option", "load", "parameter_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def catalog_option(command: _Command) -> _Command:
    """`--catalog PATH`: another catalogue than the shipped one."""
    option = click.option(
        "--catalog",
        "catalog_path",
        metavar="PATH",
        help="A folder of rules, or one rule file. Default: the catalogue that comes with ruleforge.",
    )
    return option(command)


def parameter_option(command: _Command) -> _Command:
    """`--set NAME=VALUE`: values for placeholders, as `parameters`."""
    option = click.option(
        "--set",
        "parameters",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_to_values,
        help="The value of a placeholder, such as ACCOUNT_ID=123456789012; may be given several times.",
    )
    return option(command)


def _to_values(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in given:
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{item!r} is not NAME=VALUE.")
        values[name.removeprefix("${").removesuffix("}")] = value
    return values


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """`--format`: the same data for people or for machines; the first format is the default."""

    def chosen(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
        from ruleforge.cli import console

        console.set_json(value == "json")
        return value

    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        callback=chosen,
        help="Output format.",
    )


def load(catalog_path: str | None) -> tuple[Any, int]:
    """The catalogue and the exit code so far: broken files are reported, and the good rules go on (exit code 2)."""
    from ruleforge.catalog import Catalog, load_catalog
    from ruleforge.cli import console
    from ruleforge.diagnostics import Severity
    from ruleforge.errors import CatalogError

    try:
        catalog = load_catalog(catalog_path)
    except CatalogError as error:
        if not isinstance(error.catalog, Catalog) or not len(error.catalog):
            raise
        console.problems(error.findings)
        return error.catalog, error.exit_code
    console.problems([note for note in catalog.notes if note.severity is Severity.WARNING])
    return catalog, 0
