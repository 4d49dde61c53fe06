"""A catalogue: a folder of rule files, read with everything that is wrong reported at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ruleforge.catalog.load import load_rule_text
from ruleforge.catalog.parameters import build_parameters
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.data import shipped
from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.errors import CatalogError, UsageError
from ruleforge.model import Kind, Parameter, Rule

__all__ = ["Catalog", "load_catalog", "load_rule"]

_PARAMETERS = "parameters.yaml"
_SUFFIXES = (".yaml", ".yml")
_MAX_BYTES = 4 * 1024 * 1024


class Catalog:
    """Rules by id and version, in the order of kind, id and version.

    `parameters` are the declared placeholders, `notes` what there is to say about rules that are fine: where a
    pattern's reading rests on a choice, and warnings. `fixtures` are the folders that tests take their events from
    first.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        parameters: Mapping[str, Parameter] | None = None,
        notes: Sequence[Finding] = (),
        fixtures: Sequence[Path] = (),
    ) -> None:
        self._rules = tuple(sorted(rules, key=lambda rule: (rule.kind.value, rule.id, _precedence(rule.version))))
        self.parameters: Mapping[str, Parameter] = dict(parameters or {})
        self.notes = tuple(notes)
        self.fixtures = tuple(fixtures)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __getitem__(self, key: str | tuple[str, str]) -> Rule:
        """The rule with an id, in its highest version or the one asked for; raises UsageError where there is none."""
        identifier, version = key if isinstance(key, tuple) else (key, None)
        versions = [rule for rule in self._rules if rule.id == identifier]
        if not versions:
            close = difflib.get_close_matches(identifier, {rule.id for rule in self._rules}, n=3)
            help_ = f"did you mean {' or '.join(close)}?" if close else "list shows all rules"
            raise UsageError([Finding("rule/unknown", f"there is no rule {identifier!r}", help=help_)])
        if version is None:
            return max(versions, key=lambda rule: _precedence(rule.version))
        for rule in versions:
            if rule.version == version:
                return rule
        known = ", ".join(rule.version for rule in versions)
        message = f"the rule {identifier!r} has no version {version}"
        raise UsageError([Finding("rule/unknown", message, help=f"there is {known}")])

    def of_kind(self, kind: Kind | str) -> list[Rule]:
        """The rules of a kind. Raises UsageError for a kind that there is not."""
        try:
            wanted = Kind(kind)
        except ValueError:
            help_ = f"one of {', '.join(sorted(item.value for item in Kind))}"
            raise UsageError([Finding("rule/kind", f"there is no kind {kind!r}", help=help_)]) from None
        return [rule for rule in self._rules if rule.kind is wanted]


def load_catalog(path: Path | str | None = None) -> Catalog:
    """The catalogue in a folder (or of a single rule file); without a path the shipped one.

    Raises CatalogError when anything is wrong, with all findings, and with the good rules in its `catalog`. The JSON
    Schema is consulted for a path only: the shipped rules were validated when they were released.
    """
    root = shipped("rules") if path is None else Path(path)
    if not root.exists():
        raise CatalogError([Finding("catalog/missing", f"{root}: there is no such file or folder")])
    files = [root] if root.is_file() else sorted(_rule_files(root))
    parameters, findings = _parameters(root if root.is_dir() else root.parent)
    reader = _Reader(parameters, validate=path is not None)
    for file in files:
        reader.read(file)
    findings += reader.findings
    catalog = Catalog(
        reader.rules,
        parameters,
        [finding for finding in findings if finding.severity is not Severity.ERROR],
        _fixture_folders(root),
    )
    if not files:
        findings.append(Finding("catalog/empty", f"{root}: the folder holds no rules", help="rules are .yaml files"))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise CatalogError(errors, catalog)
    return catalog


