"""From the body of an artifact to the spec of a rule, and what of it no rule has a place for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruleforge.export.defaults import without_unsaid
from ruleforge.export.layout import without_footer
from ruleforge.export.resources import ResourceKind
from ruleforge.export.stamp import TAG_PREFIX, Stamp, read_stamp, stamp_in_tags, without_stamp
from ruleforge.foreign import ArtifactKind

__all__ = ["Taken", "take", "without_stamp_tags"]


@dataclass(frozen=True, slots=True)
class Taken:
    """The spec of a rule as data, the stamp that the object carries, and the members that have no place in a rule.

    `refused` says why there is no rule; the spec counts only where it is empty.
    """

    spec: dict[str, Any]
    stamp: Stamp | None = None
    lost: tuple[str, ...] = ()
    refused: str = ""
    notes: tuple[str, ...] = field(default=())


_FILTER = ("filterName", "logGroupName", "filterPattern")
_MEMBERS: Mapping[ArtifactKind, tuple[str, ...]] = {
    ArtifactKind.METRIC_FILTER: (*_FILTER, "metricTransformations"),
    ArtifactKind.SUBSCRIPTION_FILTER: (*_FILTER, "destinationArn", "roleArn", "distribution"),
    ArtifactKind.QUERY: ("name", "queryLanguage", "queryString"),
    ArtifactKind.CONTRIBUTOR_INSIGHTS: ("RuleName", "RuleState", "RuleDefinition"),
    ArtifactKind.DASHBOARD: ("DashboardName", "DashboardBody"),
}
"""The members that rules have; an alarm has what AWS takes."""
_NAMES: Mapping[ArtifactKind, str] = {
    ArtifactKind.ALARM: "AlarmName",
    ArtifactKind.CONTRIBUTOR_INSIGHTS: "RuleName",
    ArtifactKind.DASHBOARD: "DashboardName",
    ArtifactKind.METRIC_FILTER: "filterName",
    ArtifactKind.SUBSCRIPTION_FILTER: "filterName",
    ArtifactKind.QUERY: "name",
}
_STAMPED = (ArtifactKind.METRIC_FILTER, ArtifactKind.SUBSCRIPTION_FILTER, ArtifactKind.QUERY)


def take(kind: ArtifactKind, body: Mapping[str, Any], called: str) -> Taken:
    """The spec that a body makes; `called` is its name where it has none of its own."""
    if kind is ArtifactKind.EVENT_DATA_STORE:
        return Taken({}, refused="it is an event data store, and rules are about trails and logs")
    if kind is ArtifactKind.QUERY and body.get("queryLanguage", "CWLI") != "SQL":
        language = body.get("queryLanguage", "CWLI")
        return Taken({}, refused=f"the language of the query is {language}, and rules hold SQL")
    if kind is ArtifactKind.ALARM:
        return _alarm(body, called)
    spec = {name: body[name] for name in _MEMBERS[kind] if name in body}
    lost = [name for name, value in body.items() if name not in spec and name != "Tags" and not _says_nothing(value)]
    tags, stamp = without_stamp_tags(body.get("Tags"))
    lost += ["Tags"] if tags else []
    notes = list(_named(kind, spec, called))
    if kind in _STAMPED:
        stamp = _unstamp(spec, _NAMES[kind])
    if kind is ArtifactKind.METRIC_FILTER:
        spec = without_unsaid(ResourceKind.METRIC_FILTER, spec)
    if kind is ArtifactKind.DASHBOARD and isinstance(spec.get("DashboardBody"), Mapping):
        spec["DashboardBody"], text = without_footer(spec["DashboardBody"])
        stamp = None if text is None else read_stamp(text)
    return Taken(spec, stamp, tuple(lost), notes=tuple(notes))


def _alarm(body: Mapping[str, Any], called: str) -> Taken:
    if body.get("Metrics"):
        return Taken({}, refused="it watches an expression over metrics, and rules watch one metric")
    tags, stamp = without_stamp_tags(body.get("Tags"))
    spec = without_unsaid(ResourceKind.ALARM, {**body, "Tags": tags or None})
    return Taken(spec, stamp, notes=tuple(_named(ArtifactKind.ALARM, spec, called)))


def _named(kind: ArtifactKind, spec: dict[str, Any], called: str) -> list[str]:
    """Gives a spec the name of its resource where AWS would make one up; filters go without."""
    member = _NAMES[kind]
    if spec.get(member) or not called:
        return []
    if kind in (ArtifactKind.METRIC_FILTER, ArtifactKind.SUBSCRIPTION_FILTER):
        spec.pop(member, None)
        return []
    spec[member] = called
    return [f"it has no {member}, and is called {called} after its resource"]


def _unstamp(spec: dict[str, Any], member: str) -> Stamp | None:
    """The stamp behind a name, which is taken off; a name that is nothing else goes as a whole."""
    name = spec.get(member)
    stamp = read_stamp(name) if isinstance(name, str) else None
    if stamp is None or not isinstance(name, str):
        return None
    if name == stamp.text:
        del spec[member]
    else:
        spec[member] = without_stamp(name)
    return stamp


def without_stamp_tags(tags: Any) -> tuple[list[Any], Stamp | None]:
    """Tags without those that an export sets, and the stamp that these are; None where they are not all there."""
    own: dict[str, str] = {}
    kept: list[Any] = []
    for item in tags if isinstance(tags, list) else ():
        key, value = (item.get("Key"), item.get("Value")) if isinstance(item, Mapping) else (None, None)
        if not isinstance(key, str) or not key.startswith(TAG_PREFIX):
            kept.append(item)
        elif isinstance(value, str):
            own[key] = value
    return kept, stamp_in_tags(own)


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})
