"""Filters by the log group that they sit on: what counts together for CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ruleforge.lint.check import Problem
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["PLACE", "beyond", "filters_by_group"]

PLACE = ("spec", "logGroupName")
"""Where a filter names its log group."""


def filters_by_group(catalog: CatalogSubject, *kinds: Kind) -> Mapping[str, Sequence[RuleSubject]]:
    """The filters of some kinds by the name of their log group, placeholders resolved, in the order of their ids."""
    found: dict[str, list[RuleSubject]] = {}
    for subject in sorted(catalog.of_kind(*kinds), key=lambda subject: subject.rule.id):
        found.setdefault(str(subject.body["logGroupName"]), []).append(subject)
    return found


def beyond(
    groups: Mapping[str, Sequence[RuleSubject]],
    most: int,
    what: str,
    *,
    least: int | None = None,
    help: str = "",  # noqa: A002
) -> Iterator[Problem]:
    """A problem for each log group with more than so many filters, at the first that is too many.

    With `least`, a group that has more than that is left out: another check tells it.
    """
    for name, subjects in groups.items():
        if len(subjects) > most and (least is None or len(subjects) <= least):
            message = f"{len(subjects)} {what} on the log group {name}"
            yield Problem(message, PLACE, rule=subjects[most].rule, help=help)
