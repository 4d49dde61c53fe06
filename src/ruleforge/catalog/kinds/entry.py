"""What the loader has to know of a rule kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.diagnostics import Finding
from ruleforge.model import Kind
from ruleforge.model.rule import Spec

__all__ = ["KindEntry", "placed"]


@dataclass(frozen=True, slots=True)
class KindEntry:
    """What the loader has to know of a kind.

    `build` makes the spec out of sound data. `check` yields findings and notes, placed in the document; it is given the
    whole rule without what the schema found unsound, so that anything may be missing, and what is there has its type.
    `check_text` does the same with a parser that takes longer to import than everything else: like the schema it is
    consulted for a path only, and the tests of a release put the shipped rules through it.
    """

    kind: Kind
    schema: str
    build: Callable[[dict[str, Any]], Spec]
    check: Callable[[Document, dict[str, Any]], Iterator[Finding]]
    check_text: Callable[[Document, dict[str, Any]], Iterator[Finding]] | None = None


def placed(document: Document, path: Path, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about a body of data at a path of the document, each at its own place in the file."""
    for finding in findings:
        place = (*path, *finding.path)
        span = document.keys.get(place) if finding.check.endswith("/member") else None
        yield finding.at(document.source, span or document.span(place))
