"""A JSON Schema of Terraform's JSON syntax, for the resources that the export writes.

The frame of a file is as https://developer.hashicorp.com/terraform/language/syntax/json describes it; what providers
take is in `data/terraform_providers.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

PROVIDERS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "terraform_providers.json").read_text(encoding="utf-8")
)
_LABEL = {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"}
_LITERAL = {"type": "string", "minLength": 1}
_EXPRESSION = {"type": "string", "pattern": r"^\$\{.*\}$"}
_SCALARS: dict[str, Any] = {
    # Terraform makes text of a number.
    "string": {"type": ["string", "number"]},
    "number": {"type": "number"},
    "bool": {"type": "boolean"},
}


def _object(members: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": required or [], "additionalProperties": False}


def _attribute(facts: Any) -> dict[str, Any]:
    if isinstance(facts, dict):
        return _nested(facts)
    if facts in _SCALARS:
        return _SCALARS[facts]
    outer, _, inner = facts.rstrip(")").partition("(")
    item = _SCALARS[inner]
    if outer == "map":
        return {"type": "object", "additionalProperties": item}
    return {"type": "array", "items": item} | ({"uniqueItems": True} if outer == "set" else {})


def _nested(facts: dict[str, Any]) -> dict[str, Any]:
    if facts["nesting"] == "single":
        return _members(facts)
    most = {"maxItems": facts["max"]} if "max" in facts else {}
    return {"type": "array", "minItems": 1, "items": _members(facts)} | most


def _members(facts: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    attributes = {name: _attribute(one) for name, one in facts["attributes"].items()}
    blocks = {name: _nested(one) for name, one in facts.get("blocks", {}).items()}
    return _object(attributes | blocks | (more or {}), facts.get("required"))


def _labelled(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "propertyNames": _LABEL, "additionalProperties": schema}


_LIFECYCLE = {"lifecycle": _object({"create_before_destroy": {"type": "boolean"}})}
_REQUIREMENT = _object({"source": {"pattern": "^[a-z]+/[a-z]+$"}, "version": _LITERAL}, ["source", "version"])
_VALIDATION = _object({"condition": _EXPRESSION, "error_message": _LITERAL}, ["condition", "error_message"])
_VARIABLE = {
    "type": {"const": "string"},
    "description": _LITERAL,
    "validation": {"type": "array", "items": _VALIDATION, "minItems": 1},
}

CONFIGURATION = Draft202012Validator(
    _object(
        {
            "//": _LITERAL,
            "terraform": _object(
                {"required_version": _LITERAL, "required_providers": _labelled(_REQUIREMENT)},
                ["required_version", "required_providers"],
            ),
            "provider": _object({name: _members(facts) for name, facts in PROVIDERS["providers"].items()}),
            "variable": _labelled(_object(_VARIABLE, ["type", "description"])),
            "resource": _object(
                {name: _labelled(_members(facts, _LIFECYCLE)) for name, facts in PROVIDERS["resources"].items()}
            ),
        }
    )
)
"""A file `*.tf.json`."""

VALUES = Draft202012Validator({"type": "object", "propertyNames": _LABEL, "additionalProperties": {"type": "string"}})
"""A file `*.tfvars.json` for variables that are texts."""
