"""Values and topics of a bundle that stand for no placeholder, or not for this one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import BundleSpec, Kind, Parameter, Rule

__all__ = ["CHECK"]

_ARN = "arn:aws:sns:us-east-1:111122223333:{name}"


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    declared = catalog.catalog.parameters
    for subject in catalog.of_kind(Kind.BUNDLE):
        spec = subject.rule.spec
        if isinstance(spec, BundleSpec):
            arns = {name: _ARN.format(name=topic) for name, topic in spec.topics.items()}
            for member, values in (("parameters", spec.parameters), ("topics", arns)):
                for name, value in values.items():
                    yield from _problems(subject.rule, ("spec", member, name), value, declared)


def _problems(
    rule: Rule, path: tuple[str, str, str], value: str, declared: Mapping[str, Parameter]
) -> Iterator[Problem]:
    _, member, name = path
    if name not in declared:
        close = get_close_matches(name, declared, n=1)
        help_ = f"did you mean {close[0]}?" if close else "declare it in parameters.yaml"
        yield Problem(f"there is no parameter {name}", path, key=True, rule=rule, help=help_)
    elif not re.fullmatch(declared[name].pattern, value):
        parameter = declared[name]
        what = "the ARN of a topic" if member == "topics" else repr(value)
        message = f"{what} cannot be {name}: {parameter.description}"
        yield Problem(message, path, key=member == "topics", rule=rule, help=f"a value such as {parameter.example}")


CHECK = Check(
    id="bundle/parameter",
    severity=Severity.ERROR,
    summary="A value or a topic of a bundle for a placeholder that is not declared, or that it does not fit.",
    why=(
        "A bundle gives values for placeholders that the catalogue's parameters.yaml declares, each with the form of"
        " its values. Where a topic is made by the bundle, its ARN is the value, so that the two exclude each other."
    ),
    catalog=_ask,
    reading=True,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(
        Example(
            """\
kind: bundle
spec:
  rules: [metric-filter/*]
  parameters:
    ⟦CLOUD_TRAIL_LOG_GROUP⟧: trail
    REGION: ⟦Frankfurt⟧
  topics: {⟦CLOUDTRAIL_LOG_GROUP⟧: ai-security}
---
kind: metric-filter
"""
        ),
        Example(
            """\
kind: bundle
spec:
  rules: [metric-filter/*]
  parameters: {⟦SECURITY_TOPIC_ARN⟧: "arn:aws:sns:us-east-1:111122223333:alerts"}
  topics: {SECURITY_TOPIC_ARN: ai-security}
---
kind: metric-filter
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: bundle
spec:
  rules: [metric-filter/*]
  parameters: {CLOUDTRAIL_LOG_GROUP: trail}
  topics: {SECURITY_TOPIC_ARN: ai-security}
---
kind: metric-filter
"""
        ),
    ),
)
