"""What the tests of foreign files ask of a text."""

from __future__ import annotations

from pathlib import Path

from ruleforge.diagnostics import Finding, Severity, SourceText
from ruleforge.foreign import Artifact, check_artifact, read_artifacts

DATA = Path(__file__).parent / "data"


def load(name: str) -> SourceText:
    return SourceText(name, (DATA / name).read_text(encoding="utf-8"))


def artifacts_of(source: SourceText | str) -> list[Artifact]:
    """The artifacts of a file with which nothing is wrong."""
    artifacts, findings = read_artifacts(SourceText("f", source) if isinstance(source, str) else source)
    assert findings == []
    return artifacts


def findings_of(source: SourceText | str) -> list[Finding]:
    """What is found in all artifacts of a file."""
    return [finding for artifact in artifacts_of(source) for finding in check_artifact(artifact)]


def errors_of(source: SourceText | str) -> list[Finding]:
    return [finding for finding in findings_of(source) if finding.severity is Severity.ERROR]


def spot(finding: Finding) -> str:
    """What stands under the caret of a finding."""
    assert finding.source is not None
    assert finding.span is not None
    return finding.source.text[finding.span.start : finding.span.end]
