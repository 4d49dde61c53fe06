"""Examples of checks made into catalogues: the envelope filled in, marks taken out and remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from ruleforge.catalog import Catalog, load_catalog
from ruleforge.errors import CatalogError

Mark: TypeAlias = tuple[str, int, int]
_ENVELOPE = {
    "id": "example-{n}",
    "version": "1.0.0",
    "title": "Example {n}",
    "description": (
        "An example of a rule. It says what it sees, why it matters, and what to look at first when it fires."
    ),
    "severity": "low",
    "status": "stable",
}
_SPECS = {
    "metric-filter": """\
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterName: example-{n}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example{n}, metricValue: "1", defaultValue: 0}
""",
    "subscription-filter": """\
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
""",
    "contributor-insights": """\
spec:
  RuleName: Example-{n}
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters: [{Match: $.eventName, In: [DeleteGuardrail]}]
    AggregateOn: Count
""",
    "event-selector": """\
spec:
  Name: Example-{n}
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
""",
    "trail": """\
spec:
  TrailName: example-{n}
  AdvancedEventSelectors: []
""",
    "alarm": """\
spec:
  AlarmName: Example {n}
  Namespace: Examples
  MetricName: Example{n}
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
""",
    "bundle": """\
spec:
  rules: [metric-filter/*]
""",
    "dashboard": """\
spec:
  DashboardName: example-{n}
  rows: [{title: Text, widgets: [{type: text, properties: {markdown: Text}}]}]
""",
    "query": """\
spec:
  name: Example {n}
  queryLanguage: SQL
  queryString: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` LIMIT 10
""",
}


def write_example(folder: Path, text: str, files: Mapping[str, str] = MappingProxyType({})) -> list[Mark]:
    """Writes the rules of an example, and its other files; returns the marked places, as file name, start and end."""
    folder.mkdir(parents=True, exist_ok=True)
    marks: list[Mark] = []
    for name, content in files.items():
        plain, places = _unmarked(content)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(plain, encoding="utf-8")
        marks += [(file.name, start, end) for start, end in places]
    for number, part in enumerate(re.split(r"^---\n", text, flags=re.MULTILINE), 1):
        whole = _filled_in(part, number)
        plain, places = _unmarked(whole)
        identifier = re.search(r"^id:\s*([^\s#]+)", plain, re.MULTILINE)[1]
        file = folder / f"{identifier}.yaml"
        file.write_text(plain, encoding="utf-8")
        marks += [(file.name, start, end) for start, end in places]
    return marks


def load_example(folder: Path) -> tuple[Catalog, list]:
    try:
        catalog = load_catalog(folder)
        return catalog, list(catalog.notes)
    except CatalogError as error:
        return error.catalog, [*error.findings, *error.catalog.notes]


def _filled_in(part: str, number: int) -> str:
    text = part if part.endswith("\n") else f"{part}\n"
    members = set(re.findall(r"^⟦?([a-z_]+)⟧?:", text, re.MULTILINE))
    kind = re.search(r"^kind:\s*⟦?([a-z-]+)", text, re.MULTILINE)[1]
    for name, value in _ENVELOPE.items():
        if name not in members:
            text += f"{name}: {value.replace('{n}', str(number))}\n"
    if "spec" not in members:
        text += _SPECS[kind].replace("{n}", str(number))
    return text


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    plain = ""
    places: list[tuple[int, int]] = []
    start = 0
    for sign in text:
        if sign == "⟦":
            start = len(plain)
        elif sign == "⟧":
            places.append((start, len(plain)))
        else:
            plain += sign
    return plain, places
