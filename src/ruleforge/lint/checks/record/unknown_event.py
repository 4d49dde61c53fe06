"""Event names that no service has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from ruleforge.data.event_names import no_event, service
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Leaf, Place, Relation, leaves, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import Part
from ruleforge.lint.recorded import service_of, wanted_types
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        sources = _sources(part)
        for leaf in leaves(part.asked):
            if leaf.field == "eventName" and leaf.relation in (Relation.IS, Relation.IS_NOT):
                yield from _problem(leaf, sources)


def _sources(part: Part) -> Iterable[str] | None:
    sources: Mapping[str, Place] | None = wanted(part.asked, "eventSource")
    if sources is not None or part.log_groups:
        return sources
    types = wanted_types(part.asked)
    return None if types is None else {service_of(word) for word in types}


def _problem(leaf: Leaf, sources: Iterable[str] | None) -> Iterator[Problem]:
    name, place = leaf.value, leaf.place
    row = no_event(name)
    if row is not None and (sources is None or row.service in sources):
        message = f"no API of that name is known: {row.note}"
        because = f"{row.source}"
        yield Problem(message, place.path, place.inner, because=because, help=f"write {row.instead}, or leave it out")
        return
    known = [service(source) for source in sources or ()]
    services = [item for item in known if item is not None and item.complete]
    if not services or len(services) < len(known) or any(item.event(name) is not None for item in services):
        return
    where = " or ".join(item.name for item in services)
    close = get_close_matches(name, [event for item in services for event in item.events], n=1)
    help_ = f"did you mean {close[0]}?" if close else "event names are those of API operations"
    because = f"{services[0].source} (read {services[0].checked})"
    message = f"no API of the name {name} is known in {where}"
    yield Problem(message, place.path, place.inner, because=because, help=help_)


CHECK = Check(
    id="record/unknown-event",
    severity=Severity.WARNING,
    summary="An event name that no API of the service has.",
    why=(
        "A name that never appears is dead weight at best, and at worst the misspelling of one that matters."
        " DeleteGuardrailVersion, for instance, reads well and does not exist: a version is deleted with"
        " DeleteGuardrail. The names of Bedrock, AgentCore and CloudTrail are those of their service models; of other"
        " services only names that are known to be none are told."
    ),
    source="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "bedrock.amazonaws.com" && ($.eventName = "DeleteGuardrail" || ⟦$.eventName =
    "DeleteGuardrailVersion"⟧ || ⟦$.eventName = "InvokeModels"⟧) }
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailChanges, metricValue: "1", defaultValue: 0}
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
    { $.eventSource = "bedrock.amazonaws.com" && ($.eventName = "DeleteGuardrail" || $.eventName = "UpdateGuardrail") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailChanges, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
