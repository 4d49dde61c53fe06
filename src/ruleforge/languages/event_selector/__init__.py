"""CloudTrail advanced event selectors: what a trail or an event data store records."""

from ruleforge.languages.event_selector.selectors import EventSelector, EventSelectors, FieldSelector

__all__ = ["EventSelector", "EventSelectors", "FieldSelector"]
