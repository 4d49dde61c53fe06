"""Bundles as checks look at them: the rules that each deploys, and what its export says, asked with examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Finding
from ruleforge.errors import RuleforgeError
from ruleforge.lint.check import Problem
from ruleforge.model import BundleSpec, Kind, Rule

if TYPE_CHECKING:
    from ruleforge.export import Deployment
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["Bundle", "bundles_of", "of_bundles", "told"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle of the catalogue.

    `rules` are those it deploys, in their order; none where it names what is not there. `deployment` is what it makes,
    None where its export refuses that; `findings` then say why.
    """

    rule: Rule
    spec: BundleSpec
    rules: tuple[RuleSubject, ...]
    deployment: Deployment | None
    findings: tuple[Finding, ...]

    def of_kind(self, *kinds: Kind) -> list[RuleSubject]:
        """The rules of some kinds."""
        return [subject for subject in self.rules if subject.rule.kind in kinds]


def bundles_of(catalog: CatalogSubject) -> Sequence[Bundle]:
    """The bundles of a catalogue by id; none in a part of one, in which what they name is missing."""
    return catalog.once("bundles", lambda: tuple(_looked_at(catalog)) if catalog.entire else ())


def of_bundles(bundles: Sequence[Bundle]) -> str:
    """Which bundles something is about, for the end of a message."""
    names = [bundle.rule.id for bundle in bundles]
    more = f" and {len(names) - 1} more" if names[1:] else ""
    return f"in the bundle {names[0]}{more}" if names else ""


def told(bundles: Sequence[Bundle], wanted: Callable[[str], bool]) -> Iterator[Problem]:
    """What exports refuse, as far as the ids of the findings are wanted: the same thing once, at the place it is at.

    Where a finding has no place, it is told at the rules of the first bundle.
    """
    seen: dict[tuple[object, ...], tuple[Finding, list[Bundle]]] = {}
    for bundle in bundles:
        for finding in bundle.findings:
            if wanted(finding.check):
                place = None if finding.source is None else finding.source.name
                seen.setdefault((finding.message, place, finding.span), (finding, []))[1].append(bundle)
    for finding, about in seen.values():
        first = about[0].rule
        in_bundle = finding.source is not None and finding.source is first.text
        message = finding.message if in_bundle else f"{finding.message}, {of_bundles(about)}"
        placed = Problem(message, ("spec", "rules"), rule=first, because=finding.because, help=finding.help)
        yield placed if finding.source is None else replace(placed, source=finding.source, span=finding.span)


def _looked_at(catalog: CatalogSubject) -> Iterator[Bundle]:
    bundles = sorted(catalog.of_kind(Kind.BUNDLE), key=lambda subject: subject.rule.id)
    if not bundles:
        return
    from ruleforge.export import Request, assemble
    from ruleforge.export.selection import select

    for subject in bundles:
        rule, spec = subject.rule, subject.rule.spec
        if not isinstance(spec, BundleSpec):
            continue
        try:
            rules = select(catalog.catalog, spec, rule)
        except RuleforgeError as error:
            yield Bundle(rule, spec, (), None, error.findings)
            continue
        subjects = tuple(_subject(item, catalog) for item in rules)
        try:
            # The linter reads every rule with examples in it anyway.
            deployment = assemble(Request(rule, examples=True), catalog.catalog, read_again=False)
            yield Bundle(rule, spec, subjects, deployment, ())
        except RuleforgeError as error:
            yield Bundle(rule, spec, subjects, None, error.findings)


def _subject(rule: Rule, catalog: CatalogSubject) -> RuleSubject:
    known = catalog.by_id.get(rule.id)
    found = known if known is not None and known.rule is rule else catalog.version(rule.key)
    assert found is not None  # noqa: S101 - the catalogue has just given it
    return found
