"""Terraform in its JSON syntax: a file for each kind of object, variables for placeholders, and their values.

Objects are resources of the provider aws; one that it cannot express whole is of awscc, which is made from
CloudFormation's schemas. The files are a configuration of their own: they name the providers, and the account that they
are for. https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import UnsupportedError
from ruleforge.export.requests import as_json
from ruleforge.export.resources import JSON_MEMBERS, Deployment, Resource, ResourceKind, placeholders_in
from ruleforge.export.target import Rendering
from ruleforge.export.targets.terraform_text import anchored, quoted, template, verbatim
from ruleforge.export.topics import TOPIC_POLICY
from ruleforge.foreign.shapes import AWSCC, BY_KIND, TERRAFORM, ArtifactKind, Field, Shape, Sort, Tool
from ruleforge.model import Parameter

__all__ = ["TARGET"]

_TERRAFORM = ">= 1.2"
_PROVIDERS: Mapping[str, Mapping[str, str]] = {
    "aws": {"source": "hashicorp/aws", "version": "~> 6.62"},
    "awscc": {"source": "hashicorp/awscc", "version": "~> 1.106"},
}
"""The providers whose resources have the members written here: aws from 6.62.0 to 6.69.1, awscc 1.106.0 (2026-10)."""

_HEAD = "Written by `ruleforge export`: change the rules and export again, not this file."
_FILES: Mapping[ResourceKind, str] = {
    ResourceKind.TOPIC: "topics",
    ResourceKind.TRAIL: "trails",
    ResourceKind.METRIC_FILTER: "metric_filters",
    ResourceKind.ALARM: "alarms",
    ResourceKind.CONTRIBUTOR_INSIGHTS: "insight_rules",
    ResourceKind.QUERY: "queries",
    ResourceKind.SUBSCRIPTION_FILTER: "subscription_filters",
    ResourceKind.DASHBOARD: "dashboards",
}
_SETTINGS: Mapping[tuple[ResourceKind, str], Mapping[str, Any]] = {
    (ResourceKind.TRAIL, TERRAFORM.name): {"enable_logging": True},
    (ResourceKind.TRAIL, AWSCC.name): {"is_logging": True},
    # Its name carries the version: the new one is made first, so that an event may be counted twice and none is lost.
    (ResourceKind.METRIC_FILTER, TERRAFORM.name): {"lifecycle": {"create_before_destroy": True}},
}
"""What a resource says besides its body."""

_RESERVED = re.compile(r"(?:count|depends_on|for_each|lifecycle|locals|providers|source|version)(?:_value)*")
"""Names that Terraform gives no variable, and those that are given to such placeholders."""

_JSON_SIGNS = re.compile(r'["\\\x00-\x1f]')


class _Terraform:
    name = "terraform"
    summary = "Terraform configuration in JSON, with variables for placeholders"
    parameters: frozenset[str] = frozenset()

    def render(self, deployment: Deployment) -> Rendering:
        """The files of a configuration: providers, variables with their values, and one for each kind of object.

        Raises UnsupportedError for values that cannot stand in JSON text, into which Terraform puts them as they are,
        and for members that no provider has a known name for: without them an object would be another one.
        """
        problems = list(_unfit(deployment))
        if problems:
            raise UnsupportedError(problems)
        writing = _Writing(deployment)
        files: dict[str, Mapping[str, Any]] = {}
        for kind, name in _FILES.items():
            resources = [item for item in deployment.resources if item.kind is kind]
            if resources:
                files[f"{name}.tf.json"] = {"resource": writing.resources(resources)}
        if writing.nameless:
            raise UnsupportedError(writing.nameless)
        notes = writing.notes()
        files["providers.tf.json"] = _providers(writing.providers)
        variables, more = _variables(deployment)
        files["variables.tf.json"] = {"variable": variables}
        values = {_variable(name): deployment.values[name] for name in deployment.parameters}
        texts = {name: _text({"//": _HEAD, **content}) for name, content in sorted(files.items())}
        return Rendering({**texts, "terraform.tfvars.json": _text(values)}, (*notes, *more))


TARGET = _Terraform()


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _unfit(deployment: Deployment) -> Iterator[Finding]:
    """Values with signs that would end a string of a JSON text early."""
    texts: list[Any] = [
        item.body[JSON_MEMBERS[item.kind]] for item in deployment.resources if item.kind in JSON_MEMBERS
    ]
    if any(item.kind is ResourceKind.TOPIC for item in deployment.resources):
        texts.append(TOPIC_POLICY)
    for name in sorted(set(placeholders_in(texts)) & deployment.parameters.keys()):
        if _JSON_SIGNS.search(deployment.values[name]):
            message = (
                f"the value of {name} stands in a JSON text, where it cannot have quotes, backslashes or line ends"
            )
            yield Finding("export/json-value", message, help="give another value, or export to another target")


def _providers(used: Iterable[str]) -> dict[str, Any]:
    region = {"region": f"${{var.{_variable('REGION')}}}"}
    account = {"allowed_account_ids": [f"${{var.{_variable('ACCOUNT_ID')}}}"]}
    names = sorted(used)
    return {
        "terraform": {
            "required_version": _TERRAFORM,
            "required_providers": {name: dict(_PROVIDERS[name]) for name in names},
        },
        "provider": {name: region | (account if name == "aws" else {}) for name in names},
    }


def _variable(placeholder: str) -> str:
    """The name of a placeholder's variable."""
    name = placeholder.lower()
    return f"{name}_value" if _RESERVED.fullmatch(name) else name


