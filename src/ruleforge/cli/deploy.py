"""`ruleforge deploy`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import Wanted, account_options
from ruleforge.cli.options import format_option

if TYPE_CHECKING:
    from ruleforge.account import PlannedChange
    from ruleforge.diagnostics import Finding

__all__ = ["command"]


@click.command(
    "deploy",
    epilog="Exit codes: 0 the account is as the rules have it, or would be; 1 AWS refused something, or something is"
    " there that no export made, or the answer was no; 2 a file cannot be read or AWS does not answer; 3 usage.",
)
@account_options
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--adopt", is_flag=True, help="Overwrite what is there under the same name and no export made.")
@format_option("text", "json")
def command(
    wanted: Wanted,
    dry_run: bool,
    yes: bool,
    adopt: bool,
    output: str,
) -> int:
    """Make an account as the rules have it: shows the plan, asks, and makes the calls in the order of dependency.

    Every call can be made again: after a failure, run it again and it goes on with what is left.

    \b
    ruleforge deploy --bundle production --parameters values.yaml --dry-run
    ruleforge deploy --bundle production --parameters values.yaml
    """
    from ruleforge.account import State, deploy
    from ruleforge.report.account import change_line, outcome_page, plan_page

    plan, deployment, clients = wanted.plan()
    foreign = [] if adopt else list(plan.of(State.FOREIGN))
    waiting = plan.of(State.CREATE, State.UPDATE, *([State.FOREIGN] if adopt else []))
    if output == "text":
        console.echo(plan_page(plan, only_differences=True))
    if foreign:
        console.problems(_foreign(foreign))
    if dry_run or not waiting:
        if output == "json":
            console.echo_json({"plan": plan.to_dict(), "outcome": None})
        return 1 if foreign else 0
    if not yes and not _agreed(len(waiting)):
        if output == "json":
            console.echo_json({"plan": plan.to_dict(), "outcome": None})
        return 1
    counter = console.Progress()

    begun = 0

    def show(change: PlannedChange) -> None:
        nonlocal begun
        begun += 1
        counter.show(change_line(change))

    try:
        outcome = deploy(plan, deployment, clients, adopt=adopt, progress=show)
    except KeyboardInterrupt:
        counter.clear()
        console.echo(f"stopped at the {begun}. of {len(waiting)} changes: run it again, and it goes on", err=True)
        raise
    counter.clear()
    console.problems(outcome.findings)
    if output == "json":
        console.echo_json({"plan": plan.to_dict(), "outcome": outcome.to_dict()})
    else:
        console.echo(outcome_page(outcome))
    return 1 if outcome.failed or foreign else 0


def _foreign(changes: Iterable[PlannedChange]) -> list[Finding]:
    from ruleforge.diagnostics import Finding

    help_ = "--adopt overwrites it; or give the rule another name, or import it: ruleforge import"
    return [
        Finding(
            "account/foreign",
            f"{change.resource.kind.value} {change.resource.name} is there, and no export made it: left as it is",
            help=help_,
        )
        for change in changes
    ]


def _agreed(count: int) -> bool:
    """Whether whoever sits there says yes. Without a terminal to ask at, that is a mistake in the call."""
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask at: say --yes, or --dry-run.")
    return click.confirm(f"Make {count} {'change' if count == 1 else 'changes'}?", err=True)
