"""Bundles with an alarm and without the filter that publishes its metric."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import AlarmSpec, Kind, MetricFilterSpec

__all__ = ["CHECK"]

_SHOWN = 3


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for bundle in bundles_of(catalog):
        filters = [subject.rule.spec for subject in bundle.of_kind(Kind.METRIC_FILTER)]
        there = {spec.metric for spec in filters if isinstance(spec, MetricFilterSpec)}
        alone = [
            subject.rule.id
            for subject in bundle.of_kind(Kind.ALARM)
            if isinstance(subject.rule.spec, AlarmSpec)
            and subject.rule.spec.metric in catalog.published
            and subject.rule.spec.metric not in there
        ]
        if alone:
            more = f" and {len(alone) - _SHOWN} more" if len(alone) > _SHOWN else ""
            watch = "watch metrics" if alone[1:] else "watches a metric"
            message = f"{', '.join(alone[:_SHOWN])}{more} {watch} that no filter of this bundle publishes"
            help_ = "add the filters, or leave the alarms out"
            yield Problem(message, ("spec", "rules"), rule=bundle.rule, help=help_)


_CATALOGUE = """\
kind: bundle
spec:
  rules: {rules}
---
kind: metric-filter
id: guardrail-deleted
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventName = "DeleteGuardrail" }}'
  metricTransformations:
    - {{metricNamespace: Examples, metricName: GuardrailDeleted, metricValue: "1"}}
---
kind: alarm
id: guardrail-deleted-alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Examples
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""

CHECK = Check(
    id="record/bundle-without-filter",
    severity=Severity.WARNING,
    summary="A bundle with an alarm whose metric filter the catalogue has and the bundle leaves out.",
    why=(
        "Where nothing else publishes the metric, the alarm stays without data and calls nobody. It is no error, for"
        " the filter may be there already from another bundle."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    checked="2026-11-24",
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(Example(_CATALOGUE.format(rules="⟦[alarm/*]⟧")),),
    prefer=(Example(_CATALOGUE.format(rules="[alarm/*, metric-filter/*]")),),
)
