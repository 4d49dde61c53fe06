"""The linter: AWS's limits, dead rules, events that nobody records, before anything is deployed."""

from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.linter import LintReport, lint
from ruleforge.lint.registry import checks, known_ids
from ruleforge.lint.settings import Settings, read_settings
from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = [
    "CatalogSubject",
    "Check",
    "Example",
    "LintReport",
    "Problem",
    "RuleSubject",
    "Settings",
    "checks",
    "known_ids",
    "lint",
    "read_settings",
]
