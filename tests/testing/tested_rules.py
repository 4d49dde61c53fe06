"""Rules of every kind with tests of their own, written as in a file."""

from __future__ import annotations

from ruleforge.catalog import Catalog
from ruleforge.catalog.load import load_rule_text
from ruleforge.diagnostics import SourceText
from ruleforge.events import Fixtures
from ruleforge.model import Parameter
from ruleforge.testing import run_tests

ACCOUNT = Parameter("ACCOUNT_ID", "d", "[0-9]{12}", "f", "111122223333")
GROUP = Parameter("CLOUDTRAIL_LOG_GROUP", "d", ".+", "f", "trail", pipeline="cloudtrail")
PARAMETERS = {item.name: item for item in (ACCOUNT, GROUP)}
FIXTURES = Fixtures.shipped()

SPECS = {
    "metric-filter": """
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations: [{metricNamespace: Space, metricName: Name, metricValue: "2", defaultValue: 0}]
""",
    "subscription-filter": """
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  destinationArn: arn:aws:lambda:us-east-1:111122223333:function:f
""",
    "event-selector": """
  Name: Objects
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
""",
    "trail": """
  TrailName: good
  AdvancedEventSelectors: [objects]
""",
    "contributor-insights": """
  RuleName: Top
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    AggregateOn: Count
    Contribution:
      Keys: [$.who]
      Filters: [{Match: $.account, In: ["${ACCOUNT_ID}"]}]
""",
    "alarm": """
  AlarmName: An alarm
  Namespace: Space
  MetricName: Name
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 5
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
""",
    "query": """
  name: Good
  queryString: SELECT who, size FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE size > 0
""",
}


def rule(kind, tests=" []\n", identifier="good", spec=None):
    """The rule of a kind with tests as they stand behind `tests:`."""
    text = (
        f"kind: {kind}\nid: {identifier}\nversion: 1.0.0\ntitle: A rule\ndescription: What it sees.\n"
        f"severity: low\nstatus: stable\nspec:{spec or SPECS[kind]}tests:{tests}"
    )
    found, findings = load_rule_text(SourceText(f"{identifier}.yaml", text), PARAMETERS)
    assert found is not None, findings
    return found


def run(*rules, name=""):
    """The outcomes of the rules' tests, in order."""
    members = [rule("event-selector", identifier="objects")]
    return run_tests(rules, FIXTURES, name=name, catalog=Catalog([*members, *rules], PARAMETERS)).outcomes
