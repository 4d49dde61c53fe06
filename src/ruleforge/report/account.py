"""Plans, drift and deployments as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ruleforge.account import FieldDifference, Outcome, Plan, PlannedChange, State
from ruleforge.account.differences import ABSENT

__all__ = ["change_line", "outcome_page", "plan_page"]

_SIGNS = {State.CREATE: "+", State.UPDATE: "~", State.UNCHANGED: "=", State.FOREIGN: "!"}
_SHOWN = 100


def plan_page(plan: Plan, *, only_differences: bool = False) -> str:
    """Each object with what would happen to it, the fields that differ below it, and the counts.

    With `only_differences` objects that are as the rules have them are left out.
    """
    lines = [f"account {plan.account}, Region {plan.region}", ""]
    for change in plan.changes:
        if not only_differences or change.state is not State.UNCHANGED:
            lines += [change_line(change), *_details(change)]
    counts = ", ".join(f"{len(plan.of(state))} {state.value}" for state in State if plan.of(state))
    return "\n".join([*lines, *([""] if len(lines) > 2 else []), counts])


def change_line(change: PlannedChange) -> str:
    """One object: a sign for what happens to it, its kind and its name."""
    resource = change.resource
    return f"{_SIGNS[change.state]} {resource.kind.value:<21}{resource.name}"


def _details(change: PlannedChange) -> Iterator[str]:
    if change.state is State.FOREIGN:
        yield "    is there, and no export made it"
    if change.state in (State.UPDATE, State.FOREIGN):
        yield from (f"    {line}" for item in change.differences for line in _difference(item))
    for name in change.found.earlier if change.found is not None else ():
        yield f"    replaces {name}"


def _difference(item: FieldDifference) -> Iterator[str]:
    wanted, found = _shown(item.wanted), _shown(item.found)
    if len(wanted) + len(found) + len(item.field) < _SHOWN:
        yield f"{item.field}: {found} → {wanted}"
    else:
        yield from (f"{item.field}:", f"  there: {found}", f"  rules: {wanted}")


def _shown(value: object) -> str:
    """A value on one line; of a long text the start."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def outcome_page(outcome: Outcome) -> str:
    """What became of a plan, in a line, and what was left."""
    counts = [f"{len(outcome.done)} done"]
    if outcome.failed:
        counts.append(f"{len(outcome.failed)} refused: {', '.join(item.resource.name for item in outcome.failed)}")
    if outcome.left:
        counts.append(f"{len(outcome.left)} not tried, for they may need what was refused")
    return "; ".join(counts)
