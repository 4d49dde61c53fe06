"""How each tool spells the artifacts, in one place: AWS's API, CloudFormation and Terraform.

CloudFormation writes a member of the API with a capital letter and Terraform in snake case; a row says where they do
not. awscc, Terraform's provider made from CloudFormation's schemas, writes CloudFormation's names in snake case.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "API",
    "API_OUTPUT",
    "BY_KIND",
    "CLOUDFORMATION",
    "RESOURCES",
    "ArtifactKind",
    "Field",
    "Shape",
    "Sort",
    "Tool",
]


class ArtifactKind(enum.Enum):
    """What an artifact is in AWS; where rules have a kind for it, the value is the same word."""

    ALARM = "alarm"
    CONTRIBUTOR_INSIGHTS = "contributor-insights"
    DASHBOARD = "dashboard"
    EVENT_DATA_STORE = "event-data-store"
    METRIC_FILTER = "metric-filter"
    QUERY = "query"
    SUBSCRIPTION_FILTER = "subscription-filter"
    TRAIL = "trail"


class Sort(enum.Enum):
    """What a member is."""

    TEXT = "text"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    JSON = "JSON as text"
    LIST = "a list"
    MAP = "an object"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool's habits: whether it turns "60" into 60 where a number is wanted, and whether nothing means not given.

    `strangers` says whether members that are in no table are kept, for a language to refuse.
    """

    name: str
    converts: bool
    drops_empty: bool = False
    strangers: bool = True


