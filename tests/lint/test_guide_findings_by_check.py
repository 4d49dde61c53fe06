"""The guide's own texts produce the findings that reading it by hand produced, by check id.

Every finding of that review is in a table here: the check that tells it of a rule or a version, or why none can.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleforge.lint import lint
from ruleforge.lint.registry import known_ids

MENDED = [
    ("F01", "record/no-management", "bedrock-data-events@1.0.0"),
    ("F01", "record/no-management", "bedrock-production-only@1.0.0"),
    ("F01", "record/no-management", "bedrock-inline-agents-of-production-roles@1.0.0"),
    ("F01", "record/no-management", "bedrock-inline-agents-without-development@1.0.0"),
    ("F01", "record/no-management", "agentcore-runtime-and-gateway@1.0.0"),
    ("F01", "record/no-management", "agentcore-built-in-tools@1.0.0"),
    ("F01", "record/no-management", "agentcore-identity-and-credentials@1.0.0"),
    ("F01", "record/no-management", "agentcore-memory-and-evaluation@1.0.0"),
    ("F01", "record/no-management", "lambda-ai-production@1.0.0"),
    ("F01", "record/no-management", "network-activity-denied@1.0.0"),
    ("F01", "record/no-management", "organization-trail@1.0.0"),
    ("F01", "record/no-management", "s3-ai-data@1.0.0"),
    ("F03", "record/field-type", "top-agentcore-gateway-auth-failure-sources@1.0.0"),
    ("F04", "record/absent-field", "top-agentcore-gateway-auth-failure-sources@1.0.0"),
    ("F05", "record/absent-field", "top-vpce-access-denied-identities@1.0.0"),
    ("F07", "record/absent-field", "bedrock-aggregated-activity@1.0.0"),
    ("F09", "record/arn-prefix", "bedrock-tool-data-events@1.0.0"),
    ("F09", "record/arn-prefix", "org-trail-bedrock-tool@1.0.0"),
    ("F10", "record/arn-prefix", "bedrock-advanced-optimize-prompt-job-data-events@1.0.0"),
    ("F10", "record/arn-prefix", "org-trail-bedrock-advanced-optimize-prompt-job@1.0.0"),
    ("F25", "record/forgotten-type", "bedrock-model-data-events@1.0.0"),
    ("F25", "record/forgotten-type", "org-trail-bedrock-model@1.0.0"),
    ("F26", "record/open-prefix", "bedrock-inline-agent-data-events@1.0.0"),
    ("F26", "record/open-prefix", "bedrock-inline-agent-production-roles-only@1.0.0"),
    ("F26", "record/open-prefix", "org-trail-bedrock-inline-agent@1.0.0"),
    ("F40", "record/unknown-event", "bedrock-guardrail-change-history@1.0.0"),
    ("F40", "record/unknown-event", "ai-configuration-changes@1.0.0"),
    ("F40", "record/unknown-event", "bedrock-answers-after-guardrail-change@1.0.0"),
    ("F46", "overlap/missing-alternative", "bedrock-data-automation-invocations@1.0.0"),
    ("F07", "sql/order-by-absent", "bedrock-aggregated-activity@1.0.0"),
    ("F61", "sql/join-without-bound", "agentcore-gateway-calls-with-runtime-activity@1.0.0"),
    ("F61", "sql/join-without-bound", "bedrock-answers-after-guardrail-change@1.0.0"),
    ("F61", "sql/join-never-equal", "agent-session-denials@1.0.0"),
    ("F61", "sql/outer-join-undone", "agent-session-denials@1.0.0"),
    ("F11", "sql/one-join", "bedrock-call-over-all-pipelines@1.0.0"),
    ("F12", "sql/statement", "bedrock-denied-calls@1.0.0"),
    ("F62", "sql/case-only", "bedrock-calls-with-content@1.0.0"),
    ("F62", "sql/case-only", "bedrock-call-over-all-pipelines@1.0.0"),
    ("F08", "record/writes-only", "s3-ai-data@1.0.0"),
    ("F20", "record/missing-type", "organization-trail@1.0.0"),
    ("F28", "record/network-source", "organization-trail@1.0.0"),
    ("F42", "record/forgotten-operation", "bedrock-guardrail-change-history@1.0.0"),
    ("F49", "record/forgotten-operation", "cloudtrail-logging-disruption@1.0.0"),
    ("F57", "record/forgotten-operation", "s3-ai-data-writes@1.0.0"),
]
"""Texts of the history, whose successors are free of the finding."""

STANDING = [
    ("F05", "record/absent-field", "vpce-denials-by-identity@1.0.0"),
    ("F06", "record/undocumented-delivery", "ai-services-vpce-access-denied"),
    ("F06", "record/undocumented-delivery", "top-vpce-access-denied-identities@1.0.0"),
    ("F06", "record/undocumented-delivery", "vpce-denials-by-identity@1.0.0"),
    ("F06", "record/undocumented-delivery", "bedrock-aggregated-activity@1.0.0"),
    ("F06", "record/undocumented-delivery", "cloudtrail-management-and-aggregated-events"),
    ("F22", "record/one-account", "organization-trail@1.0.0"),
    ("F22", "record/one-account", "organization-trail"),
    ("F23", "record/named-resource", "bedrock-data-events@1.0.0"),
    ("F23", "record/named-resource", "bedrock-production-only@1.0.0"),
    ("F23", "record/named-resource", "agentcore-runtime-and-gateway@1.0.0"),
    ("F23", "record/named-resource", "agentcore-built-in-tools@1.0.0"),
    ("F23", "record/named-resource", "agentcore-memory-and-evaluation@1.0.0"),
    ("F23", "record/named-resource", "organization-trail@1.0.0"),
    ("F24", "record/writes-only", "bedrock-data-events@1.0.0"),
    ("F24", "record/writes-only", "organization-trail@1.0.0"),
    ("F27", "record/owned-by-aws", "agentcore-evaluator-data-events"),
    ("F27", "record/owned-by-aws", "bedrock-blueprint-data-events"),
    ("F27", "record/owned-by-aws", "bedrock-data-automation-profile-data-events"),
    ("F27", "record/owned-by-aws", "bedrock-data-automation-project-data-events"),
    ("F31", "record/unread-selector", "bedrock-mantle-data-events"),
    ("F31", "record/left-out-data-events", "top-ai-services-api-calls"),
    ("F40", "record/unknown-event", "bedrock-guardrail-changes@1.0.0"),
    ("F40", "record/unknown-event", "bedrock-guardrail-changes"),
    ("F40", "record/unknown-event", "top-bedrock-guardrail-changers"),
    ("F41", "overlap/missing-alternative", "bedrock-guardrail-changes@1.0.0"),
    ("F42", "record/forgotten-operation", "bedrock-guardrail-changes@1.0.0"),
    ("F42", "record/forgotten-operation", "top-bedrock-guardrail-changers"),
    ("F44", "overlap/missing-alternative", "bedrock-model-invocations"),
    ("F45", "record/forgotten-operation", "bedrock-knowledge-base-retrievals"),
    ("F45", "record/forgotten-operation", "top-knowledge-base-callers"),
    ("F45", "record/forgotten-operation", "bedrock-knowledge-base-calls-by-identity"),
    ("F45", "record/forgotten-operation", "ai-calls-by-source-address"),
    ("F47", "overlap/missing-alternative", "agentcore-credential-access"),
    ("F47", "overlap/missing-alternative", "top-agentcore-credential-accessors"),
    ("F48", "record/forgotten-operation", "logging-configuration-changes@1.0.0"),
    ("F48", "record/forgotten-operation", "ai-configuration-changes@1.0.0"),
    ("F49", "record/forgotten-operation", "top-security-configuration-changers"),
    ("F49", "record/forgotten-operation", "logging-configuration-changes@1.0.0"),
    ("F49", "record/forgotten-operation", "ai-configuration-changes@1.0.0"),
    ("F50", "record/forgotten-operation", "iam-ai-role-permission-changes"),
    ("F51", "overlap/missing-alternative", "agent-cross-service-access-denied"),
    ("F51", "overlap/missing-alternative", "top-agent-cross-service-access-denied-roles"),
    ("F53", "record/left-out-data-events", "agent-cross-service-access-denied"),
    ("F53", "record/left-out-data-events", "top-agent-cross-service-access-denied-roles"),
    ("F53", "record/left-out-data-events", "agent-cross-service-denials@1.0.0"),
    ("F54", "record/counted-twice", "cloudtrail-insights-anomalies"),
    ("F55", "record/reads-as-changes", "bedrock-automated-reasoning-changes"),
    ("F55", "record/reads-as-changes", "top-bedrock-automated-reasoning-changers"),
    ("F56", "record/first-resource", "agentcore-tool-invocations"),
    ("F56", "record/first-resource", "agentcore-credential-access"),
    ("F56", "record/first-resource", "agentcore-memory-operations"),
    ("F56", "record/first-resource", "bedrock-session-operations"),
    ("F56", "record/first-resource", "bedrock-flow-executions"),
    ("F56", "record/first-resource", "bedrock-data-automation-invocations@1.0.0"),
    ("F56", "record/first-resource", "bedrock-tool-invocations"),
    ("F56", "record/first-resource", "bedrock-automated-reasoning-changes"),
    ("F56", "sql/first-resource-only", "bedrock-automated-reasoning-operations-by-identity@1.0.0"),
    ("F56", "sql/first-resource-only", "agentcore-tool-calls-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-credential-access-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-runtime-operations-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-memory-operations-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-session-operations-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-flow-executions-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-data-automation-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-tool-calls-by-identity"),
    ("F58", "dead/idle-exclusion", "top-ai-services-api-calls"),
    ("F59", "record/forgotten-operation", "agentcore-gateway-config-changes"),
    ("F59", "record/forgotten-operation", "top-agentcore-gateway-config-changers"),
    ("F63", "record/left-out-category", "cloudtrail-management-and-aggregated-events"),
]
"""Texts that stand in the catalogue as the guide has them, with a reason; and what a successor has in part."""

SAID = {
    ("F08", "record/writes-only"): "top-s3-training-data-accessors asks for GetObject",
    ("F20", "record/missing-type"): "AWS::BedrockAgentCore::CodeInterpreterCustom",
    ("F24", "record/writes-only"): "top-bedrock-session-callers ask for reads",
    ("F28", "record/network-source"): "not of bedrock-agentcore.amazonaws.com",
    ("F31", "record/left-out-data-events"): "sagemaker.amazonaws.com",
    ("F42", "record/forgotten-operation"): "PutEnforcedGuardrailConfiguration",
    ("F45", "record/forgotten-operation"): "RetrieveAndGenerateStream",
    ("F48", "record/forgotten-operation"): "PutBucketAcl",
    ("F49", "record/forgotten-operation"): "PutEventSelectors",
    ("F50", "record/forgotten-operation"): "UpdateAssumeRolePolicy",
    ("F53", "record/left-out-data-events"): "InvokeEndpoint",
    ("F57", "record/forgotten-operation"): "CompleteMultipartUpload",
    ("F59", "record/forgotten-operation"): "CreateGatewayRule",
    ("F63", "record/left-out-category"): "Insight and NetworkActivity",
}
"""What has to be in the message, where one check tells several findings or the same of several things."""

PROSE = "a sentence of the guide is wrong; no artifact of it is"
NO_ARTIFACT = "the guide has a table of names and thresholds and no body in which anything could be wrong"
DASHBOARD = "it is about the dashboard, of which no text is in the catalogue"
ORDER = "it is about applying lists one after the other; a trail of the catalogue has one list"
SCOPE = "what a rule or a list is about is its author's choice, and another choice is no mistake"
ACCOUNT = "it takes an account or a second trail to tell"

UNTOLD = {
    "F02": ORDER,
    "F13": PROSE,
    "F21": SCOPE,
    "F29": PROSE,
    "F30": PROSE,
    "F43": PROSE,
    "F52": SCOPE,
    "F60": DASHBOARD,
    "F70": NO_ARTIFACT,
    "F71": NO_ARTIFACT,
    "F72": ACCOUNT,
    **{f"F{number}": DASHBOARD for number in range(73, 79)},
    "F79": ACCOUNT,
    "F90": PROSE,
    "F91": PROSE,
    "F92": PROSE,
    "F93": PROSE,
    "F94": NO_ARTIFACT,
    "F95": PROSE,
    "F96": PROSE,
    "F97": SCOPE,
    "F98": PROSE,
    "F99": PROSE,
}
"""Findings that no check tells, and why."""

FINDINGS = [
    f"F{number:02}"
    for first, last in ((1, 13), (20, 31), (40, 63), (70, 79), (90, 99))
    for number in range(first, last + 1)
]


@pytest.fixture(scope="session")
def messages_by_rule():
    """What checks say of each file, ignored or not, by the file's name and the check."""
    report = lint(history=True)
    found: dict[str, dict[str, str]] = {}
    for finding in (*report.findings, *report.ignored):
        if finding.source is not None:
            said = found.setdefault(Path(finding.source.name).stem, {})
            said[finding.check] = f"{said.get(finding.check, '')}{finding.message}\n"
    return found


def test_every_finding_is_told_or_has_a_reason():
    told = {finding for finding, _, _ in (*MENDED, *STANDING)}
    assert told.isdisjoint(UNTOLD)
    assert sorted(told | set(UNTOLD)) == FINDINGS


@pytest.mark.parametrize(("finding", "check", "rule"), [*MENDED, *STANDING])
def test_a_finding_of_the_guide_is_found_by_its_check(messages_by_rule, finding, check, rule):
    assert check in known_ids()
    said = messages_by_rule.get(rule, {})
    assert check in said, f"{finding} is not found"
    assert SAID.get((finding, check), "") in said[check]


@pytest.mark.parametrize(("finding", "check", "rule"), MENDED)
def test_the_text_in_force_is_free_of_it(messages_by_rule, finding, check, rule):
    assert check not in messages_by_rule.get(rule.partition("@")[0], {}), f"{finding} is still there"
