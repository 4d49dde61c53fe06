"""The envelope that every rule has, whatever its kind."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from ruleforge.diagnostics import SourceText, Span
from ruleforge.model.bundles import BundleSpec
from ruleforge.model.cloudwatch import AlarmSpec, InsightRuleSpec
from ruleforge.model.dashboards import DashboardSpec
from ruleforge.model.filters import MetricFilterSpec, SubscriptionFilterSpec
from ruleforge.model.queries import QuerySpec
from ruleforge.model.rule_test import RuleTest
from ruleforge.model.trails import EventSelectorSpec, TrailSpec

__all__ = ["Kind", "Rule", "RuleSeverity", "RuleSource", "RuleStatus", "Spec"]

Spec = (
    MetricFilterSpec
    | SubscriptionFilterSpec
    | EventSelectorSpec
    | TrailSpec
    | InsightRuleSpec
    | AlarmSpec
    | QuerySpec
    | DashboardSpec
    | BundleSpec
)


class Kind(enum.Enum):
    """What a rule is in AWS; the value is the word that rule files use."""

    ALARM = "alarm"
    BUNDLE = "bundle"
    CONTRIBUTOR_INSIGHTS = "contributor-insights"
    DASHBOARD = "dashboard"
    EVENT_SELECTOR = "event-selector"
    METRIC_FILTER = "metric-filter"
    QUERY = "query"
    SUBSCRIPTION_FILTER = "subscription-filter"
    TRAIL = "trail"

    @property
    def is_about_events(self) -> bool:
        """Whether rules of the kind can be asked about single events, or about what comes of them."""
        return self not in (Kind.BUNDLE, Kind.DASHBOARD, Kind.QUERY)


class RuleSeverity(enum.Enum):
    """How urgent a match is for the people on call."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class RuleStatus(enum.Enum):
    """Where a rule is in its life."""

    EXPERIMENTAL = "experimental"
    STABLE = "stable"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule comes from: the guide's own name for it, and why our text differs, if it does."""

    guide: str | None = None
    changed: str | None = None

    def to_dict(self) -> dict[str, str]:
        """The members that are there, as JSON data."""
        return {name: value for name in ("guide", "changed") if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue: an envelope in our words around a `spec` in AWS's.

    `version` is a semantic version and is raised when the meaning changes. `matrix` maps a scope of AWS's generative
    AI security scoping matrix (`generative-ai`, `agentic-ai`) to its dimensions. `team` is whom an alarm calls. `text`
    and `spans` place the rule in its file: keys of `spans` are paths such as `("spec", "filterPattern")`.
    """

    kind: Kind
    id: str
    version: str
    title: str
    description: str
    severity: RuleSeverity
    status: RuleStatus
    spec: Spec
    source: RuleSource = RuleSource()
    matrix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attack: tuple[str, ...] = ()
    false_positives: tuple[str, ...] = ()
    team: str | None = None
    tests: tuple[RuleTest, ...] = ()
    text: SourceText | None = field(default=None, compare=False, repr=False)
    spans: Mapping[tuple[str | int, ...], Span] = field(default_factory=dict, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The rule's id with its version, as `id@version`."""
        return f"{self.id}@{self.version}"

    @property
    def path(self) -> str:
        """The name of the file the rule was read from, or the empty string."""
        return self.text.name if self.text else ""
