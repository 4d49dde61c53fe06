"""SNS topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found, tags_of
from ruleforge.export.requests import object_arn
from ruleforge.export.resources import Resource
from ruleforge.export.stamp import stamp_in_tags

__all__ = ["read_topics"]

_ABSENT = ("NotFound", "NotFoundException", "ResourceNotFound", "ResourceNotFoundException")


def read_topics(wanted: Sequence[Resource], clients: Clients, values: Mapping[str, str]) -> dict[str, Found]:
    """The topics of the wanted names."""
    found: dict[str, Found] = {}
    for item in wanted:
        arn = object_arn(item, values)
        what = f"read the topic {item.name}"
        answer = clients.ask("sns", "list_tags_for_resource", what, absent=_ABSENT, ResourceArn=arn)
        if answer is not None:
            tags = answer.get("Tags", [])
            stamp = stamp_in_tags(tags_of(tags))
            found[item.id] = Found(item.name, {"Name": item.name, "Tags": tags}, stamp, arn)
    return found
