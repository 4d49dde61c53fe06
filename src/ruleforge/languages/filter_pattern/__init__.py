"""CloudWatch Logs filter patterns: one language for metric and subscription filters, FilterLogEvents and Live Tail."""

from ruleforge.languages.filter_pattern.pattern import Family, FilterPattern

__all__ = ["Family", "FilterPattern"]
