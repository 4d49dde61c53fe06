"""Collecting what AWS refuses in a query, and what there is to say besides, each at its place in the text."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from sqlglot import exp

from ruleforge.diagnostics import Finding, Severity, SourceText, Span, sort_findings
from ruleforge.languages.logs_sql.dialect import tokens_of
from ruleforge.languages.logs_sql.places import Places
from ruleforge.languages.logs_sql.syntax import PAGE, printable

__all__ = ["PAGE", "Reporter"]


class Reporter:
    """Findings about one text; a node without a place of its own stands where its nearest surroundings do."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._findings: list[Finding] = []
        self._closed: list[Span] = []

    def afresh(self) -> Reporter:
        """A reporter of the same text that has nothing to tell yet."""
        other = Reporter(self.source)
        other.__dict__["places"] = self.places
        return other

    @cached_property
    def places(self) -> Places:
        """Where the parts of the text are."""
        return Places(tokens_of(self.source.text))

    @property
    def errors(self) -> list[Finding]:
        """Why AWS refuses the query, in the order of the text."""
        return [finding for finding in self._told() if finding.severity is Severity.ERROR]

    @property
    def notes(self) -> list[Finding]:
        """What there is to say about a query that AWS takes, in the order of the text."""
        return [finding for finding in self._told() if finding.severity is not Severity.ERROR]

    def refuse(
        self,
        check: str,
        message: str,
        node: exp.Expr | Span | None,
        *,
        rule: str = "",
        help: str = "",  # noqa: A002
        whole: bool = False,
    ) -> None:
        """AWS refuses this; `rule` is what its page says. Nothing more is told about what is inside of a `whole`."""
        finding = Finding(check, message, because=f"{PAGE}: {rule}" if rule else "", help=help)
        span = self._add(finding, node)
        if whole:
            self._closed.append(span)

    def warn(
        self,
        check: str,
        message: str,
        node: exp.Expr | Span | None,
        *,
        rule: str = "",
        help: str = "",  # noqa: A002
    ) -> None:
        """AWS takes this, or does not say; and it is worth a thought."""
        because = f"{PAGE}: {rule}" if rule else ""
        self._add(Finding(check, message, Severity.WARNING, because=because, help=help), node)

    def place(self, node: exp.Expr | None) -> Span:
        """The extent of a node, or of its nearest surroundings that have one."""
        while node is not None:
            if span := self.places.of(node):
                return span
            node = node.parent
        return Span(0, len(self.source.text))

    def _add(self, finding: Finding, node: exp.Expr | Span | None) -> Span:
        span = node if isinstance(node, Span) else self.place(node)
        placed = replace(
            finding.at(self.source, span), message=printable(finding.message), help=printable(finding.help)
        )
        if placed not in self._findings:
            self._findings.append(placed)
        return span

    def _told(self) -> list[Finding]:
        return sort_findings(finding for finding in self._findings if not self._within_closed(finding.span))

    def _within_closed(self, span: Span | None) -> bool:
        return span is not None and any(
            closed.start <= span.start and span.end <= closed.end and span != closed for closed in self._closed
        )
