"""Making an account as a deployment has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruleforge.account.clients import Clients, telling
from ruleforge.account.plan import Plan, PlannedChange, State
from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError
from ruleforge.export.requests import Call, Need, calls_for
from ruleforge.export.resources import Deployment, ResourceKind

__all__ = ["Outcome", "deploy"]


@dataclass(slots=True)
class Outcome:
    """What became of a plan: the changes that were made, those that AWS refused, and those that were not tried."""

    done: list[PlannedChange] = field(default_factory=list)
    failed: list[PlannedChange] = field(default_factory=list)
    left: list[PlannedChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON data."""
        groups = {"done": self.done, "failed": self.failed, "left": self.left}
        data: dict[str, Any] = {name: [item.resource.name for item in items] for name, items in groups.items()}
        return data | {"findings": [finding.to_dict() for finding in self.findings]}


def deploy(
    plan: Plan,
    deployment: Deployment,
    clients: Clients,
    *,
    adopt: bool = False,
    progress: Callable[[PlannedChange], None] | None = None,
) -> Outcome:
    """Makes every change of a plan, in its order; with `adopt` objects that no export made are overwritten too.

    An object that AWS refuses does not keep others of its kind from being made, but those of later kinds are left: they
    may need it. Every call can be made again, so a second run goes on where the first one stopped.
    """
    states = (State.CREATE, State.UPDATE, State.FOREIGN) if adopt else (State.CREATE, State.UPDATE)
    outcome = Outcome()
    failed_kind: ResourceKind | None = None
    for change in plan.of(*states):
        if failed_kind is not None and change.resource.kind is not failed_kind:
            outcome.left.append(change)
            continue
        if progress is not None:
            progress(change)
        try:
            _make(change, deployment, clients)
        except AccountError as error:
            failed_kind = change.resource.kind
            outcome.failed.append(change)
            outcome.findings += error.findings
        else:
            outcome.done.append(change)
    return outcome


def _make(change: PlannedChange, deployment: Deployment, clients: Clients) -> None:
    kind = change.resource.kind
    if kind is ResourceKind.SUBSCRIPTION_FILTER:
        # Before the new one: a log group takes few of them.
        _remove_earlier(change, clients, "delete_subscription_filter")
    for call in _calls(change, deployment):
        _call(call, change, clients)
    if kind is ResourceKind.METRIC_FILTER:
        # After the new one: an event may be counted twice in between, and none is lost.
        _remove_earlier(change, clients, "delete_metric_filter")


def _calls(change: PlannedChange, deployment: Deployment) -> Iterator[Call]:
    for call in calls_for(change.resource, deployment.values):
        if call.need is Need.MISSING and change.found is not None:
            continue
        if call.need is Need.PRESENT and change.found is None:
            continue
        yield call


def _call(call: Call, change: PlannedChange, clients: Clients) -> None:
    from botocore import xform_name

    parameters = dict(call.parameters)
    if call.need is Need.EXISTING_ID and change.found is not None:
        parameters["queryDefinitionId"] = change.found.identifier
    with telling(call.what):
        getattr(clients[call.service], xform_name(call.operation))(**parameters)


def _remove_earlier(change: PlannedChange, clients: Clients, operation: str) -> None:
    for name in change.found.earlier if change.found is not None else ():
        with telling(f"remove {name}"):
            getattr(clients["logs"], operation)(logGroupName=change.resource.body["logGroupName"], filterName=name)
