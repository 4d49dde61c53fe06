"""Parameters that are declared and stand in no rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruleforge.diagnostics import Severity
from ruleforge.errors import CatalogError
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Rule

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    document = catalog.parameters
    if document is None:
        return
    left = _unused(catalog.declared, (subject.rule for subject in catalog.subjects))
    if left:
        left = _unused(left, _history(catalog))
    for name in left:
        yield Problem(
            f"{name} stands in no rule",
            help="take the declaration out",
            source=document.source,
            span=document.keys.get((name,)),
        )


def _unused(names: Iterable[str], rules: Iterable[Rule]) -> list[str]:
    texts = [rule.text.text for rule in rules if rule.text is not None]
    return [name for name in names if not any(f"${{{name}}}" in text for text in texts)]


def _history(catalog: CatalogSubject) -> list[Rule]:
    """The texts that are no longer in force: they are resolved as well, when they are asked for."""
    try:
        return catalog.catalog.history
    except CatalogError:
        return []


_PARAMETERS = """\
CLOUDTRAIL_LOG_GROUP:
  description: The log group that the trail delivers to.
  pattern: '[-._/#A-Za-z0-9]{1,512}'
  find: CloudTrail console.
  example: trail
  pipeline: cloudtrail
"""

CHECK = Check(
    id="placeholder/unused",
    severity=Severity.WARNING,
    summary="A parameter of the catalogue's parameters.yaml that no rule uses.",
    why=(
        "Whoever deploys the catalogue is asked for a value of each parameter. One that nothing needs costs them the"
        " search, and is often the old name of another."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
""",
            files={
                "parameters.yaml": _PARAMETERS
                + """\
⟦AGENT⟧:
  description: An agent.
  pattern: '[A-Z0-9]{10}'
  find: Bedrock console.
  example: PRODAGENT1
"""
            },
        ),
    ),
    prefer=(Example("kind: metric-filter\n", files={"parameters.yaml": _PARAMETERS}),),
)
