"""Findings as SARIF 2.1.0, which code hosts and editors show at the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ruleforge.diagnostics import Finding, Severity, SourceText, Span

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(
    findings: Iterable[Finding], descriptions: Mapping[str, str], version: str, pages: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One run with a result for each finding.

    `descriptions` has what each check finds, by id, and `pages` the Markdown pages of those that have one.
    """
    listed = list(findings)
    ids = sorted({finding.check for finding in listed})
    rules = [_rule(identifier, descriptions.get(identifier, identifier), pages or {}) for identifier in ids]
    driver = {
        "name": "ruleforge",
        "informationUri": "https://github.com/ruleforge/ruleforge",
        "version": version,
        "rules": rules,
    }
    results = [_result(finding, ids.index(finding.check)) for finding in listed]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(identifier: str, description: str, pages: Mapping[str, str]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": identifier, "shortDescription": {"text": description}}
    if identifier in pages:
        rule["help"] = {"text": description, "markdown": pages[identifier]}
    return rule


def _result(finding: Finding, index: int) -> dict[str, Any]:
    said = [finding.message]
    said += [f"Rule: {finding.because}"] if finding.because else []
    said += [f"Help: {finding.help}"] if finding.help else []
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(said)},
    }
    if finding.source is None:
        return result
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.source.name)}}
    if finding.span is not None:
        location["region"] = _region(finding.source, finding.span)
    result["locations"] = [{"physicalLocation": location}]
    if finding.fix is not None:
        replacements = [
            {"deletedRegion": _region(finding.source, edit.span), "insertedContent": {"text": edit.text}}
            for edit in finding.fix.edits
        ]
        change = {"artifactLocation": {"uri": _uri(finding.source.name)}, "replacements": replacements}
        changes = [change, *(_made(finding.source.name, *file) for file in finding.fix.new_files)]
        result["fixes"] = [{"description": {"text": finding.fix.title}, "artifactChanges": changes}]
    return result


def _made(beside: str, name: str, text: str) -> dict[str, Any]:
    """A file that a fix makes: its text put into nothing."""
    start = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    replacement = {"deletedRegion": start, "insertedContent": {"text": text}}
    return {"artifactLocation": {"uri": _uri(str(Path(beside).with_name(name)))}, "replacements": [replacement]}


def _region(source: SourceText, span: Span) -> dict[str, int]:
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
