"""Rules as a table, as a page and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ruleforge.catalog.parameters import find_placeholders
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import MetricFilterSpec, Parameter, Rule, SubscriptionFilterSpec
from ruleforge.report.table import table

__all__ = ["rule_data", "rule_page", "rule_summary", "rule_table"]

_WIDTH = 100


def rule_summary(rule: Rule) -> dict[str, object]:
    """What a list says of a rule, as JSON data."""
    return {
        "id": rule.id,
        "version": rule.version,
        "kind": rule.kind.value,
        "severity": rule.severity.value,
        "status": rule.status.value,
        "title": rule.title,
        "source": rule.source.to_dict(),
        "matrix": {scope: list(words) for scope, words in rule.matrix.items()},
        "tests": len(rule.tests),
    }


def rule_table(rules: Sequence[Rule]) -> str:
    """The rules, one a line, and how many they are."""
    header = ("ID", "VERSION", "KIND", "SEVERITY", "TITLE")
    rows = [(rule.id, rule.version, rule.kind.value, rule.severity.value, rule.title) for rule in rules]
    count = f"{len(rules)} rule{'s' if len(rules) != 1 else ''}"
    return "\n".join([*table(header, rows), "", count] if rows else [count])


def rule_data(rule: Rule, parameters: Mapping[str, Parameter]) -> dict[str, object]:
    """Everything about a rule, as JSON data."""
    pattern = FilterPattern.parse(rule.spec.filter_pattern)
    return rule_summary(rule) | {
        "path": rule.path,
        "description": rule.description,
        "attack": list(rule.attack),
        "false_positives": list(rule.false_positives),
        "spec": _spec_data(rule.spec),
        "pattern": {"canonical": str(pattern), "notes": [note.to_dict() for note in pattern.notes]},
        "parameters": {
            name: {"description": parameters[name].description, "find": parameters[name].find}
            for name in _placeholders(rule)
            if name in parameters
        },
        "tests": [test.name for test in rule.tests],
    }


def _spec_data(spec: MetricFilterSpec | SubscriptionFilterSpec) -> dict[str, object]:
    """The spec in AWS's own words."""
    data: dict[str, object] = {"logGroupName": spec.log_group_name, "filterPattern": spec.filter_pattern}
    if isinstance(spec, SubscriptionFilterSpec):
        optional = {"destinationArn": spec.destination_arn, "roleArn": spec.role_arn, "distribution": spec.distribution}
        return data | {name: value for name, value in optional.items() if value is not None}
    transformation = spec.transformation
    published: dict[str, object] = {
        "metricNamespace": transformation.metric_namespace,
        "metricName": transformation.metric_name,
        "metricValue": transformation.metric_value,
        "unit": transformation.unit,
    }
    if transformation.default_value is not None:
        published["defaultValue"] = transformation.default_value
    if transformation.dimensions:
        published["dimensions"] = {item.name: item.value for item in transformation.dimensions}
    return data | {"metricTransformations": [published]}


def _placeholders(rule: Rule) -> list[str]:
    texts = [rule.spec.log_group_name]
    if isinstance(rule.spec, SubscriptionFilterSpec):
        texts += [rule.spec.destination_arn or "", rule.spec.role_arn or ""]
    return sorted({name for text in texts for name, _, _ in find_placeholders(text)})


def rule_page(rule: Rule, parameters: Mapping[str, Parameter]) -> str:
    """Everything about a rule, for people."""
    lines = [f"{rule.id} {rule.version}", rule.title, ""]
    lines += [f"  {name:<10} {value}" for name, value in _facts(rule) if value]
    for paragraph in rule.description.split("\n\n"):
        lines += ["", *textwrap.wrap(" ".join(paragraph.split()), _WIDTH, initial_indent="  ", subsequent_indent="  ")]
    lines += ["", "Pattern", *_wrapped_pattern(rule.spec.filter_pattern)]
    lines += [f"  note: {note.message}" for note in FilterPattern.parse(rule.spec.filter_pattern).notes]
    lines += ["", *_destination(rule)]
    if rule.false_positives:
        lines += ["", "False positives", *_bullets(rule.false_positives)]
    if names := [name for name in _placeholders(rule) if name in parameters]:
        lines += ["", "Parameters"]
        for name in names:
            lines += [f"  ${{{name}}}  {parameters[name].description}", f"      {parameters[name].find}"]
    if rule.tests:
        lines += ["", f"Tests ({len(rule.tests)})", *_bullets([test.name for test in rule.tests])]
    return "\n".join(lines)


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "kind", rule.kind.value
    yield "severity", rule.severity.value
    yield "status", rule.status.value
    yield "source", rule.source.guide or ""
    yield "changed", rule.source.changed or ""
    yield "matrix", "; ".join(f"{scope}: {', '.join(words)}" for scope, words in rule.matrix.items())
    yield "attack", ", ".join(rule.attack)
    yield "file", rule.path


def _wrapped_pattern(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _destination(rule: Rule) -> list[str]:
    if isinstance(rule.spec, SubscriptionFilterSpec):
        return ["Forwards to", f"  {rule.spec.destination_arn}"]
    item = rule.spec.transformation
    metric = f"  {item.metric_namespace} / {item.metric_name} = {item.metric_value} ({item.unit})"
    extras = [] if item.default_value is None else [f"  default {item.default_value:g} in minutes without a match"]
    extras += [f"  by {dimension.name}: {dimension.value}" for dimension in item.dimensions]
    return ["Publishes", metric, *extras]


def _bullets(texts: Sequence[str]) -> list[str]:
    return [
        line
        for text in texts
        for line in textwrap.wrap(" ".join(text.split()), _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    ]
