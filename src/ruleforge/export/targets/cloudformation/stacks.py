"""Which stacks a deployment makes: one, or where that is too large, some for each kind."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from ruleforge.data import number
from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.targets.cloudformation.template import IN_BUCKET, INLINE, Template, template_of

__all__ = ["Plan", "Stack", "planned", "stack_name"]

_MAX_NAME = number("cfn.stack_name.max")
_ROOM = 40
"""What the kind and the number take of a stack's name, at most."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack: its name, the path of its template without the ending, and the template."""

    name: str
    path: str
    template: Template


@dataclass(frozen=True, slots=True)
class Plan:
    """The stacks in their order; with a bucket `in_bucket` alone can take their place, where there is one.

    `bucket_needed` says that templates are too large to be sent with the request; `too_large` are resources that are in
    no stack, by kind and id, with the bytes of a template that has nothing else.
    """

    stacks: tuple[Stack, ...]
    in_bucket: Stack | None = None
    bucket_needed: bool = False
    too_large: Mapping[tuple[ResourceKind, str], int] = field(default_factory=dict)


def stack_name(deployment: Deployment) -> str:
    """The name of the stack that holds all; those of parts go on with two hyphens, which no bundle's id has."""
    return f"ruleforge-{deployment.name}"[: _MAX_NAME - _ROOM]


def planned(deployment: Deployment, resources: Sequence[Resource]) -> Plan:
    """The stacks of resources: one, several with one of all for a bucket, or such as need one."""
    if not resources:
        return Plan(())
    everything = Stack(stack_name(deployment), "template", template_of(deployment, resources, "everything"))
    if everything.template.fits(INLINE):
        return Plan((everything,))
    alone = {(item.kind, item.id): template_of(deployment, [item], item.kind.value) for item in resources}
    too_large = {key: template.size for key, template in alone.items() if not template.fits(IN_BUCKET)}
    if too_large:
        rest = planned(deployment, [item for item in resources if (item.kind, item.id) not in too_large])
        return replace(rest, too_large=too_large)
    if all(template.fits(INLINE) for template in alone.values()):
        in_bucket = everything if everything.template.fits(IN_BUCKET) else None
        return Plan(_stacks(deployment, resources, INLINE), in_bucket)
    if everything.template.fits(IN_BUCKET):
        return Plan((everything,), bucket_needed=True)
    return Plan(_stacks(deployment, resources, IN_BUCKET), bucket_needed=True)


def _stacks(deployment: Deployment, resources: Sequence[Resource], most: int) -> tuple[Stack, ...]:
    """The fewest stacks for each kind of which every template fits into `most` bytes, in the order of dependency.

    Every resource has to fit by itself. With one stack more, resources only move to that one, which comes after the
    others: so an update never makes an object that another stack still has.
    """
    found: list[Stack] = []
    for kind in ResourceKind:
        members = [item for item in resources if item.kind is kind]
        if members:
            templates = _parts(deployment, members, kind, most)
            found += [_stack(deployment, kind, index, template) for index, template in templates]
    return tuple(found)


def _parts(
    deployment: Deployment, members: Sequence[Resource], kind: ResourceKind, most: int
) -> list[tuple[int, Template]]:
    for parts in count(1):
        buckets: dict[int, list[Resource]] = {}
        for item in members:
            buckets.setdefault(_bucket(item, parts), []).append(item)
        templates = [(index, template_of(deployment, buckets[index], kind.value)) for index in sorted(buckets)]
        if all(template.fits(most) for _, template in templates):
            return templates
    raise AssertionError("counting does not end")


def _bucket(resource: Resource, parts: int) -> int:
    """The part that a resource is in: the one whose number gives the largest digest with its id."""
    return max(range(parts), key=lambda index: hashlib.sha256(f"{resource.id}/{index}".encode()).digest())


def _stack(deployment: Deployment, kind: ResourceKind, index: int, template: Template) -> Stack:
    # The first has no number: it keeps its name when a second one comes.
    part = kind.value if index == 0 else f"{kind.value}-{index + 1}"
    return Stack(f"{stack_name(deployment)}--{part}", f"stacks/{part}", template)
