"""Rules that see nothing: no trail of the catalogue records what they ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import asked_of_trails
from ruleforge.lint.recorded import wishes_of
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_SHOWN = 5


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    if not recorded.trails:
        return
    for part in asked_of_trails(subject):
        wishes = [wish for wish, _ in wishes_of(part)]
        if not wishes or any(recorded.captured(wish) for wish in wishes):
            continue
        names = list(dict.fromkeys(str(wish) for wish in wishes))
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        elsewhere = sorted({name for wish in wishes for name in recorded.feeding(wish)})
        help_ = (
            f"add the selector {elsewhere[0]} to a trail"
            if elsewhere
            else "add a selector for these events to a trail of the catalogue"
        )
        yield Problem(f"no trail records {shown}", part.text.path, part.text.inner, help=help_)


CHECK = Check(
    id="record/uncaptured",
    severity=Severity.ERROR,
    summary="A rule none of whose events any trail of the catalogue records.",
    why=(
        "A trail delivers what its selectors take and nothing else. A rule for events that no trail takes is deployed,"
        " costs its fee, and stays silent. The trails are those of the catalogue; without any there is nothing to say."
        " Whether an ARN prefix fits is not decided here: coverage and replay tell it by events."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            note="Agent calls are data events, and the trail takes management events alone.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeAgent" }'⟧
  metricTransformations:
    - {metricNamespace: Examples, metricName: AgentCalls, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: management
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [management]}
""",
        ),
        Example(
            note="Model calls are management events and reads, which this trail leaves out.",
            text="""\
kind: query
spec:
  name: Model calls
  queryLanguage: SQL
  queryString: >-
    SELECT eventTime FROM ⟦`${CLOUDTRAIL_LOG_GROUP}`⟧
    WHERE eventSource = 'bedrock.amazonaws.com' AND eventName = 'InvokeModel'
---
kind: event-selector
id: management-writes
spec:
  Name: Writes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: ["false"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [management-writes]}
""",
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeAgent" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: AgentCalls, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: management
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [management, agents]}
"""
        ),
    ),
)
