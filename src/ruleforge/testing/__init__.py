"""Rule tests: the events a test names, what the rule makes of them, and how that differs from what was expected."""

from ruleforge.testing.runner import EventOutcome, TestOutcome, TestReport, run_tests

__all__ = ["EventOutcome", "TestOutcome", "TestReport", "run_tests"]
