"""Model and events → matches, datapoints and reports. Opens files only through `ruleforge.events`, and prints nothing."""

from ruleforge.engine.replay import Progress, replay
from ruleforge.engine.report import InputReport, Report, RuleReport

__all__ = ["InputReport", "Progress", "Report", "RuleReport", "replay"]