API = Tool("api", converts=False)
API_OUTPUT = Tool("output", converts=False, drops_empty=False, strangers=False)
CLOUDFORMATION = Tool("cloudformation", converts=True)
TERRAFORM = Tool("terraform", converts=True, drops_empty=True, strangers=False)
AWSCC = Tool("awscc", converts=True, drops_empty=True, strangers=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A member under its name in the API, with the names that tools have for it where they do not follow the rule.

    Of a LIST, `inner` are the members of an item. `pairs` are the two members of an item of which some tools make an
    object, or of a MAP the two that CloudFormation makes items of. A `language` is a text that is read here.
    """

    api: str
    sort: Sort = Sort.TEXT
    terraform: str = ""
    output: str = ""
    inner: tuple[Field, ...] = ()
    pairs: tuple[str, str] | None = None
    language: bool = False
    required: bool = False
    zero_is_none: bool = False

    def named(self, tool: Tool) -> str:
        """The member's name in a tool."""
        capital = self.api[:1].upper() + self.api[1:]
        match tool.name:
            case "cloudformation":
                return capital if self.api != "RuleDefinition" else "RuleBody"
            case "terraform":
                return self.terraform or _snake(capital)
            case "awscc":
                return _snake(capital if self.api != "RuleDefinition" else "RuleBody")
            case "output":
                return self.output or self.api
            case _:
                return self.api


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@dataclass(frozen=True, slots=True)
class Shape:
    """The members of an artifact; `name` is the one that names it, and what `languages` call texts they read.

    Where a language reads the whole body, it says itself which member has the wrong type (`typed` is not set).
    """

    kind: ArtifactKind
    name: str
    cloudformation: str
    terraform: str
    fields: tuple[Field, ...]
    typed: bool = True

    @property
    def languages(self) -> frozenset[str]:
        """The names of members, at any depth, that hold texts in one of our languages."""
        return frozenset({field.api for field in self.fields if field.language} | {"query"})


_TRANSFORMATION = (
    Field("metricName", terraform="name"),
    Field("metricNamespace", terraform="namespace"),
    Field("metricValue", terraform="value"),
    Field("defaultValue", Sort.NUMBER),
    Field("dimensions", Sort.MAP, pairs=("Key", "Value")),
    Field("unit"),
)
_SELECTOR = (
    Field("Name"),
    Field(
        "FieldSelectors",
        Sort.LIST,
        terraform="field_selector",
        inner=(
            Field("Field"),
            *(
                Field(operator, Sort.LIST)
                for operator in ("Equals", "NotEquals", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith")
            ),
        ),
    ),
)
_SELECTORS = Field("AdvancedEventSelectors", Sort.LIST, terraform="advanced_event_selector", inner=_SELECTOR)
_INSIGHTS = Field(
    "InsightSelectors",
    Sort.LIST,
    terraform="insight_selector",
    inner=(Field("InsightType"), Field("EventCategories", Sort.LIST)),
)
_TAGS = Field("Tags", Sort.LIST, inner=(Field("Key"), Field("Value")), pairs=("Key", "Value"))
_FILTER = (
    Field("logGroupName"),
    Field("filterName", terraform="name"),
    Field("applyOnTransformedLogs", Sort.BOOLEAN),
    Field("fieldSelectionCriteria"),
)

SHAPES: tuple[Shape, ...] = (
    Shape(
        ArtifactKind.METRIC_FILTER,
        "filterName",
        "AWS::Logs::MetricFilter",
        "aws_cloudwatch_log_metric_filter",
        (
            *_FILTER,
            Field("filterPattern", terraform="pattern", language=True, required=True),
            Field(
                "metricTransformations",
                Sort.LIST,
                terraform="metric_transformation",
                inner=_TRANSFORMATION,
                required=True,
            ),
            Field("emitSystemFieldDimensions", Sort.LIST),
        ),
    ),
    Shape(
        ArtifactKind.SUBSCRIPTION_FILTER,
        "filterName",
        "AWS::Logs::SubscriptionFilter",
        "aws_cloudwatch_log_subscription_filter",
        (
            *_FILTER,
            Field("filterPattern", language=True, required=True),
            Field("destinationArn"),
            Field("roleArn"),
            Field("distribution"),
            Field("emitSystemFields", Sort.LIST),
        ),
    ),
    Shape(
        ArtifactKind.QUERY,
        "name",
        "AWS::Logs::QueryDefinition",
        "aws_cloudwatch_query_definition",
        (
            Field("name"),
            Field("queryString", language=True, required=True),
            Field("queryLanguage"),
            Field("logGroupNames", Sort.LIST),
        ),
    ),
    Shape(
        ArtifactKind.CONTRIBUTOR_INSIGHTS,
        "RuleName",
        "AWS::CloudWatch::InsightRule",
        "aws_cloudwatch_contributor_insight_rule",
        (
            Field("RuleName", output="Name"),
            Field("RuleDefinition", Sort.JSON, output="Definition", required=True),
            Field("RuleState", output="State"),
            _TAGS,
        ),
    ),
    Shape(
        ArtifactKind.DASHBOARD,
        "DashboardName",
        "AWS::CloudWatch::Dashboard",
        "aws_cloudwatch_dashboard",
        (Field("DashboardName"), Field("DashboardBody", Sort.JSON, required=True)),
    ),
    Shape(
        ArtifactKind.ALARM,
        "AlarmName",
        "AWS::CloudWatch::Alarm",
        "aws_cloudwatch_metric_alarm",
        (
            *(Field(name) for name in ("AlarmName", "AlarmDescription", "MetricName", "Namespace", "Statistic")),
            *(Field(name) for name in ("ExtendedStatistic", "Unit", "ComparisonOperator", "TreatMissingData")),
            Field("EvaluateLowSampleCountPercentile", terraform="evaluate_low_sample_count_percentiles"),
            Field("ThresholdMetricId"),
            Field("ActionsEnabled", Sort.BOOLEAN),
            Field("OKActions", Sort.LIST),
            Field("AlarmActions", Sort.LIST),
            Field("InsufficientDataActions", Sort.LIST),
            Field("Dimensions", Sort.LIST, inner=(Field("Name"), Field("Value")), pairs=("Name", "Value")),
            _TAGS,
            Field("Period", Sort.NUMBER),
            Field("EvaluationPeriods", Sort.NUMBER),
            Field("DatapointsToAlarm", Sort.NUMBER, zero_is_none=True),
            Field("Threshold", Sort.NUMBER),
            Field("Metrics", Sort.DATA, terraform="metric_query"),
            Field("EvaluationWindow", Sort.DATA),
            Field("WarmUpConfiguration", Sort.DATA),
            Field("EvaluationCriteria", Sort.DATA),
        ),
        typed=False,
    ),
    Shape(
        ArtifactKind.TRAIL,
        "TrailName",
        "AWS::CloudTrail::Trail",
        "aws_cloudtrail",
        (
            Field("TrailName", terraform="name", output="TrailARN"),
            _SELECTORS,
            _INSIGHTS,
            Field("AggregationConfigurations", Sort.DATA),
            Field("EventSelectors", Sort.DATA, terraform="event_selector"),
            Field("IsMultiRegionTrail", Sort.BOOLEAN),
            Field("IsOrganizationTrail", Sort.BOOLEAN),
            Field("CloudWatchLogsLogGroupArn", terraform="cloud_watch_logs_group_arn"),
            Field("CloudWatchLogsRoleArn", terraform="cloud_watch_logs_role_arn"),
            Field("S3BucketName", terraform="s3_bucket_name"),
            _TAGS,
        ),
        typed=False,
    ),
    Shape(
        ArtifactKind.EVENT_DATA_STORE,
        "Name",
        "AWS::CloudTrail::EventDataStore",
        "aws_cloudtrail_event_data_store",
        (Field("Name"), _SELECTORS, _INSIGHTS),
        typed=False,
    ),
)


def _awscc(cloudformation: str) -> str:
    _, service, resource = cloudformation.split("::")
    return f"awscc_{service.lower()}_{_snake(resource)}"


RESOURCES: Mapping[str, tuple[Shape, Tool]] = {
    **{shape.cloudformation: (shape, CLOUDFORMATION) for shape in SHAPES},
    **{shape.terraform: (shape, TERRAFORM) for shape in SHAPES},
    **{_awscc(shape.cloudformation): (shape, AWSCC) for shape in SHAPES},
}
"""The artifact that a type of resource is, in CloudFormation's words and in Terraform's."""

BY_KIND: Mapping[ArtifactKind, Shape] = {shape.kind: shape for shape in SHAPES}
