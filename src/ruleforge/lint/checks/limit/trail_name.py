"""The name of a trail."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/trail-name",
    severity=Severity.ERROR,
    summary="A text that cannot be the name of a trail.",
    why=(
        f"A trail is named with {number('trail.name.min')} to {number('trail.name.max')} letters, digits and the"
        " signs . _ -, no two signs in a row, with a letter or a digit at both ends; and not like an IP address."
    ),
    reading=True,
    kinds=frozenset({Kind.BUNDLE, Kind.TRAIL}),
    limits=("trail.name.max", "trail.name.min", "trail.name.pattern"),
    avoid=(
        Example("""\
kind: trail
spec:
  TrailName: ⟦ai--workloads⟧
"""),
        Example("""\
kind: trail
spec:
  TrailName: ⟦"10.0.0.1"⟧
"""),
    ),
    prefer=(
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
"""),
    ),
)
