"""Which rules a bundle is made of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from ruleforge.catalog import Catalog
from ruleforge.diagnostics import Finding
from ruleforge.errors import CatalogError, UsageError
from ruleforge.model import BundleSpec, Kind, Rule

__all__ = ["DEPLOYED", "is_pattern", "matching", "place_of", "select"]

DEPLOYED = (
    Kind.TRAIL,
    Kind.METRIC_FILTER,
    Kind.ALARM,
    Kind.CONTRIBUTOR_INSIGHTS,
    Kind.QUERY,
    Kind.SUBSCRIPTION_FILTER,
    Kind.DASHBOARD,
)
"""The kinds that become objects of their own in an account, in the order in which they are made."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a bundle's list, and where it stands in it."""

    text: str
    path: tuple[str | int, ...]


def select(catalog: Catalog, spec: BundleSpec, bundle: Rule | None = None) -> list[Rule]:
    """The rules of a bundle, each once, in the order of kinds and ids.

    A rule that is named by its id, or by `id@version`, comes in that version, whatever patterns say.

    Raises CatalogError, with all of them at their places in the `bundle`, for entries that name nothing; without a
    bundle UsageError.
    """
    problems: list[Finding] = []
    named: dict[str, Rule] = {}
    found: dict[str, Rule] = {}
    for entry in _entries("rules", spec.rules):
        try:
            if is_pattern(entry.text):
                for rule in matching(catalog, entry.text, DEPLOYED):
                    found.setdefault(rule.id, rule)
            else:
                rule = _named(catalog, entry.text)
                if rule.id in named:
                    raise UsageError([Finding("bundle/rule", f"{rule.id} is listed twice", help="keep one version")])
                named[rule.id] = rule
        except UsageError as error:
            problems += [_at(bundle, entry, finding) for finding in error.findings]
    for entry in _entries("without", spec.without):
        try:
            for rule in matching(catalog, entry.text, DEPLOYED):
                found.pop(rule.id, None)
        except UsageError as error:
            problems += [_at(bundle, entry, finding) for finding in error.findings]
    if problems:
        # Of a bundle its file is wrong, of single rules the request.
        raise (UsageError if bundle is None else CatalogError)(problems)
    chosen = (found | named).values()
    return sorted(chosen, key=lambda rule: (DEPLOYED.index(rule.kind), rule.id))


def matching(catalog: Catalog, pattern: str, kinds: Sequence[Kind]) -> list[Rule]:
    """The rules in force that a pattern over kind, area and id finds, or the one that has it as its id.

    Raises UsageError where there is none.
    """
    if is_pattern(pattern):
        known = (rule for rule in catalog.in_force if rule.kind in kinds)
        found = [rule for rule in known if fnmatchcase(place_of(rule, catalog.top), pattern)]
    else:
        found = [rule for rule in (catalog[pattern],) if rule.kind in kinds] if pattern in catalog else []
    if not found:
        raise UsageError([_nothing_fits(catalog, pattern, kinds)])
    return found


def is_pattern(text: str) -> bool:
    """Whether a text is a pattern over kind, area and id; else it is an id."""
    return "/" in text or any(sign in text for sign in "*?[")


def _nothing_fits(catalog: Catalog, text: str, kinds: Sequence[Kind]) -> Finding:
    if not is_pattern(text):
        known = sorted({rule.id for rule in catalog if rule.kind in kinds})
        close = difflib.get_close_matches(text, known, n=1)
        help_ = (
            f"did you mean {close[0]}?" if close else f"a rule of the kind {', '.join(kind.value for kind in kinds)}"
        )
        return Finding("bundle/rule", f"there is no rule {text!r} that fits here", help=help_)
    known = sorted({rule.kind.value for rule in catalog if rule.kind in kinds})
    close = difflib.get_close_matches(text.partition("/")[0], known, n=1)
    help_ = f"such as {(close or known or ['alarm'])[0]}/*: a pattern is matched with kind/area/id"
    return Finding("bundle/rule", f"no rule that can be deployed fits {text!r}", help=help_)


def place_of(rule: Rule, top: Path | None) -> str:
    """What patterns are held against: `kind/area/id`, the area being the folders between, where there are any."""
    folder, _, _ = rule.path.rpartition("/")
    return "/".join((rule.kind.value, *_area(folder, "" if top is None else str(top), rule.kind.value), rule.id))


@lru_cache(maxsize=1024)
def _area(folder: str, top: str, kind: str) -> tuple[str, ...]:
    """The folders of a catalogue that lead to a folder, without that of the kind."""
    path = Path(folder)
    if not top or not folder or not path.is_relative_to(top):
        return ()
    return tuple(part for part in path.relative_to(top).parts if part != kind)


def _named(catalog: Catalog, text: str) -> Rule:
    rule = catalog[text]
    if rule.kind in DEPLOYED:
        return rule
    help_ = "list the trail that has it" if rule.kind is Kind.EVENT_SELECTOR else "list the rules themselves"
    message = f"{rule.id} is a {rule.kind.value}, which is not deployed by itself"
    raise UsageError([Finding("bundle/rule", message, help=help_)])


def _entries(member: str, texts: Iterable[str]) -> Iterator[_Entry]:
    for index, text in enumerate(texts):
        yield _Entry(text, ("spec", member, index))


def _at(bundle: Rule | None, entry: _Entry, finding: Finding) -> Finding:
    """A problem at the entry of the bundle that it comes from."""
    placed = replace(finding, check="bundle/rule")
    if bundle is None or bundle.text is None:
        return placed
    return placed.at(bundle.text, bundle.spans.get(entry.path, bundle.spans.get(("spec",))))
