"""The rule documents as frozen data: no I/O, no parsing, no opinion."""

from ruleforge.model.bundles import BundleSpec
from ruleforge.model.cloudwatch import AlarmSpec, InsightRuleSpec
from ruleforge.model.dashboards import DashboardRow, DashboardSpec, Widget
from ruleforge.model.filters import Dimension, MetricFilterSpec, MetricTransformation, SubscriptionFilterSpec
from ruleforge.model.parameter import Parameter
from ruleforge.model.queries import QuerySpec
from ruleforge.model.rule import Kind, Rule, RuleSeverity, RuleSource, RuleStatus
from ruleforge.model.rule_test import EventReference, RuleTest
from ruleforge.model.scenario import Actor, Expectations, Scenario, Step, Twin
from ruleforge.model.trails import EventSelectorSpec, TrailSpec

__all__ = [
    "Actor",
    "AlarmSpec",
    "BundleSpec",
    "DashboardRow",
    "DashboardSpec",
    "Dimension",
    "EventReference",
    "EventSelectorSpec",
    "Expectations",
    "InsightRuleSpec",
    "Kind",
    "MetricFilterSpec",
    "MetricTransformation",
    "Parameter",
    "QuerySpec",
    "Rule",
    "RuleSeverity",
    "RuleSource",
    "RuleStatus",
    "RuleTest",
    "Scenario",
    "Step",
    "SubscriptionFilterSpec",
    "TrailSpec",
    "Twin",
    "Widget",
]
