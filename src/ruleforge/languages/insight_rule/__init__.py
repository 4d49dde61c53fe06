"""CloudWatch Contributor Insights rules: who contributes most to what a log group holds."""

from ruleforge.languages.insight_rule.contributors import Contributor, Contributors
from ruleforge.languages.insight_rule.report import Bin, InsightReport
from ruleforge.languages.insight_rule.rule import InsightRule

__all__ = ["Bin", "Contributor", "Contributors", "InsightReport", "InsightRule"]
