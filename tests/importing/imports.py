"""What the tests of imports share: files by name in, rules out."""

from __future__ import annotations

import json
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.parameters import resolve_data
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.diagnostics import SourceText
from ruleforge.export import Deployment, target
from ruleforge.importing import Imported, Options, import_rules
from ruleforge.model import Kind, Rule
from shipped_catalogue import shipped_catalogue

REQUIRED = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}


def imported(*files: Any, catalog: Catalog | None = None, **options: Any) -> Imported:
    """What comes of files: texts, or data that are written as JSON."""
    texts = [file if isinstance(file, str) else json.dumps(file) for file in files]
    sources = [SourceText(f"folder/{number}.json", text) for number, text in enumerate(texts, 1)]
    catalog = catalog or shipped_catalogue()
    return import_rules(sources, catalog, Options(declared=catalog.parameters, **options))


def rules_of(*files: Any, **options: Any) -> list[Rule]:
    """The rules in files of which everything is taken over."""
    result = imported(*files, **options)
    assert [*result.unreadable, *result.refused] == []
    return [item.rule for item in result.rules]


def rule_of(*files: Any, **options: Any) -> Rule:
    (rule,) = rules_of(*files, **options)
    return rule


def reasons(*files: Any, **options: Any) -> list[str]:
    """What is said about that which is not taken over."""
    return [finding.message for finding in imported(*files, **options).refused]


def requests_of(deployment: Deployment) -> list[str]:
    """The request documents that the AWS-native export writes."""
    files = target("aws").render(deployment).files
    return [text for name, text in sorted(files.items()) if name.startswith("requests/")]


def meaning(rule: Rule, values: dict[str, str] | None = None) -> dict[str, Any]:
    """What a rule says with values in the place of placeholders, but for the selectors of a trail."""
    spec = dict(resolve_data(rule.spec.to_dict(), values or {}))
    if "filterPattern" in spec:
        spec["filterPattern"] = canonical_pattern(spec["filterPattern"])
    if "queryString" in spec:
        spec["queryString"] = without_trailing_blanks(spec["queryString"])
    if rule.kind is Kind.TRAIL:
        del spec["AdvancedEventSelectors"]
    return spec
