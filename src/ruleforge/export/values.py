"""The values that stand in for placeholders in what is deployed: given ones, never examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ruleforge.catalog.files import read_text
from ruleforge.catalog.parameters import values_for
from ruleforge.catalog.yaml_nodes import read_yaml, shown
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import CatalogError, UsageError
from ruleforge.model import Parameter

__all__ = ["ENVIRONMENT_PREFIX", "Layer", "from_environment", "parameters_template", "read_values", "settle"]

ENVIRONMENT_PREFIX = "RULEFORGE_PARAMETER_"
"""What the name of an environment variable begins with that gives a placeholder its value."""


def settle(
    used: Iterable[str],
    declared: Mapping[str, Parameter],
    *layers: Mapping[str, str],
    examples: bool = False,
) -> dict[str, str]:
    """A value for each placeholder that is used: that of the last layer that has one, else the default.

    With `examples` the declared example stands in where there is nothing else: to look at, not to deploy.

    Raises UsageError, with all of them, for names that are not declared, values that do not fit, and placeholders
    without a value.
    """
    given: dict[str, str] = {}
    problems: list[Finding] = []
    for layer in layers:
        given |= layer
        problems += _unfit(layer, declared)
    values = {name: item.default for name, item in declared.items() if item.default is not None} | given
    missing = sorted(set(used) - values.keys())
    if examples:
        values |= {name: declared[name].example for name in missing if name in declared}
        missing = [name for name in missing if name not in declared]
    problems += [_missing(name, declared.get(name)) for name in missing]
    if problems:
        raise UsageError(problems)
    return {name: values[name] for name in sorted(set(used))}


def _unfit(layer: Mapping[str, str], declared: Mapping[str, Parameter]) -> Iterator[Finding]:
    """What is wrong with the values of a layer, each at its place."""
    for name, value in layer.items():
        try:
            values_for(declared, {name: value})
        except UsageError as error:
            for finding in error.findings:
                yield layer.placed(name, finding) if isinstance(layer, Layer) else finding


def _missing(name: str, parameter: Parameter | None) -> Finding:
    if parameter is None:
        return Finding("parameter/undeclared", f"${{{name}}} is not declared", help="declare it in parameters.yaml")
    message = f"{name} has no value: {parameter.description}"
    help_ = f"--set {name}={parameter.example}, or in a file for --parameters; to be found: {parameter.find}"
    return Finding("parameter/unresolved", message, help=help_)


class Layer(dict[str, str]):
    """Values that know where they were given: at spans of a text, or in what `origin` names."""

    def __init__(
        self,
        values: Mapping[str, str],
        text: SourceText | None = None,
        spans: Mapping[str, Span] | None = None,
        *,
        origin: str = "",
    ) -> None:
        super().__init__(values)
        self._text = text
        self._spans = dict(spans or {})
        self._origin = origin

    def placed(self, name: str, finding: Finding) -> Finding:
        """A finding about one of the values, at its place."""
        if self._text is not None:
            return finding.at(self._text, self._spans.get(name))
        return replace(finding, message=f"{finding.message} ({self._origin})") if self._origin else finding


def read_values(path: Path) -> Layer:
    """The values in a YAML or JSON file: a mapping of names to texts.

    Numbers are refused: an account id such as 012345678901 would lose its zero. Raises CatalogError, with everything
    that is wrong.
    """
    text, problem = read_text(path)
    if problem is not None:
        raise CatalogError([problem])
    source = SourceText(str(path), text)
    document = read_yaml(source)
    # A file in which nothing is filled in yet is none that is wrong.
    problems = [problem for problem in document.problems if problem.check != "yaml/empty"]
    data = document.data if document.data is not None else {}
    if not problems and not isinstance(data, dict):
        problems.append(Finding("parameter/file", "a file of values is a mapping: NAME: value", source=source))
    for name, value in data.items() if isinstance(data, dict) else ():
        if not isinstance(value, str):
            quotable = isinstance(value, int | float)
            message = f"{name} is {shown(value) if quotable else 'no text'}, and values are texts"
            help_ = "quote it" if quotable else "write a value, or take the line out"
            problems.append(Finding("parameter/file", message, help=help_).at(source, document.span((name,))))
    if problems:
        raise CatalogError(problems)
    return Layer(data, source, {name: document.span((name,)) for name in data})


def from_environment(environment: Mapping[str, str]) -> Layer:
    """The values in environment variables, such as `RULEFORGE_PARAMETER_ACCOUNT_ID`."""
    found = {
        name.removeprefix(ENVIRONMENT_PREFIX): value
        for name, value in sorted(environment.items())
        if re.fullmatch(f"{ENVIRONMENT_PREFIX}[A-Z][A-Z0-9_]*", name)
    }
    return Layer(found, origin=f"in an environment variable {ENVIRONMENT_PREFIX}…")


def parameters_template(used: Iterable[str], declared: Mapping[str, Parameter], values: Mapping[str, str]) -> str:
    """A file of values to fill in: each placeholder with what it is, where to find it, and the value that is known."""
    lines: list[str] = []
    for name in sorted(set(used)):
        parameter = declared[name]
        # On one line each: a second line of a declaration would be a value.
        lines += [f"# {_one_line(parameter.description)}", f"# To be found: {_one_line(parameter.find)}"]
        value = values.get(name, parameter.default)
        known = f"{name}: {_quoted(value)}" if value is not None else f"# {name}: {_quoted(parameter.example)}"
        lines += [known, ""]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
