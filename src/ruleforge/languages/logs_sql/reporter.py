"""Collecting what AWS refuses in a query, and what there is to say besides, each at its place in the text."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.languages.logs_sql.dialect import span_of

__all__ = ["PAGE", "Reporter"]

PAGE = "CloudWatch Logs user guide, OpenSearch SQL"


class Reporter:
    """Findings about one text; a node without a place of its own stands where its nearest surroundings do."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.findings: list[Finding] = []

    @property
    def errors(self) -> list[Finding]:
        """Why AWS refuses the query."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def notes(self) -> list[Finding]:
        """What there is to say about a query that AWS takes."""
        return [finding for finding in self.findings if finding.severity is not Severity.ERROR]

    def refuse(
        self,
        check: str,
        message: str,
        node: exp.Expr | Span | None,
        *,
        rule: str = "",
        help: str = "",  # noqa: A002
    ) -> None:
        """AWS refuses this; `rule` is what its page says."""
        self._add(Finding(check, message, because=f"{PAGE}: {rule}" if rule else "", help=help), node)

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

    def _add(self, finding: Finding, node: exp.Expr | Span | None) -> None:
        span = node if isinstance(node, Span) else self._place(node)
        placed = finding.at(self.source, span)
        if placed not in self.findings:
            self.findings.append(placed)

    def _place(self, node: exp.Expr | None) -> Span:
        while node is not None:
            if span := span_of(node):
                return span
            node = node.parent
        return Span(0, len(self.source.text))
