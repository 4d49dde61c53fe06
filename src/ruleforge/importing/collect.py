"""From files of other tools to rules: everything that can be taken, and a word on everything that cannot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.load import load_rule_text
from ruleforge.catalog.lock import is_semantic
from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.export.stamp import Stamp
from ruleforge.foreign import Artifact, ArtifactKind, Other, Reading, Variable, read_file
from ruleforge.importing.accounts import Accounts
from ruleforge.importing.body import Body, body_of
from ruleforge.importing.document import Draft, draft_text
from ruleforge.importing.known import Known
from ruleforge.importing.lost import members_left, not_given
from ruleforge.importing.naming import Names, one_line, slug
from ruleforge.importing.placeholders import Placeholders
from ruleforge.importing.spec import take
from ruleforge.importing.trails import Trail, trail_name, trail_of
from ruleforge.model import Kind, Parameter, Rule

__all__ = ["Imported", "ImportedRule", "Options", "import_rules"]

_FIRST = "1.0.0"
_TRAIL_EXPORT = ("TRAIL_BUCKET", "TRAIL_LOGS_ROLE_ARN")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    `parameterize` puts placeholders for account ids and Regions in ARNs; `new_only` leaves out what the catalogue has.
    `schemas` has, by kind, the way from a rule's file to its schema. `declared` are the placeholders that rules can use
    where they are written to, those of the shipped catalogue included.
    """

    parameterize: bool = False
    new_only: bool = False
    schemas: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedRule:
    """A rule that was taken over; `same` is the rule of the catalogue that says the same, as `id@version`."""

    draft: Draft
    rule: Rule
    text: str
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    `rules` are to be written, `left_out` are those that the catalogue has. `parameters` are new declarations and
    `values` what an export needs for the rules to become what they were. `unreadable` is about files; `refused` about
    what was not taken, with the reason; `notes` are about what was.
    """

    rules: tuple[ImportedRule, ...]
    left_out: tuple[ImportedRule, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    unreadable: tuple[Finding, ...] = ()
    refused: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def import_rules(sources: Sequence[SourceText], catalog: Catalog, options: Options) -> Imported:
    """The rules that files of other tools make. Never raises for what the files hold."""
    return _Import(catalog, options).run(sources)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that may become a rule: of a trail, the artifacts that are about it."""

    kind: Kind
    name: str
    spec: Mapping[str, Any]
    stamp: Stamp | None
    artifact: Artifact
    selectors: tuple[Mapping[str, Any], ...] = ()
    with_defaults: Artifact | None = None


