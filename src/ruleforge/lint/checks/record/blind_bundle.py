"""Bundles whose trail does not record what their rules look at."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import Bundle, bundles_of
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_SHOWN = 3


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for bundle in bundles_of(catalog):
        blind, partly = _unfed(bundle, catalog)
        said = [
            f"{_listed(rules)} see{'s' if len(rules) == 1 else ''} {what}"
            for rules, what in ((blind, "nothing"), (partly, "a part of what they name" if partly[1:] else "a part"))
            if rules
        ]
        if said:
            message = f"with the trail of this bundle {', and '.join(said)}"
            help_ = "take the trail that records it, or leave the rules out"
            yield Problem(message, ("spec", "rules"), rule=bundle.rule, help=help_)


def _unfed(bundle: Bundle, catalog: CatalogSubject) -> tuple[list[str], list[str]]:
    """The rules that see nothing, and those that see a part, of what some trail of the catalogue could give them."""
    trails = bundle.of_kind(Kind.TRAIL)
    blind: list[str] = []
    partly: list[str] = []
    for subject in bundle.rules if trails else ():
        wishes = [wish for wish in catalog.wishes.get(subject.rule.id, ()) if catalog.recorded.captured(wish)]
        seen = sum(any(catalog.recorded.records(wish, trail) for trail in trails) for wish in wishes)
        if wishes and seen == 0:
            blind.append(subject.rule.id)
        elif seen < len(wishes):
            partly.append(subject.rule.id)
    return blind, partly


def _listed(rules: list[str]) -> str:
    return ", ".join(rules[:_SHOWN]) + (f" and {len(rules) - _SHOWN} more" if len(rules) > _SHOWN else "")


_CATALOGUE = """\
kind: bundle
spec:
  rules: {rules}
---
kind: trail
id: small
spec: {{TrailName: small, AdvancedEventSelectors: [management]}}
---
kind: trail
id: large
spec: {{TrailName: large, AdvancedEventSelectors: [management, agents]}}
---
kind: event-selector
id: management
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {{Field: eventCategory, Equals: [Data]}}
    - {{Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}}
---
kind: metric-filter
id: agent-calls
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeAgent" }}'
  metricTransformations:
    - {{metricNamespace: Examples, metricName: AgentCalls, metricValue: "1"}}
"""

CHECK = Check(
    id="record/blind-bundle",
    severity=Severity.WARNING,
    summary="A bundle with rules for events that its own trail does not record.",
    why=(
        "What a bundle deploys works with what its trail delivers. A rule for events that another trail of the"
        " catalogue records costs the same here and never fires. A bundle without a trail is taken to sit on one that"
        " is there, and nothing is said of it."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html",
    checked="2026-11-24",
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(Example(_CATALOGUE.format(rules="⟦[small, agent-calls]⟧")),),
    prefer=(
        Example(_CATALOGUE.format(rules="[large, agent-calls]")),
        Example(_CATALOGUE.format(rules="[agent-calls]"), note="On a trail that is there already."),
    ),
)
