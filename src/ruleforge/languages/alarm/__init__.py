"""CloudWatch metric alarms: what they are made of, and their states on a virtual clock."""

from ruleforge.languages.alarm.alarm import Alarm, Evaluation
from ruleforge.languages.alarm.tree import State

__all__ = ["Alarm", "Evaluation", "State"]
