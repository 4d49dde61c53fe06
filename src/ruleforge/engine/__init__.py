"""Model and events → matches, datapoints and reports. Files are opened by `ruleforge.events` alone; nothing prints."""

from ruleforge.engine.replay import Progress, replay
from ruleforge.engine.report import InputReport, Report, RuleReport

__all__ = ["InputReport", "Progress", "Report", "RuleReport", "replay"]
