"""Tests of rules and of the whole chain: what events make, and how that differs from what was expected."""

from ruleforge.testing.coverage import Coverage, TrailCoverage, survey
from ruleforge.testing.runner import EventOutcome, TestOutcome, TestReport, run_tests
from ruleforge.testing.scenarios import Check, ScenarioOutcome, ScenarioReport, run_scenarios

__all__ = [
    "Check",
    "Coverage",
    "EventOutcome",
    "ScenarioOutcome",
    "ScenarioReport",
    "TestOutcome",
    "TestReport",
    "TrailCoverage",
    "run_scenarios",
    "run_tests",
    "survey",
]