def load_rule(identifier: str, path: Path | str | None = None) -> tuple[Rule, Catalog]:
    """One rule, and a catalogue of just it, without reading the files of other rules.

    Rules stand in files of their own names; where none fits, the whole catalogue is read for the close matches of the
    message. Raises UsageError for an unknown rule and CatalogError for a broken file.
    """
    root = shipped("rules") if path is None else Path(path)
    if root.is_dir():
        matching = [file for file in _rule_files(root) if file.stem == identifier]
        if len(matching) == 1:
            parameters, findings = _parameters(root)
            reader = _Reader(parameters, validate=path is not None)
            reader.read(matching[0])
            errors = [f for f in [*findings, *reader.findings] if f.severity is Severity.ERROR]
            if errors:
                raise CatalogError(errors)
            catalog = Catalog(reader.rules, parameters, reader.findings, _fixture_folders(root))
            return catalog[identifier], catalog
    catalog = load_catalog(path)
    return catalog[identifier], catalog


class _Reader:
    """Reads rule files one after another, keeping what is good and what is wrong."""

    def __init__(self, parameters: Mapping[str, Parameter], *, validate: bool) -> None:
        self._parameters = parameters
        self._validate = validate
        self.rules: list[Rule] = []
        self.findings: list[Finding] = []

    def read(self, file: Path) -> None:
        text, problem = _read_text(file)
        if problem is not None:
            self.findings.append(problem)
            return
        rule, findings = load_rule_text(SourceText(str(file), text), self._parameters, validate=self._validate)
        self.findings.extend(findings)
        if rule is None:
            return
        twin = next((known for known in self.rules if (known.id, known.version) == (rule.id, rule.version)), None)
        if twin is not None:
            message = f"the rule {rule.id} {rule.version} is in {twin.path} too"
            span = rule.spans.get(("id",), Span(0, 0))
            self.findings.append(
                Finding("rule/duplicate", message, help="give one another id").at(SourceText(str(file), text), span)
            )
            return
        self.rules.append(rule)


def _read_text(file: Path) -> tuple[str, Finding | None]:
    """The text of a file, or the reason why there is none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        return "", Finding("file/unreadable", f"{file}: it cannot be read: {error.strerror or error}")
    if len(data) > _MAX_BYTES:
        return "", Finding("file/size", f"{file}: the file has more than {_MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return "", Finding("file/encoding", f"{file}: byte {error.start + 1} is not UTF-8", help="save it as UTF-8")


def _rule_files(root: Path) -> Iterator[Path]:
    for file in root.rglob("*"):
        inner = file.relative_to(root)
        if any(part.startswith(".") for part in inner.parts) or inner.parts[0] == "history":
            continue
        if file.suffix in _SUFFIXES and str(inner) != _PARAMETERS and file.is_file():
            yield file


def _parameters(folder: Path) -> tuple[dict[str, Parameter], list[Finding]]:
    """The parameters declared at the top of the catalogue; those of the shipped one are always there."""
    found: dict[str, Parameter] = {}
    findings: list[Finding] = []
    files = dict.fromkeys((shipped("rules") / _PARAMETERS, folder / _PARAMETERS))
    for file in files:
        if not file.is_file():
            continue
        text, problem = _read_text(file)
        if problem is not None:
            findings.append(problem)
            continue
        document = read_yaml(SourceText(str(file), text))
        problems = document.problems
        if not problems and file.parent != shipped("rules"):
            from ruleforge.catalog.schema import validate

            problems = validate(document, "parameters.schema.json")
        findings += problems
        if not problems:
            found |= build_parameters(document.data)
    return found, findings


def _fixture_folders(root: Path) -> list[Path]:
    """Where tests of a catalogue find their own fixtures: in it, or beside it."""
    folder = root if root.is_dir() else root.parent
    return [candidate for candidate in (folder / "fixtures", folder.parent / "fixtures") if candidate.is_dir()]


def _precedence(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Semantic versions in order; a pre-release comes before its release."""
    core, _, pre = version.partition("+")[0].partition("-")
    return tuple(int(part) if part.isdigit() else 0 for part in core.split(".")), not pre, pre
