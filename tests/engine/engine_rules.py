"""Small rules of every kind, made for one test."""

from __future__ import annotations

from ruleforge.catalog import Catalog
from ruleforge.model import (
    AlarmSpec,
    Dimension,
    EventSelectorSpec,
    InsightRuleSpec,
    Kind,
    MetricFilterSpec,
    MetricTransformation,
    Parameter,
    Rule,
    RuleSeverity,
    RuleStatus,
    SubscriptionFilterSpec,
    TrailSpec,
)

GROUP = "${CLOUDTRAIL_LOG_GROUP}"
PARAMETER = Parameter("CLOUDTRAIL_LOG_GROUP", "d", ".+", "f", "e", pipeline="cloudtrail")


def catalog(*rules):
    return Catalog(rules, {PARAMETER.name: PARAMETER})


def envelope(kind, name, spec, version="1.0.0"):
    return Rule(kind, name, version, name, "d", RuleSeverity.LOW, RuleStatus.STABLE, spec)


def rule(pattern, name="r", *, value="1", default=None, dimensions=(), unit="None", group=GROUP):
    """A metric filter; its metric is named after it, in the namespace N."""
    dims = tuple(Dimension(*pair) for pair in dimensions)
    transformation = MetricTransformation("N", name, value, default, dims, unit)
    return envelope(Kind.METRIC_FILTER, name, MetricFilterSpec(group, pattern, (transformation,)))


def subscription(pattern, name="sub", group=GROUP):
    return envelope(Kind.SUBSCRIPTION_FILTER, name, SubscriptionFilterSpec(group, pattern))


def insight(keys, filters=(), name="top", *, value_of=None, groups=(GROUP,), arns=(), log_format="JSON"):
    contribution = {"Keys": list(keys), "Filters": list(filters)}
    body = {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        **({"LogGroupARNs": list(arns)} if arns else {"LogGroupNames": list(groups)}),
        "LogFormat": log_format,
        "AggregateOn": "Count" if value_of is None else "Sum",
        "Contribution": contribution if value_of is None else {**contribution, "ValueOf": value_of},
    }
    return envelope(Kind.CONTRIBUTOR_INSIGHTS, name, InsightRuleSpec(name, body))


def selector(name, category="Data", *, more=(), version="1.0.0"):
    """A selector of a category, of data events on objects of S3; `more` are `(field, operator, value)`."""
    entries = [("eventCategory", "Equals", category)]
    entries += [("resources.type", "Equals", "AWS::S3::Object")] if category == "Data" else []
    fields = [{"Field": field, operator: [value]} for field, operator, value in (*entries, *more)]
    return envelope(Kind.EVENT_SELECTOR, name, EventSelectorSpec({"Name": name, "FieldSelectors": fields}), version)


def trail(*selectors, name="trail", **more):
    return envelope(Kind.TRAIL, name, TrailSpec(name, selectors, **more))


def alarm(metric, name="alarm", **more):
    body = {
        "AlarmName": name,
        "Namespace": "N",
        "MetricName": metric,
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    return envelope(Kind.ALARM, name, AlarmSpec(body | more))
