"""A catalogue: a folder of rule files, read with everything that is wrong reported at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ruleforge.catalog.files import is_folder, read_text, yaml_files
from ruleforge.catalog.kinds import KINDS
from ruleforge.catalog.load import load_historical_text, load_rule_text
from ruleforge.catalog.parameters import load_parameters_text
from ruleforge.catalog.yaml_nodes import Read, read_yaml
from ruleforge.data import shipped
from ruleforge.diagnostics import Finding, Severity, SourceText, sort_findings
from ruleforge.errors import CatalogError, UsageError
from ruleforge.model import Kind, Parameter, Rule

__all__ = ["Catalog", "declared_parameters", "load_catalog", "load_rule", "precedence"]

_PARAMETERS = "parameters.yaml"
_HISTORY = "history"


class Catalog:
    """Rules by id and version, in the order of kind, id and version.

    `parameters` are the declared placeholders, `notes` what there is to say about rules that are fine: where a
    pattern's reading rests on a choice, and warnings. `fixtures` are the folders that tests take their events from
    first. Versions that are no longer in force are in the folder `history` at the `top`; they are read when they are
    asked for by version, and are not among the rules one iterates over.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        parameters: Mapping[str, Parameter] | None = None,
        notes: Sequence[Finding] = (),
        fixtures: Sequence[Path] = (),
        top: Path | None = None,
    ) -> None:
        self._top = top
        self._rules = tuple(sorted(rules, key=lambda rule: (rule.kind.value, rule.id, precedence(rule.version))))
        self._versions: dict[str, list[Rule]] = {}
        for rule in self._rules:
            self._versions.setdefault(rule.id, []).append(rule)
        self.parameters: Mapping[str, Parameter] = dict(parameters or {})
        self.notes = tuple(notes)
        self.fixtures = tuple(fixtures)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, key: object) -> bool:
        """Whether there is a rule with an id, or with an id and version; or this very rule."""
        if isinstance(key, tuple):
            return any(rule.version == key[1] for rule in self._versions.get(key[0], ()))
        return key in self._versions if isinstance(key, str) else key in self._rules

    def __getitem__(self, key: str | tuple[str, str]) -> Rule:
        """The rule with an id, in its highest version or the one asked for, as `(id, version)` or `"id@version"`.

        Raises UsageError, with the ids that are close, where there is none; no KeyError, for ids come from people.
        """
        identifier, version = key if isinstance(key, tuple) else _split(key)
        versions = self._versions.get(identifier)
        if not versions:
            close = difflib.get_close_matches(identifier, sorted(self._versions), n=3)
            help_ = f"did you mean {' or '.join(close)}?" if close else "list shows all rules"
            raise UsageError([Finding("rule/unknown", f"there is no rule {identifier!r}", help=help_)])
        if version is None:
            return max(versions, key=lambda rule: precedence(rule.version))
        every = self.versions(identifier)
        for rule in every:
            if rule.version == version:
                return rule
        known = ", ".join(rule.version for rule in every)
        message = f"the rule {identifier!r} has no version {version}"
        raise UsageError([Finding("rule/unknown", message, help=f"there is {known}")])

    def get(self, key: str, kind: Kind) -> Rule:
        """The rule of a kind with an id, or with `id@version`. Raises UsageError where there is none of that kind."""
        identifier, version = _split(key)
        rules = self.of_kind(kind)
        found = [rule for rule in rules if rule.id == identifier]
        if found and version is None:
            return found[-1]
        if found and (asked := self[key]).kind is kind:
            return asked
        close = [] if found else difflib.get_close_matches(identifier, sorted({rule.id for rule in rules}), n=3)
        help_ = f"did you mean {' or '.join(close)}?" if close else f"list --kind {kind.value} shows what there is"
        raise UsageError([Finding("rule/unknown", f"there is no {kind.value} {key!r}", help=help_)])

    def versions(self, identifier: str) -> list[Rule]:
        """Every version of a rule, those of the history included, in order; none for an unknown id.

        Raises CatalogError for a broken file of the history.
        """
        found = {rule.version: rule for rule in self._versions.get(identifier, ())}
        for rule in self._history(identifier):
            found.setdefault(rule.version, rule)
        return [found[version] for version in sorted(found, key=precedence)]

    def _history(self, identifier: str) -> list[Rule]:
        if self._top is None or identifier not in self._versions:
            return []
        return [_historical(file) for file in sorted((self._top / _HISTORY).rglob(f"{identifier}@*.yaml"))]

    @cached_property
    def history(self) -> list[Rule]:
        """Every text that is no longer in force, those of rules that are gone included, in the order of the files.

        Raises CatalogError, with what is wrong in any of them, for broken files.
        """
        if self._top is None:
            return []
        found: list[Rule] = []
        problems: list[Finding] = []
        for file in sorted((self._top / _HISTORY).rglob("*.yaml")):
            try:
                found.append(_historical(file))
            except CatalogError as error:
                problems += error.findings
        if problems:
            raise CatalogError(problems)
        return found

    @property
    def top(self) -> Path | None:
        """The folder that the catalogue was read from."""
        return self._top

    @cached_property
    def in_force(self) -> tuple[Rule, ...]:
        """Every rule in its highest version, in the order of ids."""
        return tuple(self[identifier] for identifier in sorted(self._versions))

    def of_kind(self, kind: Kind | str) -> list[Rule]:
        """The rules of a kind. Raises UsageError for a kind that there is not."""
        try:
            wanted = Kind(kind)
        except ValueError:
            help_ = f"one of {', '.join(sorted(item.value for item in Kind))}"
            raise UsageError([Finding("rule/kind", f"there is no kind {kind!r}", help=help_)]) from None
        return [rule for rule in self._rules if rule.kind is wanted]


