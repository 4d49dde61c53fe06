"""Deployments for the tests of templates, and templates as CloudFormation reads them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.diagnostics import Finding, SourceText
from ruleforge.export import Deployment, Request, Resource, ResourceKind, assemble, target
from ruleforge.export.target import Rendering
from ruleforge.foreign import read_artifacts
from ruleforge.model import (
    BundleSpec,
    DashboardRow,
    DashboardSpec,
    Kind,
    Rule,
    RuleSeverity,
    RuleStatus,
    Widget,
)
from shipped_catalogue import shipped_catalogue

TARGET = target("cloudformation")


def a_rule(kind: Kind, identifier: str, spec: Any) -> Rule:
    return Rule(kind, identifier, "1.0.0", identifier, "", RuleSeverity.LOW, RuleStatus.STABLE, spec)


@cache
def catalog() -> Catalog:
    """The shipped catalogue, with a dashboard and a bundle of every kind."""
    shipped = shipped_catalogue()
    rows = (
        DashboardRow("Alarms", (Widget({}, ("alarm/*",)),)),
        DashboardRow("Callers", (Widget({}, ("top-bedrock-model-callers",)),)),
        DashboardRow("Queries", (Widget({}, ("agent-cross-service-denials",)),)),
        DashboardRow("Metrics", (Widget({}, ("metric-filter/*",)),)),
    )
    dashboard = a_rule(Kind.DASHBOARD, "test-overview", DashboardSpec("Test-Overview", rows, None, {}))
    kinds = ("metric-filter", "alarm", "contributor-insights", "query", "subscription-filter")
    spec = BundleSpec(
        ("ai-workloads", "test-overview", *(f"{kind}/*" for kind in kinds)),
        topics={"SECURITY_TOPIC_ARN": "ai-security", "AI_OPS_TOPIC_ARN": "ai-operations"},
    )
    bundle = a_rule(Kind.BUNDLE, "test-everything", spec)
    return Catalog([*shipped, dashboard, bundle], shipped.parameters)


def everything() -> Deployment:
    return assemble(Request(catalog()["test-everything"], examples=True), catalog())


@cache
def rendered() -> Rendering:
    """What is written of everything, once for all tests."""
    return TARGET.render(everything())


def small(*rules: str, **values: str) -> Deployment:
    return assemble(Request(rules=rules, layers=(values,), examples=True), catalog())


def the(deployment: Deployment, kind: ResourceKind) -> Resource:
    return next(item for item in deployment.resources if item.kind is kind)


def templates(rendering) -> dict[str, dict[str, Any]]:
    return {
        name: json.loads(text)
        for name, text in rendering.files.items()
        if name.endswith(".json") and not name.startswith("calls/")
    }


def notes_of(rendering: Rendering) -> list[Finding]:
    """The notes but for the one on subscription filters, which nearly every deployment here has."""
    return [note for note in rendering.notes if "subscription filter before" not in note.message]


def retold(deployment: Deployment, values: dict[str, str]) -> Deployment:
    return replace(deployment, values={**deployment.values, **values})


@cache
def one_of_each() -> Deployment:
    return small(
        "bedrock-production-only",
        "bedrock-guardrail-changes",
        "bedrock-guardrail-changes-alarm",
        "top-bedrock-model-callers",
        "agent-cross-service-denials",
        "cloudtrail-management-and-aggregated-events",
    )


def transformed(deployment: Deployment, **changes: Any) -> Deployment:
    one = the(deployment, ResourceKind.METRIC_FILTER)
    (transformation,) = one.body["metricTransformations"]
    body = {**one.body, "metricTransformations": [{**transformation, **changes}]}
    return replace(
        deployment, resources=tuple(replace(one, body=body) if item is one else item for item in deployment.resources)
    )


def evaluated(data: dict[str, Any], region: str = "us-east-1", account: str = "111122223333") -> dict[str, Any]:
    """The resources with functions worked out: parameters at their defaults, topics by their ARNs."""
    known = {"AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": "aws"}
    known |= {name: one["Default"] for name, one in data.get("Parameters", {}).items()}
    for name, one in data["Resources"].items():
        if one["Type"] == "AWS::SNS::Topic":
            known[name] = f"arn:aws:sns:{region}:{account}:{one['Properties']['TopicName']}"

    def work_out(value: Any) -> Any:
        if isinstance(value, list):
            return [work_out(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"Ref"}:
            return known[value["Ref"]]
        if value.keys() == {"Fn::Sub"}:
            return re.sub(
                r"\$\{(!?)([^}]*)\}",
                lambda found: f"${{{found[2]}}}" if found[1] else known[found[2]],
                value["Fn::Sub"],
            )
        return {name: work_out(inner) for name, inner in value.items()}

    return work_out(data["Resources"])


def read_back(resources: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The bodies in a template's resources in the words of the API, by kind and name."""
    source = SourceText("template.json", json.dumps({"Resources": resources}))
    artifacts, problems = read_artifacts(source)
    assert not problems
    assert not [finding for item in artifacts for finding in (*item.problems, *item.notes)]
    for item in artifacts:
        item.body.pop("IsLogging", None)
    return {(item.kind.value, item.name): item.body for item in artifacts}


def expected(deployment: Deployment) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (item.kind.value, item.name): item.body for item in deployment.resolved() if item.kind is not ResourceKind.TOPIC
    }


def merged(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The evaluated resources of several templates; none is in two."""
    resources = [one for data in found.values() for one in evaluated(data).items()]
    assert len({name for name, _ in resources}) == len(resources)
    return dict(resources)
