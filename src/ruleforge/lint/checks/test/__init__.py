"""Tests of a rule that show less than they seem to."""
