"""Versions of rules held against what was released."""
