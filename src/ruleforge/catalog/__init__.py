"""YAML → rules, with the place of everything: strict YAML, JSON Schema, parameters, the registry of kinds."""

from ruleforge.catalog.catalog import Catalog, load_catalog, load_rule
from ruleforge.catalog.parameters import values_for
from ruleforge.catalog.parsed import (
    ParsedQuery,
    ParsedTrail,
    parse_alarm,
    parse_filter,
    parse_insight_rule,
    parse_query,
    parse_query_to_run,
    parse_selector,
    parse_trail,
    parse_written_query,
)
from ruleforge.catalog.scenarios import load_scenario, load_scenarios

__all__ = [
    "Catalog",
    "ParsedQuery",
    "ParsedTrail",
    "load_catalog",
    "load_rule",
    "load_scenario",
    "load_scenarios",
    "parse_alarm",
    "parse_filter",
    "parse_insight_rule",
    "parse_query",
    "parse_query_to_run",
    "parse_selector",
    "parse_trail",
    "parse_written_query",
    "values_for",
]
