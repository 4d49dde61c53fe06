"""What the operators of Contributor Insights compare with."""

from __future__ import annotations

import re
from typing import Any

from ruleforge.catalog.yaml_nodes import Document
from ruleforge.diagnostics import Finding, Fix, Severity
from ruleforge.lint.check import Check, Example
from ruleforge.lint.edits import replaced
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,9})?")
_TRUTH = re.compile(r"true|false")


def _mend(finding: Finding, document: Document, _: CatalogSubject) -> Fix | None:
    """A number or a truth value in quotes, without them. The other way round it may be the operator that is wrong."""
    if isinstance(finding.path[-1], int):
        return None
    path = ("spec", "RuleDefinition", *finding.path)
    value: Any = document.data
    for step in path:
        value = value[step]
    form = _TRUTH if path[-1] == "IsPresent" else _NUMBER
    if not isinstance(value, str) or not form.fullmatch(value):
        return None
    edit = replaced(document, path, value)
    return None if edit is None else Fix("write it without quotes", (edit,), safe=True)


CHECK = Check(
    id="limit/insight-operand",
    severity=Severity.ERROR,
    summary="An operator of a Contributor Insights rule with a value of another type.",
    why=(
        "In, NotIn and StartsWith take texts; GreaterThan, LessThan, EqualTo and NotEqualTo take one number;"
        " IsPresent takes true or false. Status codes that are numbers in the event are compared as numbers: 400 to"
        " 499 is two filters."
    ),
    reading=True,
    mend=_mend,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.operator_values.type", "ci.numeric_operand.type", "ci.ispresent.type"),
    fix="safe",
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Client-errors
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.statusCode, In: [⟦401⟧, ⟦403⟧]}
        - {Match: $.latency, GreaterThan: ⟦"100"⟧}
        - {Match: $.errorCode, IsPresent: ⟦"true"⟧}
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Client-errors
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.statusCode, GreaterThan: 399}
        - {Match: $.statusCode, LessThan: 500}
        - {Match: $.errorCode, IsPresent: true}
    AggregateOn: Count
"""),
    ),
)
