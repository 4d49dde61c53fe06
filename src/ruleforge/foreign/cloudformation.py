"""The artifacts in a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import SourceText
from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.intrinsics import settle
from ruleforge.foreign.shapes import CLOUDFORMATION, RESOURCES
from ruleforge.foreign.shaping import shape_artifact
from ruleforge.foreign.tree import Node

__all__ = ["is_template", "template_artifacts"]


def is_template(document: Node) -> bool:
    """Whether data are a template: resources that have types."""
    resources = document["Resources"]
    if document["AWSTemplateFormatVersion"] is not None:
        return resources is not None
    return any(
        (kind := member.node["Type"]) is not None and "::" in (kind.text or "")
        for _, member in (resources.members if resources is not None else ())
    )


def template_artifacts(document: Node, source: SourceText) -> Iterator[Artifact]:
    """Every resource that is an artifact, in the order of the template."""
    resources = document["Resources"]
    for identifier, member in resources.members if resources is not None else ():
        kind = member.node["Type"]
        name = None if kind is None else kind.text
        if name is None or name not in RESOURCES or RESOURCES[name][1] is not CLOUDFORMATION:
            continue
        written = member.node["Properties"]
        properties = member.node.replaced({}) if written is None else settle(written)
        origin = f"{name} {identifier}"
        yield shape_artifact(source, RESOURCES[name][0], CLOUDFORMATION, properties, origin=origin, name=identifier)
