"""What a check is: a question about every rule or the catalogue, or a limit met when a rule is read; and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ruleforge.data import limit
from ruleforge.diagnostics import Finding, Fix, Severity, SourceText, Span
from ruleforge.model import Kind, Rule

if TYPE_CHECKING:
    from ruleforge.catalog.yaml_nodes import Document
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["Check", "Example", "Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a check has to say about a rule.

    `path` leads to a value in the rule's file; `inner` is a place within that value, where it is a text such as a
    filter pattern; `key` points at the name of a member instead of its value. `rule` is the rule it is about, where the
    check looks at the whole catalogue. `because` replaces the source of the check where it can be more precise. What is
    said about a file that is no rule, such as a fixture, names it as `source`, with the `span` in it.
    """

    message: str
    path: tuple[str | int, ...] = ()
    inner: Span | None = None
    key: bool = False
    rule: Rule | None = None
    because: str = ""
    help: str = ""
    fix: Fix | None = None
    source: SourceText | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """Rules as a page shows them, and as the tests run them; what the envelope needs besides is filled in.

    Several rules are separated by `---`. In an example of what to avoid, each finding points at a place that stands
    between ⟦ and ⟧. `files` are what else the catalogue holds, by their path in it, with marks as well.
    """

    text: str
    note: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check, with everything that its page says.

    `id` is `family/name` and never changes. `rule` is asked of each rule (of the `kinds` listed; of all where none is),
    `catalog` of the catalogue; there is one of them at most. With `reading`, what reads rules tells the id by itself:
    the languages, the schema. `mend` then makes the fix of what it found there. `why` is in our words, `source` the
    page of AWS that says so, `checked` the day on which it was read; both are empty where the matter is ours and not
    AWS's. `limits` are the rows of `limits.json` behind it; source and day are those of the first where none are given.
    `fix` says whether it mends what it finds.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    avoid: tuple[Example, ...]
    prefer: tuple[Example, ...]
    rule: Callable[[RuleSubject], Iterator[Problem]] | None = None
    catalog: Callable[[CatalogSubject], Iterator[Problem]] | None = None
    reading: bool = False
    mend: Callable[[Finding, Document, CatalogSubject], Fix | None] | None = None
    kinds: frozenset[Kind] = frozenset()
    limits: tuple[str, ...] = ()
    source: str = ""
    checked: str = ""
    fix: Literal["", "safe", "unsafe"] = ""

    def __post_init__(self) -> None:
        asked = (self.rule is not None) + (self.catalog is not None)
        if asked > 1 or not (asked or self.reading):
            raise ValueError(f"{self.id}: a check asks about each rule, or about the catalogue, or is met in reading")
        if self.mend is not None and not self.reading:
            raise ValueError(f"{self.id}: what a question finds brings its own fix")
        rows = [limit(row) for row in self.limits]
        if rows and not self.source:
            object.__setattr__(self, "source", rows[0].source)
            object.__setattr__(self, "checked", rows[0].checked)

    @property
    def family(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]
