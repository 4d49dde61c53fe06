"""The number of widgets."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import DashboardSpec, Kind

__all__ = ["CHECK"]

_MOST = number("db.widgets.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    if not isinstance(spec, DashboardSpec):
        return
    given = len((spec.body or {}).get("widgets", ()))
    if spec.body is not None and given == _MOST:
        message = f"{given} widgets, and one more that the export adds"
        yield Problem(message, ("spec", "DashboardBody", "widgets"), help="leave one out")
    total = sum(1 + len(row.widgets) for row in spec.rows) + 1
    if total > _MOST:
        message = f"{total} widgets, with the headers of rows and the line that the export adds"
        yield Problem(message, ("spec", "rows"), help="make two dashboards of it")


_TEXT = "{type: text, properties: {markdown: Text}}"


def _body(count: int) -> str:
    return f"[{', '.join([_TEXT] * count)}]"


def _dashboard(member: str) -> str:
    return f"kind: dashboard\nspec:\n  DashboardName: ai-workloads\n  {member}\n"


def _rows(count: int) -> str:
    return f"[{', '.join([f'{{title: Row, widgets: {_body(9)}}}'] * count)}]"


CHECK = Check(
    id="limit/dashboard-widgets",
    severity=Severity.ERROR,
    summary="A dashboard with more than 500 widgets.",
    why=(
        f"A dashboard has up to {_MOST} widgets. Rows are laid out with a header each, and an export adds a"
        " line that says which rule the dashboard comes from: both are widgets and count."
    ),
    rule=_ask,
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.widgets.max",),
    avoid=(
        Example(_dashboard(f"DashboardBody: {{widgets: ⟦{_body(_MOST + 1)}⟧}}")),
        Example(_dashboard(f"DashboardBody: {{widgets: ⟦{_body(_MOST)}⟧}}")),
        Example(_dashboard(f"rows: ⟦{_rows(50)}⟧")),
    ),
    prefer=(
        Example(_dashboard(f"DashboardBody: {{widgets: {_body(_MOST - 1)}}}")),
        Example(_dashboard(f"rows: {_rows(49)}")),
    ),
)
