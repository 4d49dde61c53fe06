"""Linting: what reading rules finds and what checks find, weighed, without what is ignored or known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from ruleforge.catalog import Catalog, load_catalog
from ruleforge.catalog.kinds import KINDS
from ruleforge.catalog.yaml_nodes import Read, read_yaml
from ruleforge.diagnostics import Finding, Severity, SourceText, sort_findings
from ruleforge.errors import CatalogError
from ruleforge.lint.baseline import read_baseline, without_known
from ruleforge.lint.check import Check, Problem
from ruleforge.lint.foreign_files import foreign_findings
from ruleforge.lint.ignores import without_ignored
from ruleforge.lint.registry import checks, known_ids
from ruleforge.lint.settings import Settings
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.model import Rule

__all__ = ["LintReport", "lint", "lint_catalog"]


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the linter has to say, in reading order.

    `ignored` are findings that a comment says away, `known` those of the baseline. `unreadable` are files that are no
    rules; their findings are among the rest. `artifacts` counts what was read out of files of other tools.
    """

    findings: tuple[Finding, ...]
    rules: int
    ignored: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    unreadable: bool = False
    artifacts: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return self.count(Severity.ERROR) > 0

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data."""
        return {
            "rules": self.rules,
            "artifacts": self.artifacts,
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
            "notes": self.count(Severity.NOTE),
            "ignored": len(self.ignored),
            "known": len(self.known),
            "findings": [finding.to_dict() for finding in self.findings],
        }


def lint(
    path: Path | str | None = None,
    *,
    settings: Settings | None = None,
    select: frozenset[str] | None = None,
    history: bool = False,
    changed: frozenset[Path] | None = None,
    today: date | None = None,
) -> LintReport:
    """Lints a catalogue: a folder of rules, or one rule file; without a path the shipped one.

    Files that hold artifacts of AWS (CloudFormation, Terraform's JSON, JSON of the AWS CLI) are linted in place.
    `select` are the ids of the checks to run (all by default). With `history`, texts that are no longer in force are
    linted as well, each for itself. `changed` are the files that findings are wanted of. `today` is the day against
    which comments expire, by default the day it is.

    Raises UsageError for settings that make no sense, and for a baseline that is not there; what is wrong with rules is
    in the report.
    """
    problems: list[Finding] = []
    read = cache(read_yaml)  # checks and comments ask again for what loading has read
    try:
        catalog = load_catalog(path, read=read)
        problems += catalog.notes
    except CatalogError as error:
        if not isinstance(error.catalog, Catalog):
            raise
        catalog = error.catalog
        problems += [*error.findings, *catalog.notes]
    foreign = None if path is None else foreign_findings(Path(path), problems)
    report = lint_catalog(
        catalog,
        problems if foreign is None else foreign.replacing(problems),
        entire=path is None or Path(path) == catalog.top,
        settings=settings or Settings(),
        select=select,
        history=history,
        changed=changed,
        today=today or date.today(),
        read=read,
    )
    return report if foreign is None else replace(report, artifacts=foreign.artifacts)


def lint_catalog(
    catalog: Catalog,
    problems: Sequence[Finding],
    *,
    entire: bool = True,
    settings: Settings,
    select: frozenset[str] | None = None,
    history: bool = False,
    changed: frozenset[Path] | None = None,
    today: date,
    read: Read = read_yaml,
) -> LintReport:
    """Lints a catalogue that has been read, with what reading it found. Arguments are as for `lint`.

    One that is not `entire` is a part of a catalogue, of which only its rules are looked at. `read` gives the documents
    in the texts of rules.
    """
    chosen = [check for check in checks().values() if select is None or check.id in select]
    subject = CatalogSubject(catalog, top=catalog.top, entire=entire, read=read)
    met = [finding for finding in problems if select is None or finding.check in select]
    findings = [_with_fix(finding, subject) for finding in met]
    findings += _asked(chosen, subject)
    superseded: list[RuleSubject] = []
    if history:
        texts, broken = _superseded(catalog)
        findings += [finding for finding in broken if select is None or finding.check in select]
        for rule in texts:
            alone = CatalogSubject(catalog, [rule], catalog.top, whole=subject, read=read)
            findings += _read_again(alone.subjects[0], select)
            findings += _asked([check for check in chosen if check.rule is not None], alone)
            superseded += alone.subjects
    unreadable = any(finding.check.startswith(("yaml/", "catalog/")) for finding in problems)
    comments = _Comments(subject.subjects, superseded, settings, select, today, read)
    told, ignored = comments.applied(finding for finding in findings if finding.check not in settings.ignored)
    told = [_weighed(finding, settings) for finding in told]
    known: list[Finding] = []
    if settings.baseline is not None:
        told, known = without_known(sort_findings(told), read_baseline(settings.baseline), settings.baseline.parent)
    if changed is not None:
        told = [finding for finding in told if _file(finding) in changed]
    ordered = tuple(sort_findings(told))
    rules = len(subject.subjects) + len(superseded)
    return LintReport(ordered, rules, tuple(sort_findings(ignored)), tuple(known), unreadable)


def _asked(chosen: Iterable[Check], subject: CatalogSubject) -> Iterator[Finding]:
    for check in chosen:
        if check.catalog is not None:
            for problem in check.catalog(subject):
                yield _placed(check, problem, subject)
        elif check.rule is not None:
            for rule in subject.subjects:
                if not check.kinds or rule.rule.kind in check.kinds:
                    for problem in check.rule(rule):
                        yield _placed(check, replace(problem, rule=rule.rule), subject)


def _placed(check: Check, problem: Problem, catalog: CatalogSubject) -> Finding:
    """What a check found, at its place in the rule's file."""
    because = problem.because or (f"{check.source} (read {check.checked})" if check.source else "")
    finding = Finding(check.id, problem.message, check.severity, because=because, help=problem.help, fix=problem.fix)
    if problem.source is not None:
        return finding.at(problem.source, problem.span)
    if problem.rule is None or problem.rule.text is None:
        return finding
    found = catalog.by_id.get(problem.rule.id)
    subject = found if found is not None and found.rule is problem.rule else RuleSubject(problem.rule, catalog)
    document = subject.document
    if problem.key:
        return finding.at(document.source, document.keys.get(problem.path, document.span(problem.path)))
    if problem.inner is None:
        return finding.at(document.source, document.span(problem.path))
    value = document.data
    for step in problem.path:
        value = value[step]
    return next(document.placed(problem.path, value, [replace(finding, span=problem.inner)]))


def _with_fix(finding: Finding, catalog: CatalogSubject) -> Finding:
    """What reading found, with the fix that its check makes."""
    check = checks().get(finding.check)
    if check is None or check.mend is None or finding.source is None or finding.fix is not None:
        return finding
    return replace(finding, fix=check.mend(finding, catalog.read(finding.source), catalog))


def _superseded(catalog: Catalog) -> tuple[list[Rule], Sequence[Finding]]:
    """The texts of the rules that are no longer in force, and what is wrong where they cannot be read."""
    try:
        return [rule for rule in catalog.history if rule.id in catalog and rule not in catalog], ()
    except CatalogError as error:
        return [], error.findings


def _read_again(subject: RuleSubject, select: frozenset[str] | None) -> Iterator[Finding]:
    """What its language says of a text that was loaded without asking."""
    entry = KINDS[subject.rule.kind.value]
    document = subject.document
    found = list(entry.check(document, document.data))
    if entry.check_text is not None:
        # A text that is kept because it is refused says so in a test; what it is refused for is told all the same.
        refused = any("refused" in test.expect for test in subject.rule.tests)
        found += entry.check_text(document, document.data | {"tests": []} if refused else document.data)
    yield from (finding for finding in found if select is None or finding.check in select)


def _weighed(finding: Finding, settings: Settings) -> Finding:
    severity = settings.severity.get(finding.check)
    return finding if severity is None else replace(finding, severity=severity)


class _Comments:
    """The comments in all files that are looked at, which say findings away."""

    def __init__(
        self,
        in_force: Iterable[RuleSubject],
        superseded: Iterable[RuleSubject],
        settings: Settings,
        select: frozenset[str] | None,
        today: date,
        read: Read,
    ) -> None:
        self._read = read
        self._select = select
        self._off = settings.ignored
        self._today = today
        self._sources: dict[str, SourceText] = {}
        for subject in (*in_force, *superseded):
            if subject.rule.text is not None:
                self._sources.setdefault(subject.rule.path, subject.rule.text)
        self._old = {subject.rule.path for subject in superseded}

    def applied(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """The findings that no comment says away, with what there is to say about comments; and the others."""
        told: list[Finding] = []
        ignored: list[Finding] = []
        by_file: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.source is None:
                told.append(finding)
            else:
                self._sources.setdefault(finding.source.name, finding.source)
                by_file.setdefault(finding.source.name, []).append(finding)
        known = known_ids()
        for name, source in self._sources.items():
            if "ruleforge:" not in source.text:
                told += by_file.get(name, [])
                continue
            kept, left = without_ignored(
                self._read(source), by_file.get(name, []), known, self._today, off=self._unasked(name)
            )
            told += [item for item in kept if self._wanted(item)]
            ignored += left
        return told, ignored

    def _unasked(self, name: str) -> frozenset[str]:
        """The checks that do not run on a file, so that a comment about them is not unused."""
        if name not in self._old:
            return self._off
        return self._off | {check.id for check in checks().values() if check.catalog is not None}

    def _wanted(self, finding: Finding) -> bool:
        if finding.check in self._off:
            return False
        # Where only some checks run, a comment about another one is not unused.
        return (
            self._select is None
            or not finding.check.startswith("ignore/")
            or (finding.check in self._select and finding.check != "ignore/unused")
        )


def _file(finding: Finding) -> Path | None:
    return Path(finding.source.name).resolve() if finding.source is not None else None
