"""Placeholders: `${CLOUDTRAIL_LOG_GROUP}` in a rule, declared once for the catalogue."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import UsageError
from ruleforge.model import Parameter

__all__ = ["build_parameters", "find_placeholders", "resolve", "undeclared"]

_PLACEHOLDER = re.compile(r"\$\{([^}]*)(\}?)")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


def find_placeholders(text: str) -> Iterator[tuple[str, Span, bool]]:
    """Each placeholder of a text: its name, where it stands, and whether it is well formed."""
    for found in _PLACEHOLDER.finditer(text):
        name, closed = found.groups()
        yield name, Span(*found.span()), bool(closed) and _NAME.fullmatch(name) is not None


def undeclared(text: str, declared: Mapping[str, Parameter]) -> Iterator[Finding]:
    """A finding, placed in the text itself, for each placeholder that is malformed or not declared."""
    source = SourceText("<text>", text)
    for name, span, well_formed in find_placeholders(text):
        if not well_formed:
            help_ = "write ${NAME}, in upper case"
            yield Finding("parameter/malformed", f"{text[span.start : span.end]} is no placeholder", help=help_).at(
                source, span
            )
        elif name not in declared:
            close = difflib.get_close_matches(name, declared, n=1)
            help_ = f"did you mean ${{{close[0]}}}?" if close else "declare it in parameters.yaml"
            yield Finding("parameter/undeclared", f"${{{name}}} is not declared", help=help_).at(source, span)


def resolve(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder replaced. Raises UsageError, with all of them, where a value is missing."""
    missing = sorted({name for name, _, _ in find_placeholders(text) if name not in values})
    if missing:
        raise UsageError([Finding("parameter/unresolved", f"${{{name}}} has no value") for name in missing])
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def build_parameters(data: Mapping[str, Mapping[str, Any]]) -> dict[str, Parameter]:
    """The parameters of a `parameters.yaml` that has been validated."""
    return {
        name: Parameter(
            name=name,
            description=body["description"],
            pattern=body["pattern"],
            find=body["find"],
            example=body["example"],
            pipeline=body.get("pipeline"),
        )
        for name, body in sorted(data.items())
    }
