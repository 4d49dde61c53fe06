"""Examples of parameters that their own pattern does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    document = catalog.parameters
    if document is None:
        return
    for name in catalog.declared:
        parameter = catalog.catalog.parameters[name]
        if not re.fullmatch(parameter.pattern, parameter.example):
            yield Problem(
                f"{parameter.example!r} does not fit the pattern of {name}, {parameter.pattern}",
                help="mend the example or the pattern",
                source=document.source,
                span=document.span((name, "example")),
            )


_GROUP = """\
CLOUDTRAIL_LOG_GROUP:
  description: The log group that the trail delivers to.
  pattern: '[-._/#A-Za-z0-9]{1,512}'
  find: CloudTrail console.
  example: EXAMPLE
  pipeline: cloudtrail
"""

CHECK = Check(
    id="placeholder/malformed-example",
    severity=Severity.ERROR,
    summary="The example of a parameter does not fit the parameter's own pattern.",
    why=(
        "Tests, and everything that is run without values, take the example. One that a user could not give makes them"
        " pass for something that is never deployed."
    ),
    catalog=_ask,
    avoid=(Example("kind: metric-filter\n", files={"parameters.yaml": _GROUP.replace("EXAMPLE", '⟦"all events"⟧')}),),
    prefer=(Example("kind: metric-filter\n", files={"parameters.yaml": _GROUP.replace("EXAMPLE", "all-events")}),),
)
