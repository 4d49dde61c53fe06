"""Trails of a bundle."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("trail.per_region")


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for bundle in bundles_of(catalog):
        count = len(bundle.of_kind(Kind.TRAIL))
        if count > _MOST:
            help_ = "name the trail that records what the rules need"
            yield Problem(f"{count} trails", ("spec", "rules"), rule=bundle.rule, help=help_)


def _bundle(rules: str, trails: int) -> str:
    each = (f"---\nkind: trail\nid: trail-{n}\nspec: {{TrailName: trail-{n}}}\n" for n in range(trails))
    return f"kind: bundle\nspec: {{rules: {rules}}}\n" + "".join(each)


CHECK = Check(
    id="limit/bundle-trails",
    severity=Severity.ERROR,
    summary="A bundle with more than five trails.",
    why=(
        f"A Region has up to {_MOST} trails, those of its organization and of other Regions that record it"
        " included. The trails of a catalogue are alternatives to each other; those of a bundle are all made."
    ),
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    limits=("trail.per_region",),
    avoid=(Example(_bundle("⟦[trail/*]⟧", _MOST + 1)),),
    prefer=(
        Example(_bundle("[trail/*]", _MOST)),
        Example(_bundle("[trail-0]", _MOST + 1)),
    ),
)