class _Import:
    def __init__(self, catalog: Catalog, options: Options) -> None:
        self._catalog = catalog
        self._options = options
        self._placeholders = Placeholders(options.declared)
        self._names = Names()
        self._known = Known(catalog)
        self._values: dict[str, str] = {}
        self._unreadable: list[Finding] = []
        self._refused: list[Finding] = []
        self._notes: list[Finding] = []
        self._accounts = Accounts(())

    def run(self, sources: Sequence[SourceText]) -> Imported:
        candidates: list[_Candidate] = []
        trails: dict[str, list[tuple[Artifact, Body]]] = {}
        for source in sources:
            reading = read_file(source)
            self._unreadable += (item for item in reading.findings if item.severity is Severity.ERROR)
            self._notes += (item for item in reading.findings if item.severity is not Severity.ERROR)
            self._others(source, reading.others)
            for artifact, body, other in self._bodies(reading):
                if artifact.kind is ArtifactKind.TRAIL:
                    trails.setdefault(trail_name(body.data, artifact.name), []).append((artifact, body))
                else:
                    candidates += self._candidate(artifact, body, other)
        for name, parts in trails.items():
            candidates += self._trail(name, parts)
        candidates = list(self._distinct(candidates))
        if self._options.parameterize:
            self._accounts = Accounts([[item.spec, item.selectors] for item in candidates])
            self._values |= self._accounts.values
        rules = [rule for item in candidates for rule in self._rules(item)]
        return self._result(rules)

    def _result(self, rules: list[ImportedRule]) -> Imported:
        new_only = self._options.new_only
        left_out = [rule for rule in rules if new_only and rule.same is not None]
        kept = [rule for rule in rules if not (new_only and rule.same is not None)]
        used = "".join(rule.text for rule in kept)
        trails = any(rule.draft.kind is Kind.TRAIL for rule in kept)
        added = self._placeholders.added | self._account_parameters()
        values = self._placeholders.values | self._values
        return Imported(
            tuple(kept),
            tuple(left_out),
            {name: item for name, item in added.items() if f"${{{name}}}" in used},
            {
                name: value
                for name, value in sorted(values.items())
                if f"${{{name}}}" in used or (trails and name in _TRAIL_EXPORT)
            },
            tuple(self._unreadable),
            tuple(self._refused),
            tuple(self._notes),
        )

    def _account_parameters(self) -> dict[str, Parameter]:
        """Declarations of further accounts and Regions: as those of the first, which the shipped catalogue has."""
        found: dict[str, Parameter] = {}
        for name in self._accounts.values:
            first = self._options.declared.get("ACCOUNT_ID" if name.startswith("ACCOUNT_ID") else "REGION")
            if name not in self._options.declared and first is not None:
                found[name] = replace(first, name=name)
        return found

    # -- what files hold

    def _others(self, source: SourceText, others: Iterable[Other]) -> None:
        aside: Counter[str] = Counter()
        first: dict[str, Span] = {}
        for other in others:
            if other.what:
                message = f"{one_line(other.name)} is not imported: it is {other.what}"
                self._refuse(message, source, other.span)
            elif other.kind in ("count", "for_each"):
                message = f"{one_line(other.name)} is made several times ({other.kind}), and is imported once"
                self._refuse(message, source, other.span, help_="import what terraform show -json prints")
            elif other.kind == "ManagedRule":
                message = f"{one_line(other.name)} is AWS's own rule, and not imported"
                self._note(message, source, other.span)
            else:
                aside[other.kind] += 1
                first.setdefault(other.kind, other.span)
        for kind, number in sorted(aside.items()):
            message = f"{one_line(kind)} detects nothing, and is left out" + (f": {number} of them" * (number > 1))
            self._note(message, source, first[kind])

    def _bodies(self, reading: Reading) -> Iterator[tuple[Artifact, Body, Artifact | None]]:
        """The artifacts that are known whole, at least with the defaults of their template.

        The last is the artifact with the defaults, where that is another and was not needed so far.
        """
        variables = {item.name: item for item in reading.variables}
        for artifact, other in zip(reading.artifacts, reading.with_defaults, strict=True):
            body = self._body(artifact, variables)
            if isinstance(body, Body):
                yield artifact, body, other if other is not artifact and body.references else None
                continue
            again = self._body(other, variables) if other is not artifact else body
            if isinstance(again, Body):
                self._with_defaults(body)
                yield other, again, None
            else:
                self._refused.append(again)

    def _with_defaults(self, refusal: Finding) -> None:
        """Tells that the defaults of parameters are in what could not be taken over with placeholders."""
        message = refusal.message.replace(" is not imported: ", " is imported with the defaults of its parameters: ")
        self._notes.append(replace(refusal, check="import/note", message=message, severity=Severity.NOTE))

    def _body(self, artifact: Artifact, variables: Mapping[str, Variable]) -> Body | Finding:
        """The body, or why there is none."""
        for finding in (*artifact.problems, *artifact.notes):
            if finding.severity is Severity.ERROR or finding.check == "foreign/unknown":
                return _refusal(artifact, finding.message.replace(" is not checked: ", " is open: "), finding.span)
        body = body_of(artifact, variables, self._placeholders)
        if body.unknown:
            reason, span = body.unknown[0]
            return _refusal(artifact, reason, span)
        return body

    def _candidate(self, artifact: Artifact, body: Body, other: Artifact | None = None) -> Iterator[_Candidate]:
        taken = take(artifact.kind, body.data, artifact.name.rpartition(".")[2] or artifact.name)
        if taken.refused:
            self._refused.append(_refusal(artifact, taken.refused, None))
            return
        self._lost(artifact, (*taken.lost, *members_left(artifact)))
        for note in taken.notes:
            self._note(f"{_called(artifact)}: {note}", artifact.source, _place(artifact))
        name = _name_of(taken.spec, taken.stamp, artifact)
        yield _Candidate(Kind(artifact.kind.value), name, taken.spec, taken.stamp, artifact, with_defaults=other)

    def _trail(self, name: str, parts: Sequence[tuple[Artifact, Body]]) -> Iterator[_Candidate]:
        artifact = parts[0][0]
        trail: Trail = trail_of(name, [body.data for _, body in parts], self._placeholders.group_of)
        refused = trail.refused or not_given(trail, [part for part, _ in parts])
        if refused:
            self._refused.append(_refusal(artifact, refused, None))
            return
        self._lost(artifact, (*trail.lost, *(left for part, _ in parts for left in members_left(part))))
        for note in trail.notes:
            self._note(f"{_called(artifact)}: {note}", artifact.source, _place(artifact))
        for parameter, value in trail.values.items():
            if self._values.setdefault(parameter, value) != value:
                message = f"{name} has another {parameter} than a trail before it: an export takes one for all"
                self._note(message, artifact.source, _place(artifact))
        yield _Candidate(Kind.TRAIL, name, trail.spec, trail.stamp, artifact, trail.selectors)

    def _lost(self, artifact: Artifact, members: Iterable[str]) -> None:
        names = sorted(set(members))
        if names:
            message = f"{_called(artifact)} is imported without {', '.join(names)}: rules have no place for that"
            self._refuse(message, artifact.source, _place(artifact), severity=Severity.WARNING)

    def _distinct(self, candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
        """The candidates without those that say what an earlier one says: a file and an answer may have both."""
        seen: set[str] = set()
        for item in candidates:
            content = json.dumps([item.kind.value, item.spec, item.selectors], sort_keys=True)
            if content in seen:
                self._note(f"{_called(item.artifact)} is there twice", item.artifact.source, _place(item.artifact))
                continue
            seen.add(content)
            yield item

    # -- rules

    def _rules(self, item: _Candidate) -> Iterator[ImportedRule]:
        """The rule that a candidate makes; before a trail its selectors, all of them or none of it."""
        if item.kind is not Kind.TRAIL:
            made = self._single(item)
            if isinstance(made, Finding):
                self._refused.append(made)
            else:
                yield self._compared(made, (), item.stamp)
            return
        selectors: list[ImportedRule] = []
        for number, body in enumerate(item.selectors, 1):
            name = str(body.get("Name") or f"{item.name} selector {number}")
            spec = self._accounts.put({"Name": name, **body, **({} if body.get("Name") else {"Name": name})})
            selector = self._rule(_Candidate(Kind.EVENT_SELECTOR, name, spec, None, item.artifact), spec, item.name)
            if isinstance(selector, Finding):
                self._refused.append(selector)
                return
            selectors.append(selector)
        spec = dict(self._accounts.put(item.spec))
        if selectors:
            spec["AdvancedEventSelectors"] = [selector.draft.id for selector in selectors]
        trail = self._rule(item, spec)
        if isinstance(trail, Finding):
            self._refused.append(trail)
        else:
            trail = self._compared(trail, [selector.rule for selector in selectors], item.stamp)
            for selector in selectors:
                yield replace(selector, same=trail.same)
            yield trail

    def _single(self, item: _Candidate) -> ImportedRule | Finding:
        """The rule that a candidate makes by itself; where placeholders do not fit, with defaults in their place."""
        made = self._rule(item, self._accounts.put(item.spec))
        if isinstance(made, ImportedRule) or item.with_defaults is None:
            return made
        body = self._body(item.with_defaults, {})
        if isinstance(body, Finding):
            return made
        spec = take(item.with_defaults.kind, body.data, item.name).spec
        again = self._rule(replace(item, spec=spec), self._accounts.put(spec))
        if isinstance(again, ImportedRule):
            self._with_defaults(made)
            return again
        return made

    def _rule(self, item: _Candidate, spec: Mapping[str, Any], trail: str = "") -> ImportedRule | Finding:
        """The rule of a spec, or why it is none that loads."""
        stamp = item.stamp if item.stamp is not None and is_semantic(item.stamp.version) else None
        wanted = stamp.rule if stamp is not None and len(stamp.rule) <= 100 else slug(item.name)
        identifier = self._names.take(wanted, item.kind.value)
        version = stamp.version if stamp is not None else _FIRST
        draft = Draft(item.kind, identifier, version, item.name, _origin(item, trail), spec)
        schema = self._options.schemas.get(item.kind.value, "")
        try:
            text = draft_text(draft, schema)
        except ValueError as error:
            self._names.give_back(identifier)
            return _refusal(item.artifact, str(error), None)
        parameters = {**self._options.declared, **self._placeholders.added, **self._account_parameters()}
        rule, findings = load_rule_text(SourceText(draft.file, text), parameters)
        if rule is None:
            reason = "; ".join(dict.fromkeys(_reason(found) for found in findings if found.severity is Severity.ERROR))
            self._names.give_back(identifier)
            return _refusal(item.artifact, reason, None, item.name if trail else "")
        return ImportedRule(draft, rule, text)

    def _compared(self, made: ImportedRule, members: Iterable[Rule], stamp: Stamp | None) -> ImportedRule:
        same = self._known.same_as(made.rule, members, stamp)
        return made if same is None else replace(made, same=same.key)

    # -- telling

    def _refuse(
        self,
        message: str,
        source: SourceText,
        span: Span | None,
        help_: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._refused.append(Finding("import/not-taken", message, severity, help=help_).at(source, span))

    def _note(self, message: str, source: SourceText, span: Span | None) -> None:
        self._notes.append(Finding("import/note", message, Severity.NOTE).at(source, span))


def _refusal(artifact: Artifact, reason: str, span: Span | None, part: str = "") -> Finding:
    named = f"{_called(artifact)}{f', its selector {one_line(part)},' if part else ''}"
    message = f"{named} is not imported: {reason}"
    return Finding("import/not-taken", message).at(artifact.source, span or _place(artifact))


def _called(artifact: Artifact) -> str:
    # Answers about a trail name it by its ARN.
    name, origin = one_line(artifact.name.rpartition(":trail/")[2]), one_line(artifact.origin)
    return origin if not name or name in origin.split() else f"{name} ({origin})"


def _place(artifact: Artifact) -> Span:
    span = artifact.tree.span
    return Span(span.start, min(span.end, span.start + 1))


def _reason(finding: Finding) -> str:
    return finding.message if not finding.because else f"{finding.message} ({finding.because})"


def _name_of(spec: Mapping[str, Any], stamp: Stamp | None, artifact: Artifact) -> str:
    """What AWS calls it; a filter without a name of its own is named after its rule or its resource."""
    for member in ("AlarmName", "RuleName", "DashboardName", "filterName", "name"):
        found = spec.get(member)
        if isinstance(found, str) and slug(found):
            return found
    return stamp.rule if stamp is not None else artifact.name


def _origin(item: _Candidate, trail: str) -> str:
    """Where a rule comes from, in words: no folder of anybody's machine."""
    origin = one_line(item.artifact.origin, 300)
    file = one_line(PurePath(item.artifact.source.name).name, 200)
    what = f", a selector of the trail {one_line(trail)}" if trail else ""
    return f"{origin} in {file}{what}"
