"""Rules of every kind, as short as they can be written."""

from __future__ import annotations

import json

from ruleforge.catalog.load import load_rule_text
from ruleforge.diagnostics import SourceText
from ruleforge.model import Parameter

ACCOUNT = Parameter("ACCOUNT_ID", "d", "[0-9]{12}", "f", "111122223333")
GROUP = Parameter("CLOUDTRAIL_LOG_GROUP", "d", ".+", "f", "trail", pipeline="cloudtrail")
PARAMETERS = {item.name: item for item in (ACCOUNT, GROUP)}
VALUES = {item.name: item.example for item in PARAMETERS.values()}

INSIGHT = {
    "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
    "LogGroupNames": ["${CLOUDTRAIL_LOG_GROUP}"],
    "LogFormat": "JSON",
    "Contribution": {"Keys": ["$.who"], "Filters": [{"Match": "$.account", "In": ["${ACCOUNT_ID}"]}]},
    "AggregateOn": "Count",
}
ALARM = {
    "AlarmName": "An alarm",
    "Namespace": "Space",
    "MetricName": "Name",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
FILTER = {
    "logGroupName": "${CLOUDTRAIL_LOG_GROUP}",
    "filterPattern": '{ $.eventName = "A" }',
    "metricTransformations": [{"metricNamespace": "Space", "metricName": "Name", "metricValue": "1"}],
}


def selector(name="S", *fields):
    """A selector of data events on objects of S3, with further fields as `(field, operator, value)`."""
    wanted = [("eventCategory", "Equals", "Data"), ("resources.type", "Equals", "AWS::S3::Object"), *fields]
    return {"Name": name, "FieldSelectors": [{"Field": field, operator: [value]} for field, operator, value in wanted]}


def text(kind, spec, identifier="good", tests="", version="1.0.0"):
    """The text of a rule's file. JSON is YAML, so that a spec may be written either way."""
    written = spec if isinstance(spec, str) else json.dumps(spec)
    return (
        f"kind: {kind}\nid: {identifier}\nversion: {version}\ntitle: A rule\ndescription: What it sees.\n"
        f"severity: low\nstatus: stable\nspec: {written}\n{tests}"
    )


def load(kind, spec, identifier="good", tests="", version="1.0.0"):
    """The rule in such a text and its findings."""
    source = SourceText(f"{identifier}.yaml", text(kind, spec, identifier, tests, version))
    return load_rule_text(source, PARAMETERS)


def rule(kind, spec, identifier="good", tests="", version="1.0.0"):
    """The rule in such a text, which is sound."""
    found, findings = load(kind, spec, identifier, tests, version)
    assert found is not None, findings
    return found
