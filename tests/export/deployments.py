"""Deployments of the shipped catalogue for tests, with values of a kind that no example has."""

from __future__ import annotations

from ruleforge.export import Request, assemble
from ruleforge.model import BundleSpec, Kind, Rule, RuleSeverity, RuleStatus
from shipped_catalogue import shipped_catalogue

CATALOG = shipped_catalogue()
TOPICS = {"SECURITY_TOPIC_ARN": "ai-security", "AI_OPS_TOPIC_ARN": "ai-operations"}
EVERYTHING = (
    "trail/ai-workloads/*",
    "metric-filter/*",
    "alarm/*",
    "contributor-insights/*",
    "query/*",
    "subscription-filter/*",
)
VALUES = {"ACCOUNT_ID": "210987654321", "REGION": "eu-central-1", "CLOUDTRAIL_LOG_GROUP": "/audit/trail#1"}


def bundle(*rules, **members):
    members.setdefault("topics", TOPICS)
    spec = BundleSpec(rules=rules or EVERYTHING, **members)
    return Rule(Kind.BUNDLE, "some", "1.2.3", "t", "d", RuleSeverity.INFORMATIONAL, RuleStatus.STABLE, spec)


def deployed(*rules, values=VALUES, catalog=CATALOG, **members):
    return assemble(Request(bundle(*rules, **members), layers=(values,), examples=True), catalog)
