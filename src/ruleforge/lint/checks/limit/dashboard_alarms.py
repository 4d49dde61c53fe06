"""Alarms in an alarm widget."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import most_shown, widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("db.alarm_widget.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for widget in widgets_of(subject):
        given = widget.listed("alarms")
        if widget.type != "alarm" or (given is None and not widget.rules):
            continue
        count = len(given) if given is not None else most_shown(subject, widget, Kind.ALARM)
        if count > _MOST or count == 0:
            path = widget.path if given is None else (*widget.path, "properties", "alarms")
            yield Problem(f"{count} alarms in one widget", path, help="give each area a widget of its own")


_ALARM = """\
---
kind: alarm
id: alarm-{number}
spec:
  AlarmName: Alarm {number}
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""


def _dashboard(widget: str, alarms: int = 0) -> str:
    head = f"kind: dashboard\nid: grid\nspec: {{DashboardName: grid, rows: [{{title: Alarms, widgets: [{widget}]}}]}}\n"
    return head + "".join(_ALARM.format(number=index) for index in range(alarms))


CHECK = Check(
    id="limit/dashboard-alarms",
    severity=Severity.ERROR,
    summary="An alarm widget without an alarm, or with more than a hundred.",
    why=(
        f"A widget of the type alarm shows 1 to {_MOST} alarms. Of a pattern those count that a bundle deploys"
        " with the dashboard; without a bundle, all that it finds."
    ),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.alarm_widget.max",),
    avoid=(
        Example(_dashboard("⟦{rules: [alarm/*]}⟧", _MOST + 1)),
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: alarm, properties: {alarms: ⟦[]⟧}}
"""),
    ),
    prefer=(
        Example(_dashboard("{rules: [alarm/*]}", _MOST)),
        Example(
            _dashboard("{rules: [alarm/*]}", _MOST + 1)
            + "---\nkind: bundle\nspec: {rules: [grid, alarm/*], without: [alarm-7]}\n",
            note="What is deployed counts.",
        ),
    ),
)
