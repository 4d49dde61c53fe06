"""Placeholders: `${CLOUDTRAIL_LOG_GROUP}` in a rule, declared once for the catalogue."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ruleforge.catalog.yaml_nodes import Document, read_yaml, shown
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import UsageError
from ruleforge.model import Parameter

__all__ = [
    "find_placeholders",
    "load_parameters_text",
    "pipeline_of_group",
    "resolve",
    "resolve_data",
    "texts_in",
    "undeclared",
    "values_for",
    "without_placeholders",
]

_PLACEHOLDER = re.compile(r"\$\{([^${}]*)(\}?)")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_OF_AWS = {"aws/spans": "spans"}
"""Log groups that AWS has named and fills by itself, with their pipelines; whoever makes the others names them."""


def find_placeholders(text: str) -> Iterator[tuple[str, Span, bool]]:
    """Each placeholder of a text: its name, where it stands, and whether it is well formed."""
    for found in _PLACEHOLDER.finditer(text):
        name, closed = found.groups()
        yield name, Span(*found.span()), bool(closed) and _NAME.fullmatch(name) is not None


def without_placeholders(text: str) -> str:
    """What a text says apart from its placeholders, well formed or not."""
    return _PLACEHOLDER.sub("", text)


def pipeline_of_group(group: str, declared: Mapping[str, Parameter]) -> str | None:
    """The pipeline that fills a log group, as the declaration of its one placeholder says; None where nothing tells."""
    if group in _OF_AWS:
        return _OF_AWS[group]
    names = [name for name, _, _ in find_placeholders(group)]
    parameter = declared.get(names[0]) if len(names) == 1 else None
    return None if parameter is None else parameter.pipeline


def undeclared(text: str, declared: Mapping[str, Parameter]) -> Iterator[Finding]:
    """A finding, with its span in the text itself, for each placeholder that is malformed or not declared."""
    helps: dict[str, str] = {}
    for name, span, well_formed in find_placeholders(text):
        if not well_formed:
            message = f"{shown(text[span.start : span.end])[1:-1]} is no placeholder"
            yield Finding("parameter/malformed", message, help="write ${NAME}, in upper case", span=span)
        elif name not in declared:
            if name not in helps:
                close = difflib.get_close_matches(name, declared, n=1)
                helps[name] = f"did you mean ${{{close[0]}}}?" if close else "declare it in parameters.yaml"
            message = f"${{{shown(name)[1:-1]}}} is not declared"
            yield Finding("parameter/undeclared", message, help=helps[name], span=span)


def resolve(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder replaced, values taken as they are.

    Raises UsageError, with all of them, where a placeholder has no value or is malformed.
    """
    problems: dict[str, Finding] = {}
    for name, span, well_formed in find_placeholders(text):
        written = shown(text[span.start : span.end])[1:-1]
        if not well_formed:
            problems[written] = Finding("parameter/malformed", f"{written} is no placeholder")
        elif name not in values:
            problems[written] = Finding("parameter/unresolved", f"{written} has no value")
    if problems:
        raise UsageError(problems.values())
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def resolve_data(value: Any, values: Mapping[str, str]) -> Any:
    """A copy of plain data with the placeholders in its texts replaced. Raises UsageError where a value is missing."""
    if isinstance(value, str):
        return resolve(value, values) if "${" in value else value
    if isinstance(value, Mapping):
        return {name: resolve_data(inner, values) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [resolve_data(inner, values) for inner in value]
    return value


def texts_in(value: Any) -> Iterator[str]:
    """The texts in plain data, in order; the names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def values_for(declared: Mapping[str, Parameter], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """A value for every declared parameter: the one that is given, else its example.

    Raises UsageError, with all of them, for names that are not declared and values that do not fit.
    """
    problems = []
    for name, value in (given or {}).items():
        if name not in declared:
            close = difflib.get_close_matches(name, declared, n=1)
            help_ = f"did you mean {close[0]}?" if close else "the catalogue's parameters.yaml declares what there is"
            problems.append(Finding("usage/parameter", f"there is no parameter {name}", help=help_))
        elif not re.fullmatch(declared[name].pattern, value):
            message = f"{shown(value)} cannot be {name}: {declared[name].description}"
            because = f"a value has to match {declared[name].pattern}"
            help_ = f"a value such as {declared[name].example}"
            problems.append(Finding("usage/parameter", message, because=because, help=help_))
    if problems:
        raise UsageError(problems)
    return {name: parameter.example for name, parameter in declared.items()} | dict(given or {})


def load_parameters_text(source: SourceText, *, validate: bool = True) -> tuple[dict[str, Parameter], list[Finding]]:
    """The parameters that a `parameters.yaml` declares, and what is wrong with it; with findings there are none.

    Without `validate` the JSON Schema is consulted only where the data do not make parameters.
    """
    document = read_yaml(source)
    if document.problems:
        return {}, document.problems
    if not validate:
        try:
            return _build(document.data), []
        except (AttributeError, KeyError, TypeError):
            return load_parameters_text(source)
    from ruleforge.catalog.schema import validate as validate_schema

    findings = validate_schema(document, "parameters.schema.json").findings
    if not findings:
        findings = list(_check_patterns(document))
    return ({}, findings) if findings else (_build(document.data), [])


def _check_patterns(document: Document) -> Iterator[Finding]:
    for name, body in document.data.items():
        try:
            re.compile(body["pattern"])
        except (re.error, OverflowError, RecursionError) as error:
            message = f"the pattern of {name} is no regular expression: {error}"
            yield Finding("parameter/pattern", message).at(document.source, document.span((name, "pattern")))


def _build(data: Mapping[str, Mapping[str, Any]]) -> dict[str, Parameter]:
    return {
        name: Parameter(
            name=name,
            description=body["description"],
            pattern=body["pattern"],
            find=body["find"],
            example=body["example"],
            pipeline=body.get("pipeline"),
            default=body.get("default"),
        )
        for name, body in sorted(data.items())
    }
