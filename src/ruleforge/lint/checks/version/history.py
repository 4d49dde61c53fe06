"""Texts of the history that are not older than what is in force."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.catalog.catalog import precedence
from ruleforge.diagnostics import Severity
from ruleforge.errors import CatalogError
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    try:
        superseded = catalog.catalog.history
    except CatalogError:
        return  # version/unreadable tells
    for rule in superseded:
        subject = catalog.by_id.get(rule.id)
        if subject is not None and precedence(rule.version) >= precedence(subject.rule.version):
            message = f"{rule.key} is in the history, and {subject.rule.version} is in force"
            help_ = "raise the version in force above it, or take the text out of the history"
            yield Problem(message, ("version",), source=rule.text, span=rule.spans.get(("version",)), help=help_)


CHECK = Check(
    id="version/history",
    severity=Severity.ERROR,
    summary="A text of the history whose version is not lower than the one in force.",
    why=(
        "The folder `history` keeps what is no longer in force. A number there that is as high as the one in force, or"
        " higher, says that both are the current text."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
""",
            files={
                "history/guardrail-deleted@1.1.0.yaml": """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.1.0⟧
title: Guardrail deleted
description: The text that was in force before, kept for whoever still has it deployed.
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1"}
"""
            },
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.2.0
""",
            files={
                "history/guardrail-deleted@1.1.0.yaml": """\
kind: metric-filter
id: guardrail-deleted
version: 1.1.0
title: Guardrail deleted
description: The text that was in force before, kept for whoever still has it deployed.
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1"}
"""
            },
        ),
    ),
)
