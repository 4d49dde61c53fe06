"""The folder that an import is written to: what is there, what goes there, and what must not be overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from ruleforge.catalog.catalog import declared_parameters
from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.catalog.parameters import load_parameters_text
from ruleforge.diagnostics import Finding, SourceText
from ruleforge.errors import CatalogError, UsageError
from ruleforge.importing.collect import Imported
from ruleforge.importing.document import parameters_text
from ruleforge.model import Parameter

__all__ = ["VALUES", "declared_in", "plan"]

VALUES = "values.json"
"""The file of values for `export --parameters`: JSON, for a catalogue takes every YAML file for a rule."""
_PARAMETERS = "parameters.yaml"


def declared_in(folder: Path) -> Mapping[str, Parameter]:
    """The placeholders that rules in a folder can use; those of the shipped catalogue, where there is no folder yet."""
    return declared_parameters(folder)


def plan(imported: Imported, folder: Path, schema: str, *, force: bool = False) -> dict[str, str]:
    """The files that differ from what is there, by their names in the folder.

    Declarations are added behind those that are there. Raises UsageError, with all of them, for rules and values that
    would be overwritten, for ids that stand in other files of the folder, and for declarations behind which no others
    can stand; `force` overwrites.
    """
    files = {rule.draft.file: rule.text for rule in imported.rules}
    problems: list[Finding] = []
    files |= _parameters(imported, folder, schema, problems)
    values = _values(imported, folder, problems, force=force)
    if values is not None:
        files[VALUES] = values
    changed = {name: text for name, text in files.items() if _holds(folder / name) != text}
    if not force:
        problems += _overwritten(changed, folder)
    problems += _elsewhere(imported, folder)
    if problems:
        raise UsageError(problems)
    return changed


def _parameters(imported: Imported, folder: Path, schema: str, problems: list[Finding]) -> dict[str, str]:
    if not imported.parameters:
        return {}
    path = folder / _PARAMETERS
    there = _holds(path)
    if there is None:
        return {_PARAMETERS: parameters_text(imported.parameters.values(), schema)}
    end = "\r\n" if "\r\n" in there else "\n"
    added = parameters_text(imported.parameters.values(), None).replace("\n", end)
    text = f"{there.rstrip(end)}{end}{added}"
    declared, findings = load_parameters_text(SourceText(str(path), text))
    if not findings and imported.parameters.keys() <= declared.keys():
        return {_PARAMETERS: text}
    names = ", ".join(sorted(imported.parameters))
    reasons = "; ".join(dict.fromkeys(finding.message for finding in findings)) or "they would be no part of it"
    message = f"{path}: {names} cannot be declared behind what stands there: {reasons}"
    help_ = "write the file as a block, each name on a line of its own, or import to another folder"
    problems.append(Finding("usage/output", message, help=help_))
    return {}


def _values(imported: Imported, folder: Path, problems: list[Finding], *, force: bool) -> str | None:
    if not imported.values:
        return None
    path = folder / VALUES
    text = _holds(path)
    try:
        there = {} if text is None else json.loads(text)
    except (ValueError, RecursionError):
        there = None
    if not isinstance(there, dict):
        if not force:
            problems.append(_there(path))
        there = {}
    for name, value in imported.values.items():
        if not force and there.get(name, value) != value:
            message = f"{path} has another {name}: {there[name]}, not {value}"
            help_ = "import to another folder, or say --force"
            problems.append(Finding("usage/output", message, help=help_))
    whole = there | dict(imported.values)
    return json.dumps(dict(sorted(whole.items())), indent=2, ensure_ascii=False) + "\n"


def _overwritten(changed: Mapping[str, str], folder: Path) -> Iterable[Finding]:
    for name in changed:
        if name not in (_PARAMETERS, VALUES) and (folder / name).exists():
            yield _there(folder / name)


def _there(path: Path) -> Finding:
    help_ = "import to another folder, or say --force"
    return Finding("usage/output", f"{path} is there already, and holds something else", help=help_)


def _elsewhere(imported: Imported, folder: Path) -> Iterable[Finding]:
    """Rules of the folder that have one of the ids in another file: rules stand in files of their names."""
    if not folder.is_dir():
        return
    own = {rule.draft.id: folder / rule.draft.file for rule in imported.rules}
    for file in yaml_files(folder, without=(_PARAMETERS, "history"))[0]:
        if file.stem in own and file != own[file.stem]:
            message = f"the rule {file.stem} is there already, in {file}"
            yield Finding("usage/output", message, help="import to another folder, or rename that rule")


def _holds(path: Path) -> str | None:
    """The text of a file; None where there is none. Raises CatalogError for one that cannot be read."""
    if not path.exists():
        return None
    text, problem = read_text(path)
    if problem is not None:
        raise CatalogError([problem])
    return text
