"""What a deployment would do to each object of an account."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.differences import FieldDifference, differences
from ruleforge.account.found import Found, comparable
from ruleforge.account.reading import read
from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.export.resources import Deployment, Resource, ResourceKind

__all__ = ["Plan", "PlannedChange", "State", "make_plan"]


class State(enum.Enum):
    """How an object of the account stands to the one in the rules."""

    CREATE = "create"
    """It is not there."""
    UPDATE = "update"
    """It is there, came from an export, and is not as the rules have it."""
    UNCHANGED = "unchanged"
    FOREIGN = "foreign"
    """Something of its name is there that no export made."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One object: what is wanted, what was found, and where the two differ."""

    resource: Resource
    state: State
    found: Found | None = None
    differences: tuple[FieldDifference, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON data."""
        data: dict[str, Any] = {
            "kind": self.resource.kind.value,
            "name": self.resource.name,
            "rule": None if self.resource.stamp is None else self.resource.stamp.rule,
            "state": self.state.value,
        }
        if self.found is not None and self.found.stamp is not None:
            data["found"] = self.found.stamp.text
        if self.differences:
            data["differences"] = [item.to_dict() for item in self.differences]
        return data


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to every object, in the order in which it would."""

    account: str
    region: str
    changes: tuple[PlannedChange, ...]

    def of(self, *states: State) -> tuple[PlannedChange, ...]:
        """The changes of some states."""
        return tuple(change for change in self.changes if change.state in states)

    @property
    def is_empty(self) -> bool:
        """Whether the account is as the rules have it."""
        return all(change.state is State.UNCHANGED for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON data."""
        counts = {state.value: len(self.of(state)) for state in State}
        changes = [change.to_dict() for change in self.changes]
        return {"account": self.account, "region": self.region, "counts": counts, "changes": changes}


def make_plan(deployment: Deployment, clients: Clients) -> Plan:
    """Compares a deployment with the account that the credentials belong to.

    Raises UsageError where that is another account than the deployment is for, and AccountError where AWS refuses to
    tell.
    """
    account = clients.account()
    if account != deployment.values["ACCOUNT_ID"]:
        message = f"the credentials are of account {account}, and this is for {deployment.values['ACCOUNT_ID']}"
        help_ = "sign in to the other account, or give its id: --set ACCOUNT_ID=…"
        raise UsageError([Finding("account/other", message, help=help_)])
    resources = deployment.resolved()
    found: dict[tuple[ResourceKind, str], Found] = {}
    for kind in ResourceKind:
        wanted = [item for item in resources if item.kind is kind]
        if wanted:
            there = read(kind, wanted, clients, deployment.values)
            found |= {(kind, identifier): one for identifier, one in there.items()}
    changes = tuple(_change(item, found.get((item.kind, item.id))) for item in resources)
    return Plan(account, deployment.values["REGION"], changes)


def _change(resource: Resource, found: Found | None) -> PlannedChange:
    if found is None:
        return PlannedChange(resource, State.CREATE)
    wanted, there = (comparable(resource.kind, body) for body in (resource.body, found.body))
    where = tuple(sorted(differences(wanted, there), key=lambda item: item.field))
    if found.stamp is None and resource.stamp is not None:
        return PlannedChange(resource, State.FOREIGN, found, where)
    state = State.UPDATE if where or found.earlier else State.UNCHANGED
    return PlannedChange(resource, state, found, where)
