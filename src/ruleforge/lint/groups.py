"""Filters by the log group that they sit on: what counts together for CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.check import Problem
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["PLACE", "Together", "beyond", "filters_by_group"]

PLACE = ("spec", "logGroupName")
"""Where a filter names its log group."""


@dataclass(frozen=True, slots=True)
class Together:
    """Filters that sit on one log group together: those of a bundle, or without bundles those of the catalogue."""

    group: str
    subjects: Sequence[RuleSubject]
    bundle: str | None = None


def filters_by_group(catalog: CatalogSubject, *kinds: Kind) -> list[Together]:
    """The filters of some kinds by the name of their log group, placeholders resolved, each list in the order of ids.

    Where the catalogue has bundles, only what one of them deploys counts together.
    """
    bundles = bundles_of(catalog)
    if not bundles:
        return [Together(group, subjects) for group, subjects in _by_group(catalog.of_kind(*kinds)).items()]
    return [
        Together(group, subjects, bundle.rule.id)
        for bundle in bundles
        for group, subjects in _by_group(bundle.of_kind(*kinds)).items()
    ]


def _by_group(found: Iterable[RuleSubject]) -> Mapping[str, Sequence[RuleSubject]]:
    groups: dict[str, list[RuleSubject]] = {}
    for subject in sorted(found, key=lambda subject: subject.rule.id):
        groups.setdefault(str(subject.body["logGroupName"]), []).append(subject)
    return groups


def beyond(
    together: Iterable[Together],
    most: int,
    what: str,
    *,
    least: int | None = None,
    help: str = "",  # noqa: A002
) -> Iterator[Problem]:
    """A problem for each log group with more than so many filters, at the first that is too many.

    With `least`, a group that has more than that is left out: another check tells it. Of several bundles that have too
    many on one group, the one with the most is told.
    """
    worst: dict[str, Together] = {}
    for item in together:
        if len(item.subjects) > len(worst[item.group].subjects if item.group in worst else ()):
            worst[item.group] = item
    for item in worst.values():
        if len(item.subjects) > most and (least is None or len(item.subjects) <= least):
            where = "" if item.bundle is None else f", in the bundle {item.bundle}"
            message = f"{len(item.subjects)} {what} on the log group {item.group}{where}"
            yield Problem(message, PLACE, rule=item.subjects[most].rule, help=help)
