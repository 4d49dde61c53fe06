"""Telling by its content what a file is, and reading the artifacts out of it."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.foreign import json_tree, yaml_tree
from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.aws_cli import LISTS, WORDS, cli_artifacts, is_cli
from ruleforge.foreign.cloudformation import is_template, template_artifacts
from ruleforge.foreign.others import Other, is_without_rules, others_in
from ruleforge.foreign.terraform import configuration_artifacts, is_configuration, is_shown, shown_artifacts
from ruleforge.foreign.text import Shifted, Text
from ruleforge.foreign.tree import Node, Unreadable
from ruleforge.foreign.variables import Variable, put_defaults, template_variables, terraform_variables

__all__ = ["Reading", "Shape", "is_foreign", "read_artifacts", "read_file", "sniff"]


class Shape(enum.Enum):
    """What a file is."""

    CLOUDFORMATION = "a CloudFormation template"
    TERRAFORM = "Terraform configuration in JSON"
    TERRAFORM_SHOW = "a plan or state of Terraform"
    AWS_CLI = "JSON of the AWS CLI"


_READERS: tuple[tuple[Shape, Callable[[Node], bool], Callable[[Node, SourceText], Iterator[Artifact]]], ...] = (
    (Shape.CLOUDFORMATION, is_template, template_artifacts),
    (Shape.TERRAFORM_SHOW, is_shown, shown_artifacts),
    (Shape.TERRAFORM, is_configuration, configuration_artifacts),
    (Shape.AWS_CLI, is_cli, cli_artifacts),
)
_TOP = "|".join(("Resources", "AWSTemplateFormatVersion", "resource", "planned_values", "root_module", *WORDS))
_HINT = re.compile(rf'^(?:{_TOP})[ \t]*:|["\'](?:{_TOP})["\'][ \t\r\n]*:', re.MULTILINE)
"""What every such file has: of millions of lines of other things, few get past it."""

_LINES = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\{")
_SIGNS = {
    Shape.CLOUDFORMATION: (
        re.compile(r"(?:^|\{)[ \t]*[\"']?Resources[\"']?[ \t]*:", re.MULTILINE),
        re.compile(r"\bAWS::\w+::\w"),
    ),
    Shape.TERRAFORM: (re.compile(r'"resource"\s*:\s*[\[{]\s*[\[{]?\s*"(?:aws|awscc)_'),),
    Shape.TERRAFORM_SHOW: (re.compile(r'"format_version"\s*:'), re.compile(r'"root_module"')),
    Shape.AWS_CLI: (re.compile(rf'\A\s*\{{\s*"(?:{"|".join(LISTS)})"\s*:'),),
}
"""What a file holds that is one of these, even if it is damaged: all of it, in any order."""


def is_foreign(source: SourceText) -> bool:
    """Whether a text is one of those that `read_artifacts` reads."""
    return sniff(source) is not None


def sniff(source: SourceText) -> Shape | None:
    """What a text is, told by its content; None for anything else, and for what cannot be read."""
    if not _HINT.search(source.text):
        return None
    try:
        document = _document(source, [])
    except Unreadable:
        return _guess(source.text)
    return _shape(document)


def _guess(text: str) -> Shape | None:
    """What a damaged file was probably meant to be, so that its damage is told; lines of JSON are logs."""
    if _LINES.match(text):
        return None
    return next((shape for shape, signs in _SIGNS.items() if all(sign.search(text) for sign in signs)), None)


def _shape(document: Node) -> Shape | None:
    return next((shape for shape, fits, _ in _READERS if fits(document)), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a file holds for whoever takes it over.

    `with_defaults` are the same artifacts in the same order, with the defaults of `variables` in their place; `others`
    is what else the file makes or lists. `findings` are about the file itself.
    """

    shape: Shape | None
    artifacts: tuple[Artifact, ...] = ()
    with_defaults: tuple[Artifact, ...] = ()
    variables: tuple[Variable, ...] = ()
    others: tuple[Other, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_artifacts(source: SourceText) -> tuple[list[Artifact], list[Finding]]:
    """The artifacts in a text, and what is wrong with the text itself: what they hold, `check_artifact` looks at.

    Never raises for what the text holds. A text that is of no known shape is one finding, `foreign/shape`.
    """
    findings: list[Finding] = []
    artifacts: list[Artifact] = []
    try:
        document = _document(source, findings)
        shape = _shape(document)
        if shape is None:
            findings = [_strange(source)]
        artifacts = _artifacts(shape, document, source)
    except Unreadable as error:
        findings.append(error.finding)
    return artifacts, [finding.at(source, finding.span) for finding in findings]


def read_file(source: SourceText) -> Reading:
    """The artifacts in a text, as `read_artifacts` gives them, and all else in it."""
    findings: list[Finding] = []
    try:
        document = _document(source, findings)
    except Unreadable as error:
        return Reading(None, findings=(error.finding.at(source, error.finding.span),))
    shape = _shape(document)
    artifacts = tuple(_artifacts(shape, document, source))
    variables: tuple[Variable, ...] = ()
    with_defaults = artifacts
    match shape:
        case Shape.CLOUDFORMATION:
            variables = tuple(template_variables(document))
            with_defaults = tuple(template_artifacts(put_defaults(document), source))
        case Shape.TERRAFORM:
            variables = tuple(terraform_variables(document))
            defaults = {item.name: item.default for item in variables if item.default is not None}
            with_defaults = tuple(configuration_artifacts(document, source, defaults))
        case None if is_without_rules(document):
            shape = Shape.AWS_CLI
        case None:
            findings = [_strange(source)]
    others = () if shape is None else tuple(others_in(document))
    placed = tuple(finding.at(source, finding.span) for finding in findings)
    return Reading(shape, artifacts, with_defaults, variables, others, placed)


def _artifacts(shape: Shape | None, document: Node, source: SourceText) -> list[Artifact]:
    return [artifact for candidate, _, read in _READERS if candidate is shape for artifact in read(document, source)]


def _strange(source: SourceText) -> Finding:
    message = "this is neither a template nor a document of the AWS CLI"
    help_ = "CloudFormation in YAML or JSON, Terraform in JSON, and the JSON of aws commands are read"
    return Finding("foreign/shape", message, help=help_, span=Span(0, min(1, len(source.text))))


def _document(source: SourceText, findings: list[Finding]) -> Node:
    start = 1 if source.text.startswith("\ufeff") else 0
    text = Text(source.text[start:], Shifted(start))
    if text.value.lstrip(" \t\r\n")[:1] in ("{", "["):
        return json_tree.read_json(text, findings)
    return yaml_tree.read_yaml_tree(text, findings)
