"""Texts of the history that are not what was released."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.catalog.lock import Change
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.lint.versions import problems_of

__all__ = ["CHECK"]

_DIGEST = "sha256-" + "0" * 64


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    return problems_of(catalog, Change.EDITED)


CHECK = Check(
    id="version/edited",
    severity=Severity.ERROR,
    summary="A superseded version that was edited.",
    why=(
        "The history keeps what was in force, for whoever still has it deployed and for whoever asks later why an"
        " alarm went off. A text that is edited afterwards keeps something that never was."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.1.0
""",
            files={
                "rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\n",
                "history/guardrail-deleted@1.0.0.yaml": """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.0.0⟧
title: Guardrail deleted
description: The text that was in force before, kept for whoever still has it deployed.
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1"}
""",
            },
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.1.0
""",
            files={
                "rules.lock": f"guardrail-deleted@1.1.0: {_DIGEST}\n",
                "history/guardrail-deleted@1.0.0.yaml": """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
title: Guardrail deleted
description: The text that was in force before, kept for whoever still has it deployed.
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1"}
""",
            },
        ),
    ),
)
