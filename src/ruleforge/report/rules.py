"""Rules as a table, as a page and as data."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ruleforge.catalog import parse_filter
from ruleforge.catalog.parameters import find_placeholders
from ruleforge.model import DashboardSpec, Kind, MetricFilterSpec, Parameter, QuerySpec, Rule, SubscriptionFilterSpec
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
    data = rule_summary(rule) | {
        "path": rule.path,
        "description": rule.description,
        "attack": list(rule.attack),
        "false_positives": list(rule.false_positives),
        "spec": rule.spec.to_dict(),
    }
    if rule.team is not None:
        data["team"] = rule.team
    if isinstance(rule.spec, MetricFilterSpec | SubscriptionFilterSpec):
        pattern = parse_filter(rule)
        data["pattern"] = {"canonical": str(pattern), "notes": [note.to_dict() for note in pattern.notes]}
    return data | {
        "parameters": {
            name: {"description": parameters[name].description, "find": parameters[name].find}
            for name in _placeholders(rule)
            if name in parameters
        },
        "tests": [test.name for test in rule.tests],
    }


def _placeholders(rule: Rule) -> list[str]:
    return sorted({name for name, _, _ in find_placeholders(json.dumps(rule.spec.to_dict()))})


def rule_page(rule: Rule, parameters: Mapping[str, Parameter]) -> str:
    """Everything about a rule, for people."""
    lines = [f"{rule.id} {rule.version}", rule.title, ""]
    lines += [f"  {name:<10} {value}" for name, value in _facts(rule) if value]
    for paragraph in rule.description.split("\n\n"):
        lines += ["", *_wrapped(paragraph, "  ", "  ")]
    lines += ["", *_body(rule)]
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
    yield "team", rule.team or ""
    yield "file", rule.path


def _body(rule: Rule) -> list[str]:
    """The spec, as people read it: the pattern and what comes of it, or AWS's own words."""
    spec = rule.spec
    if isinstance(spec, MetricFilterSpec | SubscriptionFilterSpec):
        lines = ["Pattern", *_wrapped_body(spec.filter_pattern, "  ")]
        lines += [f"  note: {note.message}" for note in parse_filter(rule).notes]
        return [*lines, "", *_destination(spec)]
    if isinstance(spec, QuerySpec):
        return [
            f"Query in {spec.query_language}",
            f"  saved as {spec.name}",
            "",
            *(f"  {line}" for line in spec.query_string.splitlines()),
        ]
    if isinstance(spec, DashboardSpec):
        return [f"Dashboard {spec.name}", *_widgets(spec)]
    return [_TITLES[rule.kind], *_outline(spec.to_dict(), 1)]


_TITLES = {
    Kind.ALARM: "Alarm",
    Kind.BUNDLE: "Bundle",
    Kind.CONTRIBUTOR_INSIGHTS: "Contributor Insights rule",
    Kind.EVENT_SELECTOR: "Event selector",
    Kind.TRAIL: "Trail",
}


def _widgets(spec: DashboardSpec) -> Iterator[str]:
    """Row by row what each widget is called, what it shows, and what else its spec says; a body as it is."""
    for row in spec.spec.get("rows", ()):
        height = f" (height {row['height']})" if "height" in row else ""
        yield f"  {row['title']}{height}"
        for widget in row["widgets"]:
            yield from _wrapped_body(_widget(widget), "    ")
    if spec.body is not None:
        yield from _outline(spec.body, 1)


def _widget(widget: Mapping[str, Any]) -> str:
    properties = dict(widget.get("properties", {}))
    title = properties.pop("title", None)
    rules = [widget["rule"]] if "rule" in widget else widget.get("rules", ())
    others = {name: value for name, value in widget.items() if name not in ("rule", "rules", "properties")} | properties
    shown = f": {', '.join(rules)}" if title and rules else ", ".join(rules)
    said = ", ".join(f"{name} {value}" for name, value in others.items())
    return f"{title or ''}{shown}{f' ({said})' if said else ''}".strip()


def _outline(value: object, depth: int) -> list[str]:
    """Nested data as indented lines; a list of plain values goes on as few lines as it needs."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        lines = []
        for name, inner in value.items():
            if isinstance(inner, Mapping) or (isinstance(inner, list | tuple) and not _is_plain(inner)):
                lines += [f"{indent}{name}:", *_outline(inner, depth + 1)]
            else:
                text = ", ".join(map(str, inner)) if isinstance(inner, list | tuple) else str(inner)
                lines += _wrapped_body(f"{name}: {text}", indent)
        return lines
    if isinstance(value, list | tuple):
        lines = []
        for inner in value:
            first, *rest = _outline(inner, depth + 1)
            lines += [f"{indent}- {first.strip()}", *rest]
        return lines
    return [f"{indent}{value}"]


def _is_plain(values: Sequence[object]) -> bool:
    return not any(isinstance(value, Mapping | list | tuple) for value in values)


def _wrapped_body(text: str, indent: str) -> list[str]:
    """AWS's own words in lines; nothing that belongs together is broken."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _destination(spec: MetricFilterSpec | SubscriptionFilterSpec) -> list[str]:
    if isinstance(spec, SubscriptionFilterSpec):
        return ["Forwards to", f"  {spec.destination_arn}"]
    item = spec.transformation
    metric = f"  {item.metric_namespace} / {item.metric_name} = {item.metric_value} ({item.unit})"
    extras = [] if item.default_value is None else [f"  default {item.default_value:g} in minutes without a match"]
    extras += [f"  by {dimension.name}: {dimension.value}" for dimension in item.dimensions]
    return ["Publishes", metric, *extras]


def _bullets(texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in _wrapped(text, "  - ", "    ")]


def _wrapped(text: str, first: str, others: str) -> list[str]:
    """A text in lines; ids and dashes in words stay whole, so that they can be searched for."""
    return textwrap.wrap(
        " ".join(text.split()), _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )
