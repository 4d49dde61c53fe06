"""Access key ids that look like real ones."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for secret in catalog.secrets.get("access_key", ()):
        times = f", {secret.times} times" if secret.times > 1 else ""
        message = f"{secret.text[:8]}… looks like an access key of AWS{times}"
        yield Problem(
            message, source=secret.source, span=secret.span, help="revoke it if it is real; write AKIAIOSFODNN7EXAMPLE"
        )


CHECK = Check(
    id="secret/access-key",
    severity=Severity.ERROR,
    summary="An access key id that is no example.",
    why=(
        "CloudTrail records hold the key that signed a call. With the secret beside it, it opens the account; "
        "without, it still names a user or a session. Whatever was committed stays in the history of the "
        "repository."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    checked="2026-11-26",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: it is counted
    events:
      - record: {userIdentity: {accessKeyId: ⟦AKIAQ3EGZ7B5LX2MN4PD⟧}}
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
      - record: {userIdentity: {accessKeyId: AKIAIOSFODNN7EXAMPLE}}
    expect: {matches: 0}
""",
        ),
    ),
)
