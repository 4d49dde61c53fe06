"""Which stacks a deployment makes: one for each kind of object, or several where one would be too large.

They are cut in the same way however small a deployment is, so that it can grow: CloudFormation cannot hand an object
over from one stack to another without taking it away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.targets.cloudformation.template import IN_BUCKET, INLINE, Template, template_of

__all__ = ["Stack", "stacks_of", "too_large"]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack: its template, and what it is called within the deployment, such as `query-2`."""

    part: str
    template: Template

    @property
    def needs_bucket(self) -> bool:
        """Whether the template has to lie in a bucket, because one resource alone is too large for a request."""
        return self.template.sent > INLINE


def too_large(deployment: Deployment, resources: Sequence[Resource]) -> Mapping[tuple[ResourceKind, str], int]:
    """The resources that no template can hold, by kind and id, with the bytes that one would have."""
    if template_of(deployment, resources, "everything").size <= IN_BUCKET // 2:
        # Each takes less than all together, but for the ARNs of topics that it has to ask for.
        return {}
    alone = ((item, template_of(deployment, [item], item.kind.value)) for item in resources)
    return {(item.kind, item.id): template.size for item, template in alone if not template.fits(IN_BUCKET)}


def stacks_of(deployment: Deployment, resources: Sequence[Resource]) -> list[Stack]:
    """The fewest stacks for each kind of which each template fits into a request, in the order of dependency.

    Of the resources none is `too_large`. Where a kind needs one stack more, resources move only to that one, which
    comes after the others: so an update never makes an object that another stack still has.
    """
    found: list[Stack] = []
    for kind in ResourceKind:
        members = [item for item in resources if item.kind is kind]
        if members:
            found += _stacks(deployment, kind, members)
    return found


def _stacks(deployment: Deployment, kind: ResourceKind, members: Sequence[Resource]) -> list[Stack]:
    for parts in count(1):
        buckets = _buckets(members, parts)
        stacks = [
            Stack(_part(kind, index), template_of(deployment, bucket, kind.value)) for index, bucket in buckets.items()
        ]
        if not any(
            len(bucket) > 1 and not stack.template.fits(INLINE)
            for stack, bucket in zip(stacks, buckets.values(), strict=True)
        ):
            return stacks
    raise AssertionError("counting does not end")


def _part(kind: ResourceKind, index: int) -> str:
    # The first has no number: it keeps its name when a second one comes.
    return kind.value if index == 0 else f"{kind.value}-{index + 1}"


def _buckets(members: Sequence[Resource], parts: int) -> dict[int, list[Resource]]:
    """The members of each part: of the numbers of parts, the one whose digest with the id is the largest."""
    found: dict[int, list[Resource]] = {}
    for item in members:
        digests = {index: hashlib.sha256(f"{item.id}/{index}".encode()).digest() for index in range(parts)}
        found.setdefault(max(digests, key=lambda index: digests[index]), []).append(item)
    return dict(sorted(found.items()))
