"""Templates: what one holds, as JSON and as YAML, and whether it keeps CloudFormation's limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import yaml

from ruleforge.data import number
from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.targets.cloudformation.names import logical_id, parameter_name
from ruleforge.export.targets.cloudformation.parameters import can_be_parameter, declaration
from ruleforge.export.targets.cloudformation.properties import resource_of, topic_policy
from ruleforge.export.targets.cloudformation.references import References

__all__ = ["INLINE", "IN_BUCKET", "Template", "template_of"]

INLINE = number("cfn.template.inline.max")
"""How many bytes a template has at most that is sent with the request."""

IN_BUCKET = number("cfn.template.s3.max") * 1_000_000
"""How many bytes a template has at most that lies in a bucket."""

_MAX_RESOURCES = number("cfn.resources.max")
_MAX_PARAMETERS = number("cfn.parameters.max")
_MAX_OUTPUTS = number("cfn.outputs.max")
_MAX_DESCRIPTION = number("cfn.description.max")
_VERSION = "2010-09-09"
_NO_BLOCK = re.compile(r"[\r\x85\u2028\u2029]|(?:\A|\n)\n\Z")
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")


@dataclass(frozen=True)
class Template:
    """A template: `data` is all of it, `values` are those that its parameters get."""

    data: Mapping[str, Any]
    values: Mapping[str, str]

    @cached_property
    def json(self) -> str:
        """The template as JSON without blanks, because CloudFormation counts them."""
        return _json(self.data) + "\n"

    @cached_property
    def yaml(self) -> str:
        """The same data as YAML, for people: texts of several lines as such."""
        parts: list[str] = []
        for name, value in self.data.items():
            if isinstance(value, Mapping):
                parts += [f"{name}:\n", *(_indented(_yaml(one, _json(inner))) for one, inner in value.items())]
            else:
                parts.append(_yaml(name, _json(value)))
        return "".join(parts)

    @cached_property
    def sent(self) -> int:
        """The bytes of the JSON, which is what is deployed."""
        return len(self.json.encode("utf-8"))

    @cached_property
    def size(self) -> int:
        """The bytes of the larger of both."""
        return max(self.sent, len(self.yaml.encode("utf-8")))

    def fits(self, most: int) -> bool:
        """Whether CloudFormation takes it, in `most` bytes."""
        return (
            len(self.data["Resources"]) <= _MAX_RESOURCES
            and len(self.values) <= _MAX_PARAMETERS
            and len(self.data.get("Outputs", ())) <= _MAX_OUTPUTS
            and self.size <= most
        )


class _Dumper(yaml.SafeDumper):
    """YAML without anchors: each value where it is read. Not libyaml's, which writes some signs in another way."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - whatever it is
        return True


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # The dumper writes other ends of lines as they are, of which readers make line feeds or blanks; and after empty
    # lines at the end it ends the document.
    style = '"' if _NO_BLOCK.search(value) else "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _represent_text)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=4096)
def _yaml(name: str, content: str) -> str:
    """A member, given as JSON, in YAML: most are in several templates, and writing YAML is slow."""
    value = {name: json.loads(content)}
    return str(yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf")))


def _indented(text: str) -> str:
    """The lines of a member two blanks further in; in YAML empty lines have none."""
    return "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))


def template_of(deployment: Deployment, resources: Sequence[Resource], holds: str) -> Template:
    """The template of some of a deployment's resources; `holds` says what they are.

    A topic among them is referred to; the ARN of one that is in another template is asked for.
    """
    names = {
        placeholder: parameter_name(placeholder)
        for placeholder, value in deployment.values.items()
        if can_be_parameter(value)
    }
    taken = frozenset(names.values())
    topics = {item.name: logical_id(item.kind, item.id, taken) for item in resources if item.kind is ResourceKind.TOPIC}
    made = {placeholder: topics[name] for placeholder, name in deployment.topics.items() if name in topics}
    references = References(names | made, deployment.values)
    found: dict[str, Any] = {}
    for item in resources:
        identifier = logical_id(item.kind, item.id, taken)
        found[identifier] = resource_of(item, references)
        if item.kind is ResourceKind.TOPIC:
            found[f"PolicyOf{identifier}"] = topic_policy(identifier)
    referred = set(_referred(found))
    asked = {name: placeholder for placeholder, name in sorted(names.items()) if name in referred}
    data: dict[str, Any] = {"AWSTemplateFormatVersion": _VERSION, "Description": _description(deployment, holds)}
    if asked:
        data["Parameters"] = {
            name: declaration(deployment.catalog.parameters.get(placeholder), deployment.values[placeholder])
            for name, placeholder in asked.items()
        }
    data["Resources"] = found
    if made:
        data["Outputs"] = {
            parameter_name(placeholder): {"Description": f"The ARN of {name}.", "Value": {"Ref": topics[name]}}
            for placeholder, name in deployment.topics.items()
            if placeholder in made
        }
    return Template(data, {name: deployment.values[placeholder] for name, placeholder in asked.items()})


def _description(deployment: Deployment, holds: str) -> str:
    whose = f"Bundle {deployment.name} {deployment.version}" if deployment.version else "A set of rules"
    text = f"{whose}: {holds}. Written by ruleforge export."
    return text.encode("utf-8")[:_MAX_DESCRIPTION].decode("utf-8", "ignore")


def _referred(value: Any) -> Iterator[str]:
    """The names that functions in plain data refer to."""
    if isinstance(value, list):
        for inner in value:
            yield from _referred(inner)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "Ref":
                yield inner
            elif name == "Fn::Sub":
                yield from _VARIABLE.findall(inner)
            else:
                yield from _referred(inner)
