"""Deployments for the tests of targets: every rule that is shipped, and resources as they are."""

from __future__ import annotations

import json
from functools import cache

from ruleforge.catalog import Catalog
from ruleforge.catalog.load import load_rule_text
from ruleforge.diagnostics import SourceText
from ruleforge.export import Deployment, Request, Resource, ResourceKind, assemble, target
from ruleforge.model import Parameter
from shipped_catalogue import shipped_catalogue

TARGET = target("terraform")
REGION = Parameter("REGION", "The Region.", "[a-z0-9-]+", "f", "us-east-1")
ACCOUNT = Parameter("ACCOUNT_ID", "The account.", "[0-9]{12}", "f", "111122223333")
PARTITION = Parameter("PARTITION", "The partition.", "aws(-[a-z]+)*", "f", "aws")
PARAMETERS = {item.name: item for item in (ACCOUNT, PARTITION, REGION)}
ENVELOPE = "version: 1.0.0\ntitle: A rule\ndescription: What it sees.\nseverity: low\nstatus: stable\n"
DASHBOARD = {
    "DashboardName": "Everything",
    "rows": [
        {"title": "Alarms of ${REGION}", "widgets": [{"rules": ["alarm/*"]}]},
        {"title": "More", "widgets": [{"rule": "top-bedrock-model-callers"}, {"rule": "bedrock-guardrail-changes"}]},
    ],
}
BUNDLE = {
    "rules": [
        "ai-workloads",
        "agentcore-built-in-tools",
        "metric-filter/*",
        "alarm/*",
        "contributor-insights/*",
        "query/*",
        "subscription-filter/*",
        "everything",
    ],
    "topics": {"SECURITY_TOPIC_ARN": "ai-security", "AI_OPS_TOPIC_ARN": "AI_Operations"},
}


def rule(kind, identifier, spec, parameters):
    text = f"kind: {kind}\nid: {identifier}\n{ENVELOPE}spec: {json.dumps(spec)}\n"
    found, findings = load_rule_text(SourceText(f"{identifier}.yaml", text), parameters)
    assert found is not None, findings
    return found


@cache
def full():
    """Every rule that is shipped and can be deployed with the others, on the examples of all placeholders."""
    shipped = shipped_catalogue()
    dashboard = rule("dashboard", "everything", DASHBOARD, shipped.parameters)
    bundle = rule("bundle", "all-of-it", BUNDLE, shipped.parameters)
    catalog = Catalog([*shipped, dashboard], shipped.parameters, top=shipped.top)
    return assemble(Request(bundle, examples=True), catalog)


@cache
def rendered():
    return TARGET.render(full())


def deployment(*resources, parameters=PARAMETERS, topics=None, **values):
    """A deployment of resources as they are."""
    known = {name: item.example for name, item in parameters.items()} | values
    return Deployment("rules", "", resources, parameters, known, topics or {}, (), Catalog(()))


def query(text="SELECT 1", identifier="a-query", **members):
    body = {"name": "A query", "queryString": text, "queryLanguage": "SQL", **members}
    return Resource(ResourceKind.QUERY, identifier, "A query", body)


def files_of(made):
    return {name: json.loads(text) for name, text in TARGET.render(made).files.items()}
