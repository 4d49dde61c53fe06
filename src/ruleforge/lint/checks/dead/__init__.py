"""Conditions that can never hold, always do, or add nothing: found by the analysis of predicates."""
