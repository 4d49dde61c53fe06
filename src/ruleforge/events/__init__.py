"""Bytes → log events: file shapes, gzip, the three pipelines, and fixtures. Knows no rule."""

from ruleforge.events.actors import caller_arn, name_actors
from ruleforge.events.discover import discover, is_plain_lines
from ruleforge.events.event import Batch, Lines, Message, Messages, Problem, Records, Unit
from ruleforge.events.fixtures import Fixtures
from ruleforge.events.lines import count_lines, explain_broken
from ruleforge.events.overrides import override
from ruleforge.events.pipelines import Pipeline, pipeline_of, record_time, request_id
from ruleforge.events.read import messages, read
from ruleforge.events.story import StoryEvent, tell
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
    "StoryEvent",
    "Unit",
    "caller_arn",
    "count_lines",
    "discover",
    "explain_broken",
    "is_plain_lines",
    "messages",
    "name_actors",
    "override",
    "pipeline_of",
    "read",
    "record_time",
    "request_id",
    "split_records",
    "tell",
]