def _variables(deployment: Deployment) -> tuple[dict[str, Any], list[Finding]]:
    """The declarations of the variables, and a note on each whose values Terraform cannot check."""
    declared: dict[str, Any] = {}
    notes: list[Finding] = []
    for name, parameter in deployment.parameters.items():
        body: dict[str, Any] = {"type": "string", "description": parameter.description}
        pattern = anchored(parameter.pattern)
        if pattern is None:
            message = f"Terraform's regular expressions cannot say what {name} looks like: its variable takes any text"
            notes.append(Finding("export/pattern", message, Severity.NOTE, help=f"as declared: {parameter.pattern}"))
        else:
            body["validation"] = [_validation(parameter, pattern)]
        declared[_variable(name)] = body
    return declared, notes


def _validation(parameter: Parameter, pattern: str) -> dict[str, str]:
    condition = f"${{can(regex({quoted(pattern)}, var.{_variable(parameter.name)}))}}"
    message = f"{parameter.name} is a value such as {parameter.example}."
    return {"condition": condition, "error_message": verbatim(message)}


def _labels(identifiers: Sequence[str]) -> dict[str, str]:
    """The label of each resource: its id in snake case; of several that come to the same, told apart by a digest."""
    plain = {one: re.sub(r"^(?=[0-9])|^$", "_", re.sub(r"[^a-z0-9]+", "_", one.lower())) for one in identifiers}
    shared = Counter(plain.values())
    return {
        one: label
        if shared[label] == 1 or one == label.replace("_", "-")
        else f"{label}_{hashlib.sha256(one.encode('utf-8')).hexdigest()[:8]}"
        for one, label in plain.items()
    }


