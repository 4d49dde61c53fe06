"""Tokens: of JWTs, of HTTP, of sessions."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("token", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"this looks like a token that lets somebody in{times}"
        yield Problem(
            message,
            source=secret.source,
            span=secret.span,
            help="put a text in its place that says what it is, such as EXAMPLE-TOKEN",
        )


CHECK = Check(
    id="secret/token",
    severity=Severity.ERROR,
    summary="A JSON web token, a bearer token or a session token.",
    why=(
        "Gateways and model calls are let in by tokens. One that was copied with a record may still be good, and "
        "its claims say who used it."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record:
          authorization: Bearer ⟦f3K9dQ2xV7mB1nZ8cW5tY4rL6pH0sJ⟧
    expect: {matches: 0}
""",
        ),
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {body: {token: ⟦eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYWxsZXIifQ.c2lnbmF0dXJl⟧}}
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
      - record: {body: {token: EXAMPLE-TOKEN}}
    expect: {matches: 0}
""",
        ),
    ),
)
