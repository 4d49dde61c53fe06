"""YAML → rules, with the place of everything: strict YAML, JSON Schema, parameters, the registry of kinds."""

from ruleforge.catalog.catalog import Catalog, load_catalog, load_rule

__all__ = ["Catalog", "load_catalog", "load_rule"]
