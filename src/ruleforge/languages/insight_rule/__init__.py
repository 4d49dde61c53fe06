"""CloudWatch Contributor Insights rules: who contributes most to what a log group holds."""

from ruleforge.languages.insight_rule.contributors import Contributor, Contributors
from ruleforge.languages.insight_rule.keys import key_text
from ruleforge.languages.insight_rule.report import Bin, InsightReport
from ruleforge.languages.insight_rule.rule import DEFAULT_CONTRIBUTORS, InsightRule

__all__ = [
    "DEFAULT_CONTRIBUTORS",
    "Bin",
    "Contributor",
    "Contributors",
    "InsightReport",
    "InsightRule",
    "key_text",
]
