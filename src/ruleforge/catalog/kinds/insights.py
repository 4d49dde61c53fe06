"""Contributor Insights rules: their spec, and what CloudWatch demands of it beyond the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry, placed
from ruleforge.catalog.yaml_nodes import Document, shown
from ruleforge.data import limit, number
from ruleforge.diagnostics import Finding
from ruleforge.errors import InsightRuleError
from ruleforge.languages.insight_rule import InsightRule
from ruleforge.model import InsightRuleSpec, Kind

__all__ = ["CONTRIBUTOR_INSIGHTS"]

_NAME = re.compile(limit("ci.name.charset_api").limit)


def _build(spec: dict[str, Any]) -> InsightRuleSpec:
    return InsightRuleSpec(spec["RuleName"], spec["RuleDefinition"], spec.get("RuleState"))


def _check(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec", {})
    name = spec.get("RuleName", "")
    if len(name) > number("ci.name.max") or (name and not _NAME.fullmatch(name)):
        because = "CloudWatch API, PutInsightRule: up to 128 printable ASCII characters"
        message = f"{shown(name)} cannot be the name of a rule"
        span = document.span(("spec", "RuleName"))
        yield Finding("limit/insight-name", message, because=because).at(document.source, span)
    if "RuleDefinition" not in spec:
        return
    path = ("spec", "RuleDefinition")
    try:
        yield from placed(document, path, InsightRule.parse(spec["RuleDefinition"]).notes)
    except InsightRuleError as error:
        yield from placed(document, path, error.findings)


CONTRIBUTOR_INSIGHTS = KindEntry(Kind.CONTRIBUTOR_INSIGHTS, "contributor-insights.schema.json", _build, _check)
