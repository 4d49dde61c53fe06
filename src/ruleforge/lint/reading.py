"""Ids of findings that are no checks of the linter: what the loader and the languages find when a rule is read.

A test holds the table against the source of both.
"""

from __future__ import annotations

from ruleforge.predicate.choices import CHOICES

__all__ = ["READING"]

_FAMILIES: dict[str, tuple[str, str]] = {
    "alarm": (
        "CloudWatch refuses the alarm, or it is of a sort that is not evaluated here",
        "member threshold type unsupported",
    ),
    "catalog": ("the catalogue cannot be read", "empty missing"),
    "choice": ("the reading rests on what AWS leaves open", " ".join(CHOICES)),
    "dashboard": ("a dashboard is not what it should be", "form"),
    "file": ("a file cannot be read", "encoding size unreadable"),
    "fixture": ("a test takes its events from what is not there", "broken unknown"),
    "foreign": ("an artifact in a template cannot be read", "duplicate-key json required shape size type unknown yaml"),
    "ignore": ("a comment that ignores findings is not what it should be", "check expired reason until unused"),
    "insight": (
        "CloudWatch refuses the Contributor Insights rule, or takes it otherwise than meant",
        "field fields length member path position type value-of values wildcard",
    ),
    "metric": ("CloudWatch Logs refuses the metric of a filter", "dimensions field value"),
    "parameter": ("a placeholder is not what it should be", "malformed pattern undeclared unresolved"),
    "pattern": (
        "CloudWatch Logs refuses the filter pattern",
        "after-quote bare-value brace bracket condition duplicate-field empty-term field joint keyword negation null"
        " number operator other-field parenthesis quotes regex relational selector term unclosed-quote unclosed-regex"
        " value",
    ),
    "rule": ("the file is no rule, or stands in the wrong place", "duplicate file-name folder kind"),
    "schema": (
        "the file does not fit the schema of its kind",
        "const enum maximum maxitems maxlength minimum minitems minlength minproperties oneof pattern required type"
        " uniqueitems unknown-key",
    ),
    "selector": (
        "CloudTrail refuses the event selector, or takes it otherwise than meant",
        "count duplicate member none type",
    ),
    "sql": (
        "Logs Insights refuses the query, or it is worth a thought",
        "aggregate alias alias-in-where ambiguous arguments case-only case-only-alias clause column comma-join"
        " data-source dotted-name from from-first function join-all join-kind join-spelling lambda lateral length limit"
        " log-group no-field not-grouped offset one-join order pivot position quote row-limit set-operation source"
        " source-limit star statement statements subquery subquery-depth syntax type unsupported window with",
    ),
    "test": (
        "a test in the rule's file cannot be run",
        "column datapoints duplicate expect given group order override row scenario",
    ),
    "trail": ("CloudTrail refuses the trail", "duplicate selector"),
    "yaml": (
        "the file is no YAML that can be read safely",
        "alias character documents duplicate-key empty key size surprise syntax tag",
    ),
}

READING: dict[str, str] = {
    f"{family}/{name}": summary for family, (summary, names) in _FAMILIES.items() for name in names.split()
}
"""Each id with what its family is about."""
