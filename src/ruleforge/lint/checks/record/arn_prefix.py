"""ARNs in selectors that no resource of the type can have."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.catalog.parameters import resolve
from ruleforge.data.resource_arns import arn_forms, arn_source, can_begin
from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.lint.asked import Leaf, Relation, leaves
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import wanted_types
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        types = wanted_types(part.asked) or {}
        forms = [arn_forms(word) for word in types]
        if not forms or not all(forms):
            continue
        for leaf in leaves(part.asked):
            if leaf.field != "resources.ARN" or leaf.relation not in (Relation.IS, Relation.BEGINS):
                continue
            if not any(_fits(leaf, form, subject) for listed in forms for form in listed):
                name = ", ".join(types)
                message = f"no ARN of {name} {'begins like this' if leaf.relation is Relation.BEGINS else 'is this'}"
                help_ = f"it begins with {forms[0][0]}"
                yield Problem(message, leaf.place.path, because=arn_source(), help=help_)


def _fits(leaf: Leaf, form: str, subject: RuleSubject) -> bool:
    try:
        return can_begin(resolve(leaf.value, subject.catalog.values), form)
    except UsageError:
        return True  # a placeholder without a value, which reading has told


CHECK = Check(
    id="record/arn-prefix",
    severity=Severity.ERROR,
    summary="A data event selector with an ARN that no resource of its type can have.",
    why=(
        "CloudTrail takes any text for resources.ARN. A prefix that no ARN of the type has captures nothing: the tools"
        " of Bedrock, say, have an ARN without a Region and with system-tool/ in it. The forms are those of the"
        " service authorization reference; types whose form is doubtful are left alone."
    ),
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Tools
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Tool"]}
    - {Field: resources.ARN, StartsWith: [⟦"arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:tool/"⟧]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Tools
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Tool"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock::${ACCOUNT_ID}:system-tool/"]}
"""
        ),
    ),
)