@dataclass
class _Writing:
    """Writes resources, and keeps which providers they need and what these cannot express, at all (`nameless`)."""

    deployment: Deployment
    providers: set[str] = field(default_factory=set)
    nameless: list[Finding] = field(default_factory=list)
    _instead: dict[tuple[Shape, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        topics = [item.id for item in self.deployment.resources if item.kind is ResourceKind.TOPIC]
        self._topics = _labels(topics)
        self._references = {name: f"var.{_variable(name)}" for name in self.deployment.parameters} | {
            name: f"aws_sns_topic.{self._topics[topic]}.arn" for name, topic in self.deployment.topics.items()
        }

    def resources(self, resources: Sequence[Resource]) -> dict[str, dict[str, Any]]:
        """Resources of one kind, by the type and the label that Terraform knows them by."""
        found: dict[str, dict[str, Any]] = {}
        labels = _labels([item.id for item in resources])
        for item in resources:
            for type_, body in self._written(item, labels[item.id]):
                self.providers.add(type_.partition("_")[0])
                found.setdefault(type_, {})[labels[item.id]] = body
        return found

    def _written(self, resource: Resource, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if resource.kind is ResourceKind.TOPIC:
            yield "aws_sns_topic", {"name": self._template(resource.name), **self._tags(resource)}
            arn = f"${{aws_sns_topic.{label}.arn}}"
            own = self._references | {"TOPIC_ARN": f"aws_sns_topic.{label}.arn"}
            yield "aws_sns_topic_policy", {"arn": arn, "policy": template(as_json(TOPIC_POLICY), own)}
            return
        shape = BY_KIND[ArtifactKind(resource.kind.value)]
        tool = self._tool(resource, shape)
        settings = _SETTINGS.get((resource.kind, tool.name), {})
        body = self._members(resource.body, shape.fields, tool, f"{resource.kind.value} {resource.id}")
        yield shape.resource_type(tool), {**body, **settings}

    def _tags(self, resource: Resource) -> dict[str, Any]:
        tags = {self._template(tag["Key"]): self._template(tag["Value"]) for tag in resource.body["Tags"]}
        return {"tags": tags} if tags else {}

    def _tool(self, resource: Resource, shape: Shape) -> Tool:
        """The provider that expresses a body; aws, where none expresses it whole."""
        lacking = set(_lacking(resource.body, shape.fields, TERRAFORM))
        if not lacking or any(_lacking(resource.body, shape.fields, AWSCC)):
            return TERRAFORM
        self._instead.setdefault((shape, ", ".join(sorted(lacking))), []).append(resource.id)
        return AWSCC

    def _members(self, body: Mapping[str, Any], fields: Iterable[Field], tool: Tool, what: str) -> dict[str, Any]:
        """An object's members under the names that a provider has for them, in the order of the table."""
        known = {item.api: item for item in fields if tool not in item.absent and item.sort is not Sort.DATA}
        for name in sorted(body.keys() - known.keys()):
            message = f"{what}: nothing is known here of how Terraform spells {name}"
            self.nameless.append(Finding("export/not-expressible", message, help="export it to the target aws"))
        return {
            item.named(tool): self._value(body[name], item, tool, what) for name, item in known.items() if name in body
        }

    def _value(self, value: Any, item: Field, tool: Tool, what: str) -> Any:
        if item.sort is Sort.JSON:
            return self._template(as_json(value))
        if item.sort is Sort.MAP and item.pairs:
            pairs = [(self._template(key), self._data(inner)) for key, inner in value.items()]
            return dict(pairs) if tool is TERRAFORM else [_pair(item.pairs, pair) for pair in pairs]
        if item.sort is Sort.LIST and item.pairs and tool is TERRAFORM:
            key, inner = item.pairs
            return {self._template(one[key]): self._data(one[inner]) for one in value}
        if item.sort is Sort.LIST and item.inner:
            return [self._members(one, item.inner, tool, what) for one in value]
        return self._data(value)

    def _data(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._template(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return [self._data(inner) for inner in value] if isinstance(value, list | tuple) else value

    def _template(self, text: str) -> str:
        return template(text, self._references)

    def notes(self) -> list[Finding]:
        """What the provider aws cannot express."""
        return [
            Finding(
                "export/provider",
                f"{shape.terraform} has no {members}: {_counted(ids)} written as {shape.awscc}",
                Severity.NOTE,
                help="the provider awscc calls the Cloud Control API, which its credentials have to allow",
            )
            for (shape, members), ids in self._instead.items()
        ]


def _counted(ids: Sequence[str]) -> str:
    return f"{ids[0]} is" if len(ids) == 1 else f"{len(ids)} are"


def _pair(names: tuple[str, str], values: tuple[Any, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in zip(names, values, strict=True)}


def _lacking(body: Mapping[str, Any], fields: Iterable[Field], tool: Tool) -> Iterator[str]:
    """The members of a body that a provider has no name for."""
    for item in fields:
        if item.api not in body:
            continue
        if tool in item.absent:
            yield item.api
        elif item.inner:
            for one in body[item.api]:
                yield from (f"{item.api}.{name}" for name in _lacking(one, item.inner, tool))
