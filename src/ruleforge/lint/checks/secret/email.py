"""Addresses of people."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("email", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"{secret.text} looks like the address of somebody{times}"
        yield Problem(message, source=secret.source, span=secret.span, help="write one at example.com")


CHECK = Check(
    id="secret/email",
    severity=Severity.WARNING,
    summary="An e-mail address at a domain that is not reserved for examples.",
    why=(
        "Session names and claims hold addresses, and records are copied with them. They are personal data, and "
        "rules and fixtures are read by many. RFC 2606 reserves example.com and others for this."
    ),
    source="https://www.rfc-editor.org/rfc/rfc2606",
    checked="2026-11-26",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {userIdentity: {principalId: "AROAEXAMPLE:⟦jane.doe@contoso.io⟧"}}
    expect: {matches: 0}
""",
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {userIdentity: {principalId: "AROAEXAMPLE:jane.doe@example.com"}}
    expect: {matches: 0}
""",
        ),
    ),
)
