"""A rule as the text of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruleforge.catalog.format import data_text
from ruleforge.importing.naming import one_line
from ruleforge.model import Kind, Parameter

__all__ = ["Draft", "draft_text", "parameters_text"]

_SEVERITIES: Mapping[Kind, str] = {
    Kind.ALARM: "medium",
    Kind.METRIC_FILTER: "medium",
    Kind.SUBSCRIPTION_FILTER: "informational",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that is about to be written. `name` is what AWS calls it, `origin` where it was found, for people."""

    kind: Kind
    id: str
    version: str
    name: str
    origin: str
    spec: Mapping[str, Any]

    @property
    def file(self) -> str:
        """The rule's place in a catalogue, `/` between folders."""
        return f"{self.kind.value}/{self.id}.yaml"


def draft_text(draft: Draft, schema: str) -> str:
    """The text of a rule's file, in the one form of rule files; `schema` is the way to that of its kind.

    Raises ValueError for data that no file can hold.
    """
    data = {
        "kind": draft.kind.value,
        "id": draft.id,
        "version": draft.version,
        "title": one_line(draft.name) or draft.id,
        "description": f"Imported from {draft.origin}.",
        "severity": _SEVERITIES.get(draft.kind, "informational"),
        "status": "experimental",
        "spec": draft.spec,
    }
    return data_text(data, [f"# yaml-language-server: $schema={schema}"])


def parameters_text(parameters: Iterable[Parameter], schema: str | None) -> str:
    """Declarations of placeholders as a `parameters.yaml` has them; with no `schema`, to go behind others."""
    data: dict[str, dict[str, str]] = {}
    for item in sorted(parameters, key=lambda item: item.name):
        members = {
            "description": item.description,
            "pattern": item.pattern,
            "find": item.find,
            "example": item.example,
            "pipeline": item.pipeline,
            "default": item.default,
        }
        data[item.name] = {name: value for name, value in members.items() if value is not None}
    head = [] if schema is None else [f"# yaml-language-server: $schema={schema}"]
    return data_text(data, head, texts=False)
