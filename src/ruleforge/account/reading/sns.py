"""SNS topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleforge.account.clients import Clients, telling
from ruleforge.account.found import Found, stamp_in_tags
from ruleforge.errors import AccountError
from ruleforge.export.requests import object_arn
from ruleforge.export.resources import Resource

__all__ = ["read_topics"]


def read_topics(wanted: Sequence[Resource], clients: Clients, values: Mapping[str, str]) -> dict[str, Found]:
    """The topics of the wanted names."""
    found: dict[str, Found] = {}
    for item in wanted:
        arn = object_arn(item, values)
        try:
            with telling(f"read the topic {item.name}"):
                tags = clients["sns"].list_tags_for_resource(ResourceArn=arn).get("Tags", [])
        except AccountError as error:
            if all(_missing(finding.message) for finding in error.findings):
                continue
            raise
        found[item.id] = Found(item.name, {"Name": item.name, "Tags": tags}, stamp_in_tags(tags), arn)
    return found


def _missing(message: str) -> bool:
    return "NotFound" in message
