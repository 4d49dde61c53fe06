"""The errors that users of the library see: one root, few kinds, each carrying its findings.

`exit_code` is what the command line ends with when the error reaches it (2 unreadable input, 3 usage or configuration).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ruleforge.diagnostics import Finding, render_findings, sort_findings

__all__ = [
    "AccountError",
    "AlarmError",
    "CatalogError",
    "InputError",
    "InsightRuleError",
    "PatternSyntaxError",
    "QueryError",
    "RuleforgeError",
    "SelectorError",
    "UnsupportedError",
    "UsageError",
]


class RuleforgeError(Exception):
    """Something the user can mend; `findings` holds every problem found, in reading order, never just the first."""

    exit_code: ClassVar[int] = 2

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sort_findings(findings))
        super().__init__(self.findings)

    def __str__(self) -> str:
        return render_findings(self.findings)


class PatternSyntaxError(RuleforgeError):
    """A filter pattern that CloudWatch Logs refuses."""


class SelectorError(RuleforgeError):
    """Advanced event selectors that CloudTrail refuses."""


class InsightRuleError(RuleforgeError):
    """A Contributor Insights rule that CloudWatch refuses."""


class AlarmError(RuleforgeError):
    """A metric alarm that CloudWatch refuses, or one of a sort that ruleforge does not evaluate."""


class QueryError(RuleforgeError):
    """A query in OpenSearch SQL that Logs Insights refuses."""


class CatalogError(RuleforgeError):
    """Rule files that cannot be read as rules. `catalog` holds what could be read, so good rules are never lost."""

    def __init__(self, findings: Iterable[Finding], catalog: object | None = None) -> None:
        super().__init__(findings)
        self.catalog = catalog


class InputError(RuleforgeError):
    """Log input that cannot be read at all, such as a path that is not there."""


class UnsupportedError(RuleforgeError):
    """Something AWS has and ruleforge does not: refused, never approximated."""


class AccountError(RuleforgeError):
    """A call of AWS's API that AWS refused, or that did not reach it."""


class UsageError(RuleforgeError):
    """A request that makes no sense: an unknown rule id, a malformed time, two options that exclude each other."""

    exit_code: ClassVar[int] = 3
