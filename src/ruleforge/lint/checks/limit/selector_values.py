"""The values of all selectors of a trail."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.languages.event_selector.parse import count_values
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import EventSelectorSpec, Kind, TrailSpec

__all__ = ["CHECK"]

_MOST = number("sel.values.max")
_HELP = "shorten lists to common prefixes, or drop selectors"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for subject in catalog.of_kind(Kind.TRAIL):
        if isinstance(subject.rule.spec, TrailSpec):
            counts = _counts(subject.rule.spec, catalog)
            if sum(counts.values()) > _MOST:
                largest = max(counts, key=lambda identifier: counts[identifier])
                message = f"{sum(counts.values()):,} values in all; {largest} alone has {counts[largest]:,}"
                yield Problem(message, ("spec", "AdvancedEventSelectors"), rule=subject.rule, help=_HELP)


def _counts(trail: TrailSpec, catalog: CatalogSubject) -> dict[str, int]:
    """The selectors that the trail lists and the catalogue has, with the number of their values."""
    found: dict[str, int] = {}
    for identifier in trail.selectors:
        try:
            spec = catalog.catalog[identifier].spec
        except UsageError:  # told as what it is: a selector that is not there
            continue
        if isinstance(spec, EventSelectorSpec):
            found[identifier] = count_values(spec.body)
    return found


def _selector(name: str, count: int) -> str:
    arns = ", ".join(f'"arn:aws:s3:::{name}-{index}/"' for index in range(count))
    return f"""\
id: {name}
kind: event-selector
spec:
  Name: {name}
  FieldSelectors:
    - {{Field: eventCategory, Equals: [Data]}}
    - {{Field: resources.type, Equals: ["AWS::S3::Object"]}}
    - {{Field: resources.ARN, StartsWith: [{arns}]}}
"""


_TRAIL = """\
kind: trail
spec:
  TrailName: buckets
  AdvancedEventSelectors: {list}
"""

CHECK = Check(
    id="limit/selector-values",
    severity=Severity.ERROR,
    summary="More than 500 values in the selectors of a trail.",
    why=(
        f"All selectors of a trail have at most {_MOST} values together, those of eventCategory and resources.type"
        " included. The trail is put as a whole, so that it fails as a whole."
    ),
    catalog=_ask,
    reading=True,
    limits=("sel.values.max",),
    avoid=(
        Example(
            "---\n".join([_selector("raw", 250), _selector("curated", 250), _TRAIL.format(list="⟦[raw, curated]⟧")]),
            note="Each selector would be taken by itself.",
        ),
        Example(
            "kind: event-selector\nspec: ⟦{Name: Buckets, FieldSelectors: [{Field: eventCategory, Equals: [Data]},"
            ' {Field: resources.type, Equals: ["AWS::S3::Object"]}, {Field: resources.ARN, StartsWith: ['
            + ", ".join(f'"arn:aws:s3:::bucket-{index}/"' for index in range(_MOST))
            + "]}]}⟧\n"
        ),
    ),
    prefer=(
        Example("---\n".join([_selector("raw", 250), _selector("curated", 1), _TRAIL.format(list="[raw, curated]")])),
    ),
)
