"""Log groups that nobody is known to fill."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import pipeline_of_group
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_OF_SERVICES = ("/aws/", "aws/")
"""How log groups begin that services of AWS write to under names of their own."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    delivered = subject.catalog.whole.delivered
    for part in subject.parts:
        for name, place in part.log_groups:
            if name.startswith(_OF_SERVICES) or name in delivered or pipeline_of_group(name, subject) is not None:
                continue
            placeholder = name.startswith("${")
            said = "its declaration names no pipeline" if placeholder else "no trail delivers to it"
            help_ = (
                "give it the pipeline that fills it in parameters.yaml"
                if placeholder
                else "take a placeholder that is declared with a pipeline, such as ${CLOUDTRAIL_LOG_GROUP}"
            )
            yield Problem(f"nobody is known to fill the log group {name}: {said}", place.path, place.inner, help=help_)


CHECK = Check(
    id="record/unfilled-log-group",
    severity=Severity.WARNING,
    summary="A query, filter or rule on a log group that nobody is known to fill.",
    why=(
        "A misspelled log group is no error for a query definition or a Contributor Insights rule: it is just empty."
        " Groups are known by a placeholder that says which pipeline fills it, by a trail of the catalogue that"
        " delivers there, or by a name that a service of AWS writes to."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ⟦cloudtrail⟧
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailsDeleted, metricValue: "1", defaultValue: 0}
---
kind: query
spec:
  name: Spans of agents
  queryLanguage: SQL
  queryString: SELECT traceId FROM ⟦`awsspans`⟧ LIMIT 10
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailsDeleted, metricValue: "1", defaultValue: 0}
---
kind: query
spec:
  name: Spans of agents
  queryLanguage: SQL
  queryString: SELECT traceId FROM `aws/spans` LIMIT 10
---
kind: query
spec:
  name: A trail's own group
  queryLanguage: SQL
  queryString: SELECT eventName FROM `my-trail` LIMIT 10
---
kind: trail
spec: {TrailName: example, CloudWatchLogsLogGroup: my-trail, AdvancedEventSelectors: [management]}
---
kind: event-selector
id: management
"""
        ),
    ),
)
