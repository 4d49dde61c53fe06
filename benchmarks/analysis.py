"""Measure the predicate analysis over the shipped catalogue: implications within each kind, and dead parts.

python benchmarks/analysis.py
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from catalogue import ROOT
from ruleforge.catalog import load_catalog, parse_filter, parse_insight_rule, parse_selector, values_for
from ruleforge.model import Kind
from ruleforge.predicate import Predicate
from ruleforge.predicate.analysis import Analysis, implications


def predicates() -> Mapping[str, Sequence[Predicate]]:
    """What the rules of each kind ask for."""
    catalog = load_catalog(ROOT / "rules")
    values = values_for(catalog.parameters, None)
    filters = [*catalog.of_kind(Kind.METRIC_FILTER), *catalog.of_kind(Kind.SUBSCRIPTION_FILTER)]
    insights = catalog.of_kind(Kind.CONTRIBUTOR_INSIGHTS)
    return {
        "filters": [parse_filter(rule).predicate for rule in filters],
        "selectors": [parse_selector(rule, values).predicate for rule in catalog.of_kind(Kind.EVENT_SELECTOR)],
        "insight rules": [parse_insight_rule(rule, values).predicate for rule in insights],
    }


def all_pairs(items: Sequence[Predicate]) -> int:
    """The implications, each pair asked for."""
    analysis = Analysis()
    return sum(analysis.implies(one, other).yes for one in items for other in items if one is not other)


def by_index(items: Sequence[Predicate]) -> int:
    """The implications, without asking about every pair."""
    return len(list(implications(items, Analysis())))


def dead_parts(items: Sequence[Predicate]) -> int:
    """The parts that can never hold or could be left out."""
    analysis = Analysis()
    return sum(len(analysis.dead_parts(item).parts) for item in items)


def main() -> None:
    """Measures and prints."""
    jobs: Sequence[Callable[[Sequence[Predicate]], int]] = (all_pairs, by_index, dead_parts)
    kinds = predicates()
    for job in jobs:
        for kind, items in kinds.items():
            started = time.process_time()
            found = job(items)
            print(f"{job.__name__:<10} {kind:<14} {len(items):>3}: {found:>3} in {time.process_time() - started:.3f} s")


if __name__ == "__main__":
    main()
