"""The guide's own texts produce the findings that reading it by hand produced, by check id."""

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
]
"""Texts of the history, whose successors are free of the finding."""

STANDING = [
    ("F05", "record/absent-field", "vpce-denials-by-identity@1.0.0"),
    ("F08", "record/blind-trail", "s3-ai-data@1.0.0"),
    ("F20", "record/blind-trail", "organization-trail@1.0.0"),
    ("F22", "record/one-account", "organization-trail@1.0.0"),
    ("F22", "record/one-account", "organization-trail"),
    ("F31", "record/unread-selector", "bedrock-mantle-data-events"),
    ("F40", "record/unknown-event", "bedrock-guardrail-changes@1.0.0"),
    ("F40", "record/unknown-event", "bedrock-guardrail-changes"),
    ("F40", "record/unknown-event", "top-bedrock-guardrail-changers"),
    ("F41", "overlap/missing-alternative", "bedrock-guardrail-changes@1.0.0"),
    ("F44", "overlap/missing-alternative", "bedrock-model-invocations"),
    ("F47", "overlap/missing-alternative", "agentcore-credential-access"),
    ("F47", "overlap/missing-alternative", "top-agentcore-credential-accessors"),
    ("F51", "overlap/missing-alternative", "agent-cross-service-access-denied"),
    ("F51", "overlap/missing-alternative", "top-agent-cross-service-access-denied-roles"),
    ("F56", "sql/first-resource-only", "bedrock-automated-reasoning-operations-by-identity@1.0.0"),
    ("F56", "sql/first-resource-only", "agentcore-tool-calls-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-credential-access-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-runtime-operations-by-identity"),
    ("F56", "sql/first-resource-only", "agentcore-memory-operations-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-session-operations-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-flow-executions-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-data-automation-by-identity"),
    ("F56", "sql/first-resource-only", "bedrock-tool-calls-by-identity"),
]
"""Texts that stand in the catalogue as the guide has them, with a reason; and what a successor has in part."""


@pytest.fixture(scope="session")
def checks_by_rule():
    """The checks that find something in each file, ignored or not, by the file's name."""
    report = lint(history=True)
    found: dict[str, set[str]] = {}
    for finding in (*report.findings, *report.ignored):
        if finding.source is not None:
            found.setdefault(Path(finding.source.name).stem, set()).add(finding.check)
    return found


@pytest.mark.parametrize(("finding", "check", "rule"), [*MENDED, *STANDING])
def test_a_finding_of_the_guide_is_found_by_its_check(checks_by_rule, finding, check, rule):
    assert check in known_ids()
    assert check in checks_by_rule.get(rule, ()), f"{finding} is not found"


@pytest.mark.parametrize(("finding", "check", "rule"), MENDED)
def test_the_text_in_force_is_free_of_it(checks_by_rule, finding, check, rule):
    assert check not in checks_by_rule.get(rule.partition("@")[0], ()), f"{finding} is still there"
