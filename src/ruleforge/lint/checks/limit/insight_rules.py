"""Contributor Insights rules in one account and Region."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("ci.rules_per_region")


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    bundles = bundles_of(catalog)
    together = [bundle.of_kind(Kind.CONTRIBUTOR_INSIGHTS) for bundle in bundles]
    counted = max(together, key=len) if bundles else catalog.of_kind(Kind.CONTRIBUTOR_INSIGHTS)
    rules = sorted((subject.rule for subject in counted), key=lambda rule: rule.id)
    if len(rules) > _MOST:
        message = f"{len(rules)} Contributor Insights rules"
        help_ = "have the quota raised, or deploy them to several accounts"
        yield Problem(message, ("spec", "RuleName"), rule=rules[_MOST], help=help_)


def _rule(name: str) -> str:
    return f"""\
kind: contributor-insights
spec:
  RuleName: {name}
  RuleDefinition:
    Schema: {{Name: CloudWatchLogRule, Version: 1}}
    LogGroupNames: ["${{CLOUDTRAIL_LOG_GROUP}}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
    AggregateOn: Count
"""


_TAKEN = [_rule(f"Rule-{index}") for index in range(_MOST)]

CHECK = Check(
    id="limit/insight-rules",
    severity=Severity.WARNING,
    summary="More than 100 Contributor Insights rules.",
    why=(
        f"An account has {_MOST} Contributor Insights rules in a Region, disabled ones included. The quota can be"
        " raised, so that more of them are no mistake, and do not deploy before that is done."
    ),
    catalog=_ask,
    limits=("ci.rules_per_region",),
    avoid=(Example("---\n".join([*_TAKEN, "id: the-last\n" + _rule("⟦The-last⟧")])),),
    prefer=(Example("---\n".join(_TAKEN)),),
)
