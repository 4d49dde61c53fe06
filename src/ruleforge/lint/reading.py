"""Ids of findings that are no checks of the linter: what the loader and the languages find when a rule is read.

A test holds the table against the source of both.
"""

from __future__ import annotations

from ruleforge.predicate.choices import CHOICES

__all__ = ["READING"]

_FAMILIES: dict[str, tuple[str, str]] = {
    "alarm": (
        "CloudWatch refuses the alarm, or it is of a sort that is not evaluated here",
        "actions comparison datapoints dimensions length line-break member name namespace number period required"
        " statistic tags threshold type unsupported window word",
    ),
    "catalog": ("the catalogue cannot be read", "empty missing"),
    "choice": ("the reading rests on what AWS leaves open", " ".join(CHOICES)),
    "file": ("a file cannot be read", "encoding size unreadable"),
    "filter": ("CloudWatch Logs refuses the filter", "log-group"),
    "fixture": ("a test takes its events from what is not there", "broken unknown"),
    "ignore": ("a comment that ignores findings is not what it should be", "check expired reason until unused"),
    "insight": (
        "CloudWatch refuses the Contributor Insights rule",
        "contribution field fields filter filters keys length line-break log-groups member name number path position"
        " required schema type value-of values wildcard word",
    ),
    "metric": ("CloudWatch Logs refuses the metric of a filter", "default dimensions field value"),
    "parameter": ("a placeholder is not what it should be", "malformed pattern undeclared unresolved"),
    "pattern": (
        "CloudWatch Logs refuses the filter pattern",
        "after-quote bare-value brace bracket condition empty-term field joint keyword length negation null number"
        " operator other-field parenthesis quotes regex relational selector term unclosed-quote unclosed-regex value"
        " wildcards",
    ),
    "rule": ("the file is no rule, or stands in the wrong place", "duplicate file-name folder kind"),
    "schema": (
        "the file does not fit the schema of its kind",
        "oneof unknown-key required type enum const pattern minlength maxlength minitems maxitems minimum maximum"
        " uniqueitems minproperties maxproperties exclusiveminimum multipleof format propertynames anyof not if"
        " dependentrequired",
    ),
    "selector": (
        "CloudTrail refuses the event selector, or takes it otherwise than meant",
        "category count duplicate duplicate-field field fields length line-break member none number operator required"
        " several-values source type unknown-value value values wildcard word",
    ),
    "sql": (
        "Logs Insights refuses the query, or it is worth a thought",
        "aggregate alias alias-in-where ambiguous case-only case-only-alias clause column comma-join data-source"
        " dotted-name field-limit from from-first function join-all join-kind join-spelling lambda lateral length limit"
        " log-group no-field not-grouped offset one-join order pivot position quote row-limit set-operation source"
        " source-limit star statement statements subquery subquery-depth syntax type unsupported window with arguments"
        " pattern",
    ),
    "test": (
        "a test in the rule's file cannot be run",
        "column datapoints duplicate expect given group order override row scenario",
    ),
    "trail": ("CloudTrail refuses the trail", "duplicate name selector"),
    "yaml": (
        "the file is no YAML that can be read safely",
        "alias character documents duplicate-key empty size surprise syntax tag",
    ),
}

READING: dict[str, str] = {
    f"{family}/{name}": summary for family, (summary, names) in _FAMILIES.items() for name in names.split()
}
"""Each id with what its family is about."""
