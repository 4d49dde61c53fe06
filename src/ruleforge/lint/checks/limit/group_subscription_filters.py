"""Subscription filters on one log group."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.groups import beyond, filters_by_group
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("sf.per_log_group")
_HELP = "forward once, to a stream that fans out"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    groups = filters_by_group(catalog, Kind.SUBSCRIPTION_FILTER)
    yield from beyond(groups, _MOST, "subscription filters", help=_HELP)


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
    id="limit/group-subscription-filters",
    severity=Severity.ERROR,
    summary="More than five subscription filters on one log group.",
    why=(
        f"A log group has at most {_MOST} subscription filters by AWS's quotas. Those of other people on the same"
        " group count as well."
    ),
    catalog=_ask,
    limits=("sf.per_log_group",),
    avoid=(Example("---\n".join([*_TAKEN, _filter("to-z", "⟦${CLOUDTRAIL_LOG_GROUP}⟧")])),),
    prefer=(Example("---\n".join(_TAKEN)),),
)
