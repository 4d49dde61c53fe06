"""Selectors whose ARNs leave out the resources of a type that belong to AWS."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.catalog.parameters import resolve
from ruleforge.data.resource_arns import arn_source, arns_of_aws, can_begin
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
        arns = [
            leaf
            for leaf in leaves(part.asked)
            if leaf.field == "resources.ARN" and leaf.relation in (Relation.IS, Relation.BEGINS)
        ]
        for word in wanted_types(part.asked) or {}:
            forms = arns_of_aws(word)
            if arns and forms and not any(_fits(leaf, form, subject) for leaf in arns for form in forms):
                message = f"what AWS itself owns of {word} is left out: its ARNs begin with {forms[0]}"
                help_ = "add that prefix, or end the condition before the account"
                yield Problem(message, arns[0].place.path[:-1], because=arn_source(), help=help_)


def _fits(leaf: Leaf, form: str, subject: RuleSubject) -> bool:
    try:
        return can_begin(resolve(leaf.value, subject.catalog.values), form)
    except UsageError:
        return True  # a placeholder without a value, which reading has told


CHECK = Check(
    id="record/owned-by-aws",
    severity=Severity.NOTE,
    summary="An ARN condition of a selector that leaves out the resources which AWS offers to every account.",
    why=(
        "Evaluators that are built in, standard profiles and blueprints of Data Automation belong to AWS: their ARNs"
        " have aws or nothing where others have an account. A prefix with your account does not fit them, so that their"
        " use goes unrecorded while that of your own is. AWS does not document which of their events a trail gets."
    ),
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Evaluators
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Evaluator"]}
    - Field: resources.ARN
      StartsWith: ⟦["arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT_ID}:evaluator/"]⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Evaluators
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Evaluator"]}
    - Field: resources.ARN
      StartsWith:
        - "arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT_ID}:evaluator/"
        - "arn:aws:bedrock-agentcore:::evaluator/Builtin."
---
kind: event-selector
spec:
  Name: Blueprints
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Blueprint"]}
---
kind: event-selector
spec:
  Name: Gateways
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Gateway"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT_ID}:gateway/"]}
"""
        ),
    ),
)
