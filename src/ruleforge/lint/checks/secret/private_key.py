"""Private keys."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("private_key", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"a private key begins here{times}"
        yield Problem(
            message, source=secret.source, span=secret.span, help="take the pair out of use: the key has been seen"
        )


CHECK = Check(
    id="secret/private-key",
    severity=Severity.ERROR,
    summary="A private key.",
    why=("A private key that stands in a file is no longer private, whatever is done to the file afterwards."),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record:
          body: "⟦-----BEGIN EC PRIVATE KEY-----⟧ MHcCAQEE"
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
      - record: {body: "-----BEGIN PUBLIC KEY-----"}
    expect: {matches: 0}
""",
        ),
    ),
)
