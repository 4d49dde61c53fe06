"""Secret access keys."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("secret_key", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"this looks like a secret access key{times}"
        yield Problem(
            message,
            source=secret.source,
            span=secret.span,
            help="revoke it, and write wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        )


CHECK = Check(
    id="secret/secret-key",
    severity=Severity.ERROR,
    summary="A secret access key that is no example.",
    why=(
        "A secret access key opens whatever its user may do. Whoever can read the repository, or any copy of it, "
        "has it; taking it out of the file does not take it out of the history, so it has to be revoked."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    checked="2026-11-26",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {body: {secretAccessKey: ⟦zq9Xr2LmV7bT4kWcD1sYhN8pG5fJ3uQeA6oRtZiM⟧}}
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
      - record: {body: {secretAccessKey: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY}}
    expect: {matches: 0}
""",
        ),
    ),
)
