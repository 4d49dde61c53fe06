"""What an export target is, and the targets that there are.

A target makes files of a deployment. Another package offers one by an entry point of the group `ruleforge.targets`,
whose object is a `Target`.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Protocol, runtime_checkable

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.export.resources import Deployment

__all__ = ["MANIFEST", "Rendering", "Target", "manifest", "target", "target_names", "with_manifest"]

MANIFEST = "manifest.json"
"""The file of an export that says what it holds."""

GROUP = "ruleforge.targets"
_OWN = {
    "aws": ("ruleforge.export.targets.aws", "TARGET"),
    "cloudformation": ("ruleforge.export.targets.cloudformation", "TARGET"),
    "terraform": ("ruleforge.export.targets.terraform", "TARGET"),
    "athena": ("ruleforge.export.targets.sql", "ATHENA"),
    "spark": ("ruleforge.export.targets.sql", "SPARK"),
}


@dataclass(frozen=True, slots=True)
class Rendering:
    """The files of an export by their names, `/` between folders; `programs` are those that can be run.

    `notes` say what the target cannot express and where it went instead.
    """

    files: Mapping[str, str]
    notes: tuple[Finding, ...] = ()
    programs: frozenset[str] = frozenset()


@runtime_checkable
class Target(Protocol):
    """Something that a deployment can be exported to.

    `parameters` are placeholders that the target has need of besides those of the objects.
    """

    name: str
    summary: str
    parameters: frozenset[str]

    def render(self, deployment: Deployment) -> Rendering:
        """The files, the same for the same deployment to the byte.

        Raises UnsupportedError for a deployment that the target cannot hold at all.
        """


def target_names() -> list[str]:
    """The names of all targets, those of other packages included."""
    return sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))})


def target(name: str) -> Target:
    """The target of a name. Raises UsageError where there is none, or where what a package offers is none."""
    if name in _OWN:
        module, member = _OWN[name]
        found: Any = getattr(importlib.import_module(module), member)
        return _checked(name, found)
    for point in entry_points(group=GROUP):
        if point.name == name:
            return _checked(name, point.load())
    message = f"there is no target {name!r}"
    raise UsageError([Finding("usage/target", message, help=f"one of {', '.join(target_names())}")])


def _checked(name: str, found: object) -> Target:
    if isinstance(found, Target):
        return found
    message = f"what is offered as the target {name!r} is none"
    raise UsageError([Finding("usage/target", message, help="it needs name, summary, parameters and render")])


def with_manifest(rendering: Rendering, deployment: Deployment, target_name: str) -> Rendering:
    """The same export with its manifest among the files."""
    text = json.dumps(manifest(rendering, deployment, target_name), indent=2, ensure_ascii=False) + "\n"
    return Rendering({**rendering.files, MANIFEST: text}, rendering.notes, rendering.programs)


def manifest(rendering: Rendering, deployment: Deployment, target_name: str) -> dict[str, Any]:
    """What an export holds: the objects with the rules they come from, the values, and a digest of each file."""
    return {
        "bundle": f"{deployment.name}@{deployment.version}" if deployment.version else None,
        "target": target_name,
        "objects": [
            {
                "kind": item.kind.value,
                "name": item.name,
                "rule": None if item.stamp is None else item.stamp.rule,
                "version": None if item.stamp is None else item.stamp.version,
                "digest": None if item.stamp is None else item.stamp.digest,
            }
            for item in deployment.resolved()
        ],
        "parameters": {name: deployment.values[name] for name in sorted(deployment.parameters)},
        "topics": {name: deployment.values[name] for name in sorted(deployment.topics)},
        "notes": [finding.message for finding in rendering.notes],
        "files": {
            name: f"sha256-{hashlib.sha256(text.encode('utf-8')).hexdigest()}"
            for name, text in sorted(rendering.files.items())
        },
    }
