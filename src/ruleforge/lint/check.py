"""What a check is: a question asked of every rule, or of the catalogue as a whole, and a page about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ruleforge.diagnostics import Fix, Severity, SourceText, Span
from ruleforge.model import Kind, Rule

if TYPE_CHECKING:
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

    `id` is `family/name` and never changes. Exactly one of `rule` and `catalog` is given: what is asked of each rule
    (of the `kinds` listed; of all where none is), or of the catalogue. `why` is in our words, `source` the page of AWS
    that says so, `checked` the day on which it was read; both are empty where the matter is ours and not AWS's. `fix`
    says whether it mends what it finds.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    avoid: tuple[Example, ...]
    prefer: tuple[Example, ...]
    rule: Callable[[RuleSubject], Iterator[Problem]] | None = None
    catalog: Callable[[CatalogSubject], Iterator[Problem]] | None = None
    kinds: frozenset[Kind] = frozenset()
    source: str = ""
    checked: str = ""
    fix: Literal["", "safe", "unsafe"] = ""

    def __post_init__(self) -> None:
        if (self.rule is None) == (self.catalog is None):
            raise ValueError(f"{self.id}: a check asks about each rule, or about the catalogue")

    @property
    def family(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]