def load_catalog(path: Path | str | None = None, *, read: Read = read_yaml) -> Catalog:
    """The catalogue in a folder (or of a single rule file); without a path the shipped one.

    Rules are the `.yaml` and `.yml` files of the folder and of those in it, without hidden ones, without
    `parameters.yaml` at the top, and without the folder `history`, which keeps texts that are no longer in force. Of
    a part of a catalogue (`rules/metric-filter`, a single file) the parameters are those of the whole.

    Raises CatalogError when anything is wrong, with all findings, and with the good rules in its `catalog`.

    The JSON Schema is consulted for a path only: importing it takes longer than everything else, and the tests of a
    release validate the shipped rules. Everything that the schema does not say is checked for them as well.

    `read` gives the documents in the texts of rules.
    """
    root = shipped("rules") if path is None else Path(path)
    files, findings = yaml_files(root, without=(_PARAMETERS, _HISTORY))
    top = _top(root)
    parameters, problems = _parameters(top)
    findings += problems
    reader = _Reader(parameters, top, validate=path is not None, read=read)
    for file in files:
        reader.read(file)
    findings += reader.findings
    if not files and not findings:
        findings.append(Finding("catalog/empty", f"{root}: the folder holds no rules", help="rules are .yaml files"))
    return _unless_wrong(reader.rules, parameters, findings, top)


def load_rule(identifier: str, path: Path | str | None = None) -> tuple[Rule, Catalog]:
    """One rule, and a catalogue of just it, without reading the files of other rules.

    Rules stand in files of their own names; where none fits, or several do, the whole catalogue is read. Raises
    UsageError for an unknown rule and CatalogError for a broken file.
    """
    root = shipped("rules") if path is None else Path(path)
    if is_folder(root):
        files, findings = yaml_files(root, without=(_PARAMETERS, _HISTORY))
        matching = [file for file in files if file.stem == identifier]
        if len(matching) == 1 and not findings:
            top = _top(root)
            parameters, findings = _parameters(top)
            reader = _Reader(parameters, top, validate=path is not None)
            reader.read(matching[0])
            catalog = _unless_wrong(reader.rules, parameters, [*findings, *reader.findings], top)
            return catalog[identifier], catalog
    catalog = load_catalog(path)
    return catalog[identifier], catalog


def declared_parameters(path: Path) -> dict[str, Parameter]:
    """The placeholders that the rules at a path may use: those of their catalogue, and the shipped ones.

    Raises CatalogError for a broken `parameters.yaml`.
    """
    parameters, findings = _parameters(_top(path))
    if findings:
        raise CatalogError(findings)
    return parameters


def _unless_wrong(
    rules: Sequence[Rule], parameters: Mapping[str, Parameter], findings: Sequence[Finding], top: Path
) -> Catalog:
    notes = [finding for finding in findings if finding.severity is not Severity.ERROR]
    catalog = Catalog(rules, parameters, sort_findings(notes), _fixture_folders(top), top)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise CatalogError(errors, catalog)
    return catalog


