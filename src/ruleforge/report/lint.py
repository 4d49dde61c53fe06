"""What the linter found: for people, for GitHub as annotations, for build servers as JUnit XML."""

from __future__ import annotations

from ruleforge.diagnostics import Finding, Severity, render_findings
from ruleforge.lint import LintReport
from ruleforge.report.xml import Case, suites

__all__ = ["github", "junit", "summary", "text"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def text(report: LintReport) -> str:
    """Every finding with a caret, then the sums."""
    parts = [render_findings(report.findings)] if report.findings else []
    return "\n\n".join([*parts, summary(report)])


def summary(report: LintReport) -> str:
    """The sums in a line."""
    counts = [
        f"{count:,} {severity.value}{'s' if count != 1 else ''}"
        for severity in Severity
        if (count := report.count(severity))
    ]
    counts += [f"{len(report.ignored):,} ignored"] if report.ignored else []
    counts += [f"{len(report.known):,} known"] if report.known else []
    rules = f"{report.rules:,} rule{'s' if report.rules != 1 else ''}"
    if report.artifacts:
        artifacts = f"{report.artifacts:,} artifact{'s' if report.artifacts != 1 else ''} of AWS"
        rules = f"{rules}, {artifacts}" if report.rules else artifacts
    return f"{rules}: {', '.join(counts) if counts else 'clean'}"


def github(report: LintReport) -> str:
    """Workflow commands, one a finding."""
    return "\n".join(_annotation(finding) for finding in report.findings)


def _annotation(finding: Finding) -> str:
    fields = []
    if finding.source is not None:
        fields.append(f"file={_property(finding.source.name)}")
        if finding.span is not None:
            line, column = finding.source.position(finding.span.start)
            end_line, end_column = finding.source.position(finding.span.end)
            fields += [f"line={line}", f"endLine={end_line}", f"col={column}", f"endColumn={end_column}"]
    fields.append(f"title={_property(finding.check)}")
    said = [finding.message]
    said += [f"rule: {finding.because}"] if finding.because else []
    said += [f"help: {finding.help}"] if finding.help else []
    message = "\n".join(said).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{_LEVELS[finding.severity]} {','.join(fields)}::{message}"


def _property(value: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(sign, code)
    return value


def junit(report: LintReport) -> str:
    """A case for each file and check that found something; only errors fail."""
    cases: dict[str, list[Case]] = {}
    for finding in report.findings:
        name = finding.source.name if finding.source is not None else "catalogue"
        failure = (finding.message, render_findings([finding])) if finding.severity is Severity.ERROR else None
        cases.setdefault(name, []).append(Case(name, f"{finding.check} {finding.place}".strip(), failure))
    if not cases:
        cases["lint"] = [Case("lint", "clean")]
    return suites(cases)
