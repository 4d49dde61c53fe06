"""Spark's meaning of a query in DuckDB's SQL, node by node and function by function."""
