"""Accounts that look like somebody's."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("account", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"{secret.text} looks like the id of a real account{times}"
        yield Problem(
            message,
            source=secret.source,
            span=secret.span,
            help="write 111122223333, or another id that documentation uses",
        )


CHECK = Check(
    id="secret/account-id",
    severity=Severity.WARNING,
    summary="An account id that is none of those that documentation uses.",
    why=(
        "Rules and fixtures are shared, and records are copied out of accounts. An account id is no secret by "
        "itself, but it tells whose records these are, and is the first thing that a targeted attack needs."
    ),
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
    checked="2026-11-26",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {recipientAccountId: "⟦482915503716⟧"}
    expect: {matches: 0}
""",
        ),
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {resources: [{ARN: "arn:aws:bedrock:us-east-1:⟦482915503716⟧:guardrail/g1"}]}
    expect: {matches: 0}
""",
        ),
        Example(
            """\
kind: metric-filter
""",
            files={"fixtures/delete-guardrail.json": '{"recipientAccountId": "⟦482915503716⟧"}'},
            note="In a fixture of the catalogue:",
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {recipientAccountId: "111122223333"}
    expect: {matches: 0}
""",
        ),
    ),
)
