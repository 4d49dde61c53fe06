"""Subscription filters on one log group, by another page of AWS."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.groups import beyond, filters_by_group
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("sf.per_log_group.api_text")
_SURE = number("sf.per_log_group")
_HELP = "forward once, to a stream that fans out"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    groups = filters_by_group(catalog, Kind.SUBSCRIPTION_FILTER)
    yield from beyond(groups, _MOST, "subscription filters", least=_SURE, help=_HELP)


def _filter(name: str, group: str = "${CLOUDTRAIL_LOG_GROUP}") -> str:
    return f"""\
id: {name}
kind: subscription-filter
spec:
  logGroupName: {group}
  filterPattern: ""
  destinationArn: arn:aws:firehose:us-east-1:111122223333:deliverystream/{name}
"""


_TAKEN = [_filter(f"to-{letter}") for letter in "abcdefgh"[:_MOST]]

CHECK = Check(
    id="limit/group-subscription-filters-api",
    severity=Severity.WARNING,
    summary="More than two subscription filters on one log group.",
    why=(
        f"The text of PutSubscriptionFilter says that a log group has at most {_MOST} subscription filters; the page"
        f" of quotas says {_SURE}. Whether the third is taken shows when it is put: better not to find out during a"
        " roll-out."
    ),
    catalog=_ask,
    limits=("sf.per_log_group.api_text",),
    avoid=(Example("---\n".join([*_TAKEN, _filter("to-z", "⟦${CLOUDTRAIL_LOG_GROUP}⟧")])),),
    prefer=(Example("---\n".join(_TAKEN)),),
)
