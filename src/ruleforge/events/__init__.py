"""Bytes → log events: file shapes, gzip, the three pipelines, and fixtures. Knows no rule."""

from ruleforge.events.discover import discover
from ruleforge.events.event import Batch, Lines, Message, Messages, Problem, Records, Unit
from ruleforge.events.fixtures import Fixtures
from ruleforge.events.lines import count_lines, explain_broken
from ruleforge.events.pipelines import Pipeline, pipeline_of, record_time
from ruleforge.events.read import messages, read
from ruleforge.events.unwrap import split_records

__all__ = [
    "Batch",
    "Fixtures",
    "Lines",
    "Message",
    "Messages",
    "Pipeline",
    "Problem",
    "Records",
    "Unit",
    "count_lines",
    "discover",
    "explain_broken",
    "messages",
    "pipeline_of",
    "read",
    "record_time",
    "split_records",
]
