"""`ruleforge coverage`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load

__all__ = ["command"]


@click.command("coverage", epilog="Exit codes: 0, 2 a rule file cannot be read (the rest is shown), 3 usage.")
@catalog_option
@click.option("--trail", metavar="ID", help="Only this trail, with the rules that it leaves blind.")
@format_option("text", "json")
def command(catalog_path: str | None, trail: str | None, output: str) -> int:
    """Show what the catalogue covers, and where the chain from selector to alarm has gaps.

    Rules by dimension of the scoping matrices, by pipeline and by kind; what each trail lets the rules see; rules that
    no selector feeds, selectors that no rule reads, filters without an alarm, rules without tests. Who feeds whom is
    told by the events of the rules' tests and by the fixtures.

    \b
    ruleforge coverage
    ruleforge coverage --trail roll-out-1-management
    ruleforge coverage --format json
    """
    from ruleforge.events import Fixtures
    from ruleforge.report.coverage import text
    from ruleforge.testing import survey

    catalog, code = load(catalog_path)
    found = survey(catalog, Fixtures.shipped(*catalog.fixtures), trail=trail)
    if output == "json":
        console.echo_json(found.to_dict())
    else:
        console.echo(text(found))
    return code
