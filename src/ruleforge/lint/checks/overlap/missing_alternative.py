"""Alternatives that a sibling covers and a rule forgets."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.event_names import no_event
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for field, values, siblings in subject.catalog.whole.siblings.but_for_one_field(subject):
        own = _sought(field, frozenset(values))
        lacking: dict[str, list[str]] = {}
        for sibling in siblings:
            theirs = _sought(field, sibling.values)
            # A sibling with many more values is about another matter, of which this rule is meant to be a part.
            if sibling.subject.rule.id != subject.rule.id and own < theirs and len(theirs) <= 2 * len(own):
                for value in theirs - own:
                    lacking.setdefault(value, []).append(
                        f"{sibling.subject.rule.id} ({sibling.subject.rule.kind.value})"
                    )
        if lacking:
            message = "; ".join(
                f"{_joined(rules)} take{'' if rules[1:] else 's'} {value} as well"
                for value, rules in _by_rules(lacking)
            )
            place = next(iter(values.values()))
            help_ = f"add {_joined(sorted(lacking))}, or say why this rule leaves it out"
            yield Problem(message, place.path, place.inner, help=help_)


def _sought(field: str, values: frozenset[str]) -> frozenset[str]:
    """The values without names that are no event's, which no rule can forget."""
    return frozenset(value for value in values if field != "eventName" or no_event(value) is None)


def _by_rules(lacking: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    grouped: dict[tuple[str, ...], list[str]] = {}
    for value in sorted(lacking):
        grouped.setdefault(tuple(lacking[value]), []).append(value)
    return [(_joined(found), list(rules)) for rules, found in grouped.items()]


def _joined(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if names[1:] else names[0]


CHECK = Check(
    id="overlap/missing-alternative",
    severity=Severity.WARNING,
    summary="An alternative that a sibling of another kind covers and this rule forgets.",
    why=(
        "A filter that alarms and the rule that tells who it was should see the same events. They are siblings that"
        " ask for the same values at every field but one, where at that one the sibling's list has all that this rule"
        " lists, and up to twice as many. Then the values that only the sibling has were probably forgotten here."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "bedrock.amazonaws.com" && (⟦$.eventName = "CreateGuardrail"⟧ || $.eventName = "UpdateGuardrail")
    }
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailChanges, metricValue: "1", defaultValue: 0}
---
kind: contributor-insights
spec:
  RuleName: Guardrail-Changers
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.eventSource, In: [bedrock.amazonaws.com]}
        - {Match: $.eventName, In: [CreateGuardrail, UpdateGuardrail, CreateGuardrailVersion]}
    AggregateOn: Count
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "bedrock.amazonaws.com" && ($.eventName = "CreateGuardrail" || $.eventName = "UpdateGuardrail" ||
    $.eventName = "CreateGuardrailVersion") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailChanges, metricValue: "1", defaultValue: 0}
---
kind: contributor-insights
spec:
  RuleName: Guardrail-Changers
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.eventSource, In: [bedrock.amazonaws.com]}
        - {Match: $.eventName, In: [CreateGuardrail, UpdateGuardrail, CreateGuardrailVersion]}
    AggregateOn: Count
"""
        ),
    ),
)