def _historical(file: Path) -> Rule:
    """The rule in a file of the history. Raises CatalogError where there is none."""
    text, problem = read_text(file)
    if problem is not None:
        raise CatalogError([problem])
    rule = load_historical_text(SourceText(str(file), text))
    if f"{rule.key}.yaml" != file.name:
        message = f"the rule {rule.key} stands in a file named {file.name}"
        problem = Finding("rule/file-name", message, help=f"name the file {rule.key}.yaml", source=rule.text)
        raise CatalogError([replace(problem, span=rule.spans.get(("version",)))])
    return rule


class _Reader:
    """Reads rule files one after another, keeping what is good and what is wrong."""

    def __init__(
        self, parameters: Mapping[str, Parameter], top: Path, *, validate: bool, read: Read = read_yaml
    ) -> None:
        self._parameters = parameters
        self._top = top
        self._validate = validate
        self._read = read
        self._paths: dict[tuple[str, str], str] = {}
        self.rules: list[Rule] = []
        self.findings: list[Finding] = []

    def read(self, file: Path) -> None:
        text, problem = read_text(file)
        if problem is not None:
            self.findings.append(problem)
            return
        source = SourceText(str(file), text)
        rule, findings = load_rule_text(source, self._parameters, validate=self._validate, read=self._read)
        self.findings.extend(findings)
        if rule is None:
            return
        problem = self._misplaced(rule, file) or self._duplicate(rule)
        if problem is not None:
            self.findings.append(problem)
            return
        self._paths[rule.id, rule.version] = rule.path
        self.rules.append(rule)

    def _misplaced(self, rule: Rule, file: Path) -> Finding | None:
        """A rule in the folder of another kind. Catalogues that are not sorted by kind are fine."""
        folder = file.relative_to(self._top).parts[0]
        if folder == rule.kind.value or folder not in KINDS:
            return None
        message = f"a {rule.kind.value} stands in the folder of kind {folder}"
        help_ = f"move the file to {rule.kind.value}/, or mend its kind"
        return Finding("rule/folder", message, help=help_, source=rule.text, span=rule.spans.get(("kind",)))

    def _duplicate(self, rule: Rule) -> Finding | None:
        twin = self._paths.get((rule.id, rule.version))
        if twin is None:
            return None
        message = f"the rule {rule.id} {rule.version} is in {twin} too"
        help_ = "give one another id, or raise the version"
        return Finding("rule/duplicate", message, help=help_, source=rule.text, span=rule.spans.get(("id",)))


def _top(root: Path) -> Path:
    """The folder of the whole catalogue that a folder or a file belongs to: the one that holds the kinds' folders."""
    folder = root if is_folder(root) else root.parent
    for candidate in (folder, *folder.parents):
        if candidate.name in KINDS:
            return candidate.parent
    return folder


def _parameters(top: Path) -> tuple[dict[str, Parameter], list[Finding]]:
    """The parameters declared at the top of the catalogue; those of the shipped one are always there."""
    found: dict[str, Parameter] = {}
    findings: list[Finding] = []
    for folder in dict.fromkeys((shipped("rules"), top)):
        file = folder / _PARAMETERS
        if not file.is_file():
            continue
        text, problem = read_text(file)
        if problem is not None:
            findings.append(problem)
            continue
        parameters, problems = load_parameters_text(SourceText(str(file), text), validate=folder != shipped("rules"))
        found |= parameters
        findings += problems
    return found, findings


def _fixture_folders(top: Path) -> list[Path]:
    """Where tests of a catalogue find their own fixtures: in it, or beside it."""
    return [candidate for candidate in (top / "fixtures", top.parent / "fixtures") if candidate.is_dir()]


def _split(key: str) -> tuple[str, str | None]:
    identifier, sign, version = key.partition("@")
    return identifier, version if sign else None


def precedence(version: str) -> tuple[object, ...]:
    """Semantic versions in order: by number, a pre-release before its release, the build last of all."""
    rest, _, build = version.partition("+")
    core, _, pre = rest.partition("-")
    return [_rank(part) for part in core.split(".")], not pre, [_rank(part) for part in pre.split(".")], build


def _rank(part: str) -> tuple[bool, int, str]:
    """Numbers by size, before words; by length first, for there is no bound on their digits."""
    if part.isdecimal():
        digits = part.lstrip("0")
        return False, len(digits), digits
    return True, 0, part
