"""What is deployed to the server, with values that fit it."""

from __future__ import annotations

from account import aws_server
from ruleforge.export import Request, assemble
from ruleforge.model import BundleSpec, Kind, Rule, RuleSeverity, RuleStatus
from shipped_catalogue import shipped_catalogue

CATALOG = shipped_catalogue()
GROUP = "trail"
VALUES = {
    "ACCOUNT_ID": aws_server.ACCOUNT,
    "REGION": aws_server.REGION,
    "CLOUDTRAIL_LOG_GROUP": GROUP,
    "TRAIL_BUCKET": "trail-bucket",
    "SUBSCRIPTION_DESTINATION_ARN": f"arn:aws:kinesis:{aws_server.REGION}:{aws_server.ACCOUNT}:stream/siem",
    "TRAIL_LOGS_ROLE_ARN": f"arn:aws:iam::{aws_server.ACCOUNT}:role/trail",
    "SUBSCRIPTION_ROLE_ARN": f"arn:aws:iam::{aws_server.ACCOUNT}:role/siem",
}
EVERYTHING = (
    "trail/ai-workloads/*",
    "metric-filter/*",
    "alarm/*",
    "contributor-insights/*",
    "query/*",
    "subscription-filter/*",
)
TOPICS = {"SECURITY_TOPIC_ARN": "ai-security", "AI_OPS_TOPIC_ARN": "ai-operations"}


def bundle(*rules, **members):
    spec = BundleSpec(rules=rules or EVERYTHING, topics=TOPICS, **members)
    return Rule(Kind.BUNDLE, "all", "1.0.0", "t", "d", RuleSeverity.INFORMATIONAL, RuleStatus.STABLE, spec)


def deployment(*rules, catalog=CATALOG, trail_name=None, **values):
    made = bundle(*rules, trail_name=trail_name)
    return assemble(Request(made, layers=(VALUES | values,), examples=True), catalog)
