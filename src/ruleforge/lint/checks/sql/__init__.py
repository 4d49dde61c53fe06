"""Queries that AWS takes and that probably do not do what is meant."""
