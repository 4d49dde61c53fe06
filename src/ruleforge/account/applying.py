"""Making an account as a deployment has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.plan import Plan, PlannedChange, State
from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError
from ruleforge.export.requests import Call, Need, Replaced, calls_for, replaced
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
    when = replaced(change.resource)
    if when is Replaced.BEFORE:
        _remove_earlier(change, clients)
    for call in calls_for(change.resource, deployment.values):
        if _is_needed(call, change):
            _call(call, change, clients)
    if when is Replaced.AFTER:
        _remove_earlier(change, clients)


def _is_needed(call: Call, change: PlannedChange) -> bool:
    match call.need:
        case Need.MISSING:
            return change.found is None
        case Need.PRESENT:
            return change.found is not None
        case Need.UNWANTED:
            there = {} if change.found is None else change.found.body
            return any(there.get(name) for name in call.parameters.keys() - _NAMES)
    return True


_NAMES = {"TrailName"}
"""Members of a request that say which object it is about."""


def _call(call: Call, change: PlannedChange, clients: Clients) -> None:
    from botocore import xform_name

    parameters = dict(call.parameters)
    if call.need is Need.EXISTING_ID and change.found is not None:
        parameters["queryDefinitionId"] = change.found.identifier
    clients.ask(call.service, xform_name(call.operation), call.what, **parameters)


_REMOVE = {
    ResourceKind.METRIC_FILTER: "delete_metric_filter",
    ResourceKind.SUBSCRIPTION_FILTER: "delete_subscription_filter",
}


def _remove_earlier(change: PlannedChange, clients: Clients) -> None:
    group = change.resource.body["logGroupName"]
    for name in change.found.earlier if change.found is not None else ():
        operation = _REMOVE[change.resource.kind]
        absent = ("ResourceNotFoundException",)
        clients.ask("logs", operation, f"remove {name}", absent=absent, logGroupName=group, filterName=name)
