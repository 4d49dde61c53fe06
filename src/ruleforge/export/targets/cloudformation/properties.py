"""From an object in the API's words to the resource that it is in a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ruleforge.data import limit, number
from ruleforge.export.requests import as_json
from ruleforge.export.resources import Resource, ResourceKind
from ruleforge.export.targets.cloudformation.references import References
from ruleforge.export.topics import TOPIC_POLICY
from ruleforge.foreign.shapes import BY_KIND, CLOUDFORMATION, ArtifactKind, Field, Sort

__all__ = ["resource_of", "topic_policy", "why_not"]

_METRIC_VALUE = re.compile(limit("mf.metric_value.pattern_cfn").limit)
_NAMESPACE = re.compile(limit("mf.namespace.charset_cfn").limit)
_LEAST_NAME = number("sel.name.min_cfn")
_DYNAMIC = "{{resolve:"
_PSEUDO_PARAMETERS = {"ACCOUNT_ID": "AWS::AccountId", "PARTITION": "AWS::Partition", "REGION": "AWS::Region"}
"""What CloudFormation knows of a stack by itself."""


def why_not(resource: Resource) -> str | None:
    """What of a resource, with values in it, CloudFormation cannot express; None where it can hold all of it."""
    for transformation in resource.body.get("metricTransformations", ()):
        if not _METRIC_VALUE.fullmatch(transformation["metricValue"]):
            return f"CloudFormation takes no metric value {transformation['metricValue']!r}"
        if not _NAMESPACE.fullmatch(transformation["metricNamespace"]):
            return f"CloudFormation takes no metric namespace {transformation['metricNamespace']!r}"
    for selector in resource.body.get("AdvancedEventSelectors", ()):
        if len(selector.get("Name", " ")) < _LEAST_NAME:
            return "CloudFormation takes no selector with an empty name"
    if _DYNAMIC in as_json(resource.body):
        return f"CloudFormation would put something else in the place of {_DYNAMIC}…}}}}"
    return None


def resource_of(resource: Resource, references: References) -> dict[str, Any]:
    """The resource with its type, the rule that it comes from, and its properties."""
    stamp = resource.stamp
    origin = {} if stamp is None else {"rule": stamp.rule, "version": stamp.version, "digest": stamp.digest}
    metadata = {"Metadata": {"ruleforge": origin}} if origin else {}
    if resource.kind is ResourceKind.TOPIC:
        name = {"TopicName": references.text(resource.name)}
        tags = {"Tags": resource.body["Tags"]} if resource.body["Tags"] else {}
        return {"Type": "AWS::SNS::Topic", **metadata, "Properties": name | tags}
    shape = BY_KIND[ArtifactKind(resource.kind.value)]
    properties = _members(resource.body, shape.fields, references)
    if resource.kind is ResourceKind.TRAIL:
        properties["IsLogging"] = True
    return {"Type": shape.cloudformation, **metadata, "Properties": properties}


def topic_policy(topic_id: str) -> dict[str, Any]:
    """What lets the alarms of the stack's account and Region publish to a topic of the stack."""
    names = {**_PSEUDO_PARAMETERS, "TOPIC_ARN": topic_id}
    document = References(names, dict.fromkeys(names, "")).data(TOPIC_POLICY)
    return {
        "Type": "AWS::SNS::TopicPolicy",
        "Properties": {"Topics": [{"Ref": topic_id}], "PolicyDocument": document},
    }


def _members(body: Mapping[str, Any], fields: Iterable[Field], references: References) -> dict[str, Any]:
    known = {field.api: field for field in fields}
    found = {}
    for name, value in body.items():
        field = known.get(name, Field(name, Sort.DATA))
        found[field.named(CLOUDFORMATION)] = _value(field, value, references)
    return found


def _value(field: Field, value: Any, references: References) -> Any:
    match field.sort:
        case Sort.JSON:
            return references.json_text(value)
        case Sort.MAP if field.pairs is not None:
            first, second = field.pairs
            return [{first: name, second: references.text(inner)} for name, inner in value.items()]
        case Sort.LIST if field.inner:
            return [_members(item, field.inner, references) for item in value]
        case _:
            return references.data(value)
