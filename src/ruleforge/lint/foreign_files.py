"""Files beside rules that hold artifacts of AWS: CloudFormation, Terraform's JSON, JSON of the AWS CLI.

Their bodies are held against AWS in place. Checks that ask for more than a body, such as tests or a lock, have nothing
to look at there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruleforge.catalog.files import read_text
from ruleforge.diagnostics import Finding, SourceText

__all__ = ["ForeignFindings", "foreign_findings"]

_SUFFIXES = frozenset({".json", ".template"})
_NO_RULE = ("rule/kind", "yaml/", "schema/", "file/", "catalog/")


@dataclass(frozen=True, slots=True)
class ForeignFindings:
    """What foreign files hold and what is wrong in it; `files` are their names."""

    files: frozenset[str]
    artifacts: int
    findings: tuple[Finding, ...]

    def replacing(self, problems: Iterable[Finding]) -> list[Finding]:
        """What reading a catalogue found, without that these files are no rules, and with what they are."""
        kept = [
            finding
            for finding in problems
            if not (finding.source is not None and finding.source.name in self.files)
            and not (self.files and finding.check == "catalog/empty")
        ]
        return [*kept, *self.findings]


def foreign_findings(path: Path, problems: Iterable[Finding]) -> ForeignFindings:
    """The foreign files at a path: JSON files, and those that reading the catalogue found to be no rules."""
    files: set[str] = set()
    findings: list[Finding] = []
    count = 0
    for source in _candidates(path, problems):
        # Most catalogues hold rules and nothing else, and are not kept waiting for the readers of other files.
        from ruleforge.foreign import check_artifact, is_foreign, read_artifacts

        if not is_foreign(source):
            continue
        artifacts, found = read_artifacts(source)
        files.add(source.name)
        count += len(artifacts)
        findings += found
        for artifact in artifacts:
            findings += check_artifact(artifact)
    return ForeignFindings(frozenset(files), count, tuple(findings))


def _candidates(path: Path, problems: Iterable[Finding]) -> Iterator[SourceText]:
    told = {
        finding.source.name: finding.source
        for finding in problems
        if finding.source is not None and finding.check.startswith(_NO_RULE)
    }
    yield from told.values()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.suffix in _SUFFIXES and not hidden and file.is_file() and str(file) not in told:
            text, problem = read_text(file)
            if problem is None:
                yield SourceText(str(file), text)
