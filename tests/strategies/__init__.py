"""Hypothesis strategies for filter patterns and for messages that come near them."""
