"""The name of a saved query."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/query-name",
    severity=Severity.ERROR,
    summary="A query name that is empty or too long.",
    why=(f"PutQueryDefinition takes a name of 1 to {number('qd.name.max')} characters; a slash in it makes folders."),
    reading=True,
    kinds=frozenset({Kind.QUERY}),
    limits=("qd.name.max",),
    avoid=(
        Example("""\
kind: query
spec:
  name: ⟦""⟧
  queryString: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` LIMIT 10
"""),
    ),
    prefer=(
        Example("""\
kind: query
spec:
  name: Bedrock/Guardrails deleted
  queryString: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` LIMIT 10
"""),
    ),
)
