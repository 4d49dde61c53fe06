"""Alarms drawn into a metric widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("db.annotation_alarms.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for widget in widgets_of(subject):
        annotations = widget.properties.get("annotations")
        alarms = annotations.get("alarms") if isinstance(annotations, Mapping) else None
        if isinstance(alarms, list) and len(alarms) > _MOST:
            path = (*widget.path, "properties", "annotations", "alarms")
            yield Problem(f"{len(alarms)} alarms in one widget", path, help="show them in a widget of the type alarm")


CHECK = Check(
    id="limit/dashboard-annotation",
    severity=Severity.ERROR,
    summary="A metric widget with more than one alarm among its annotations.",
    why=(
        "A metric widget draws the threshold of one alarm, by its ARN among the annotations. Many alarms go"
        " into a widget of the type alarm."
    ),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.annotation_alarms.max",),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - type: metric
        properties:
          region: us-east-1
          annotations:
            alarms: ⟦["arn:aws:cloudwatch:us-east-1:111122223333:alarm:a", "arn:aws:…:b"]⟧
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - type: metric
        properties:
          region: us-east-1
          annotations: {alarms: ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:a"]}
"""),
    ),
)
