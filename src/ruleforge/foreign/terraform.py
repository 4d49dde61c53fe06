"""The artifacts in Terraform's JSON: configuration (`*.tf.json`), and what `terraform show -json` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ruleforge.diagnostics import SourceText
from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.interpolation import interpolate
from ruleforge.foreign.shapes import CLOUDFORMATION, RESOURCES
from ruleforge.foreign.shaping import shape_artifact
from ruleforge.foreign.tree import Member, Node, Unknown, member

__all__ = ["configuration_artifacts", "is_configuration", "is_shown", "shown_artifacts"]

_TYPE = re.compile(r"[a-z][a-z0-9-]*_\w+")
"""A type of resource: its provider and what it is. Spans have a member `resource` too, and other members in it."""


def is_configuration(document: Node) -> bool:
    """Whether data are configuration: resource blocks by type and name."""
    return document["resource"] is not None and any(
        _TYPE.fullmatch(name) and isinstance(one.node.value, Mapping | tuple)
        for block in _blocks(document["resource"])
        for name, one in block.members
    )


def is_shown(document: Node) -> bool:
    """Whether data are a plan or a state as `terraform show -json` prints it."""
    return document["format_version"] is not None and _root(document) is not None


def _root(document: Node) -> Node | None:
    return member(document, "planned_values", "root_module") or member(document, "values", "root_module")


def configuration_artifacts(
    document: Node, source: SourceText, defaults: Mapping[str, str] | None = None
) -> Iterator[Artifact]:
    """Every resource block that is an artifact, in the order of the file; `defaults` stand for expressions."""
    for block in _blocks(document["resource"]):
        for kind, by_name in block.members:
            if not _is_resource(kind):
                continue
            shape, tool = RESOURCES[kind]
            for named in _blocks(by_name.node):
                for name, one in named.members:
                    for body in _blocks(one.node):
                        properties = _with_dynamic(interpolate(body, defaults))
                        yield shape_artifact(source, shape, tool, properties, origin=f"{kind}.{name}", name=name)


def _blocks(node: Node | None) -> Iterator[Node]:
    """Blocks are written as one object or as a list of them."""
    if node is not None:
        yield from (item for item in (node.items or (node,)) if isinstance(item.value, Mapping))


def _with_dynamic(body: Node) -> Node:
    """A body in which blocks that are made by a loop are not known."""
    loops = {name: one for loop in _blocks(body["dynamic"]) for name, one in loop.members}
    if not loops:
        return body
    unknown = {name: Member(one.key, one.node.replaced(Unknown("a dynamic block"))) for name, one in loops.items()}
    return body.replaced({**dict(body.members), **unknown})


def shown_artifacts(document: Node, source: SourceText) -> Iterator[Artifact]:
    """Every resource of a plan or a state that is an artifact; what is known after the apply only is not known."""
    changes = document["resource_changes"]
    later = {
        _text(change, "address"): unknown
        for change in (changes.items if changes is not None else ())
        if (unknown := member(change, "change", "after_unknown")) is not None
    }
    modules = [found for found in (_root(document),) if found is not None]
    while modules:
        module = modules.pop(0)
        modules += (inner for inner in (module["child_modules"] or module.replaced(())).items)
        for resource in (module["resources"] or module.replaced(())).items:
            type_, address, mode = (_text(resource, name) for name in ("type", "address", "mode"))
            values = resource["values"]
            if not _is_resource(type_) or values is None or mode == "data":
                continue
            shape, tool = RESOURCES[type_]
            properties = _overlaid(values, later.get(address))
            yield shape_artifact(source, shape, tool, properties, origin=address or type_, name=address or type_)


def _text(node: Node, name: str) -> str:
    found = node[name]
    return "" if found is None else found.text or ""


def _is_resource(kind: str) -> bool:
    return kind in RESOURCES and RESOURCES[kind][1] is not CLOUDFORMATION


def _overlaid(values: Node, later: Node | None) -> Node:
    """Values with those unknown that `after_unknown` says are."""
    if later is None:
        return values
    if later.value is True:
        return values.replaced(Unknown("the apply"))
    if isinstance(values.value, tuple) and later.items:
        marks = [*later.items, *([None] * (len(values.items) - len(later.items)))]
        return values.replaced(tuple(_overlaid(one, mark) for one, mark in zip(values.items, marks, strict=False)))
    if not isinstance(values.value, Mapping):
        return values
    members = dict(values.members)
    for name, mark in later.members:
        known = members.get(name, Member(values.span, values.replaced(None)))
        overlaid = _overlaid(known.node, mark.node)
        if overlaid is not known.node:
            members[name] = Member(known.key, overlaid)
    return values.replaced(members)
