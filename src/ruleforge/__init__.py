"""ruleforge: write, test, explain, replay and ship AWS-native detections for AI workloads, offline.

The public names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruleforge.catalog import Catalog, load_catalog
    from ruleforge.diagnostics import Finding, Severity, SourceText, Span
    from ruleforge.engine import Report, replay
    from ruleforge.errors import (
        AlarmError,
        CatalogError,
        InputError,
        InsightRuleError,
        PatternSyntaxError,
        QueryError,
        RuleforgeError,
        SelectorError,
        UnsupportedError,
        UsageError,
    )
    from ruleforge.languages.alarm import Alarm
    from ruleforge.languages.event_selector import EventSelectors
    from ruleforge.languages.filter_pattern import FilterPattern
    from ruleforge.languages.insight_rule import InsightReport, InsightRule
    from ruleforge.languages.logs_sql import LogsQuery, QueryResult
    from ruleforge.predicate import Explanation

_HOMES = {
    "Alarm": "ruleforge.languages.alarm",
    "AlarmError": "ruleforge.errors",
    "Catalog": "ruleforge.catalog",
    "CatalogError": "ruleforge.errors",
    "EventSelectors": "ruleforge.languages.event_selector",
    "Explanation": "ruleforge.predicate",
    "FilterPattern": "ruleforge.languages.filter_pattern",
    "Finding": "ruleforge.diagnostics",
    "InputError": "ruleforge.errors",
    "InsightReport": "ruleforge.languages.insight_rule",
    "InsightRule": "ruleforge.languages.insight_rule",
    "InsightRuleError": "ruleforge.errors",
    "LogsQuery": "ruleforge.languages.logs_sql",
    "PatternSyntaxError": "ruleforge.errors",
    "QueryError": "ruleforge.errors",
    "QueryResult": "ruleforge.languages.logs_sql",
    "Report": "ruleforge.engine",
    "RuleforgeError": "ruleforge.errors",
    "SelectorError": "ruleforge.errors",
    "Severity": "ruleforge.diagnostics",
    "SourceText": "ruleforge.diagnostics",
    "Span": "ruleforge.diagnostics",
    "UnsupportedError": "ruleforge.errors",
    "UsageError": "ruleforge.errors",
    "load_catalog": "ruleforge.catalog",
    "replay": "ruleforge.engine",
}

__version__ = "0.1.0"
__all__ = [
    "Alarm",
    "AlarmError",
    "Catalog",
    "CatalogError",
    "EventSelectors",
    "Explanation",
    "FilterPattern",
    "Finding",
    "InputError",
    "InsightReport",
    "InsightRule",
    "InsightRuleError",
    "LogsQuery",
    "PatternSyntaxError",
    "QueryError",
    "QueryResult",
    "Report",
    "RuleforgeError",
    "SelectorError",
    "Severity",
    "SourceText",
    "Span",
    "UnsupportedError",
    "UsageError",
    "load_catalog",
    "replay",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
