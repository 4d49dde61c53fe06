"""Splitting a Contributor Insights rule whose list of values is longer than CloudWatch takes.

One of several values may be in either half, so `In` and `StartsWith` make two rules (or more), each with its part of
the list and the tests that still hold. Not to be among the values means not to be among either half, so `NotIn` makes
two filters of one rule, and says the same as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from ruleforge.catalog.load import load_rule_text
from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.data import number
from ruleforge.diagnostics import Edit, Finding, Fix, SourceText
from ruleforge.lint.edits import appended, applied, before_item, keeping

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject

__all__ = ["split_values"]

_DEFINITION: Path = ("spec", "RuleDefinition")
_LONGEST_ID = 100
_LONGEST_TITLE = 120


def split_values(finding: Finding, document: Document, catalog: CatalogSubject) -> Fix | None:
    """The fix for a list of values that is too long, where it can be made."""
    path = (*_DEFINITION, *finding.path)
    items = _value(document.data, path)
    if not isinstance(items, list) or not all(_plain(document, (*path, index)) for index in range(len(items))):
        return None
    least = -(-len(items) // number("ci.operator_values.max"))
    parts = [range(len(items) * part // least, len(items) * (part + 1) // least) for part in range(least)]
    if path[-1] == "NotIn":
        return _as_filters(document, path, parts)
    return _as_rules(document, path, parts, catalog)


def _value(data: Any, path: Path) -> Any:
    try:
        for step in path:
            data = data[step]
    except (KeyError, IndexError, TypeError):  # the file is no rule
        return None
    return data


def _plain(document: Document, path: Path) -> bool:
    return path in document.spans and document.styles.get(path, "") not in ("|", ">")


def _written(document: Document, path: Path) -> str:
    span = document.span(path)
    return document.source.text[span.start : span.end]


def _as_filters(document: Document, path: Path, parts: Sequence[range]) -> Fix | None:
    """One filter for each part, in the same rule."""
    filters = path[:-2]
    if len(_value(document.data, filters)) + len(parts) - 1 > number("ci.filters.max"):
        return None
    match = _written(document, (*path[:-1], "Match"))
    edits = keeping(document, path, parts[0])
    for part in parts[1:]:
        values = ", ".join(_written(document, (*path, index)) for index in part)
        added = before_item(document, path[:-1], f"{{Match: {match}, NotIn: [{values}]}}")
        if edits is None or added is None:
            return None
        edits.append(added)
    return None if edits is None else Fix(f"split the list over {len(parts)} filters", tuple(edits), safe=True)


def _as_rules(document: Document, path: Path, parts: Sequence[range], catalog: CatalogSubject) -> Fix | None:
    """One rule for each part; the first keeps the id and the name."""
    first = keeping(document, path, parts[0])
    named = [_value(document.data, place) for place in (("id",), ("title",), ("spec", "RuleName"))]
    if first is None or not all(isinstance(name, str) for name in named):
        return None
    files: list[tuple[str, str]] = []
    edits = first + _stale_tests(document, first, "", catalog)
    for index, (part, suffix) in enumerate(zip(parts[1:], _free(document, catalog), strict=False), 2):
        own = _renamed(document, suffix, index)
        rest = keeping(document, path, part)
        if own is None or rest is None:
            return None
        made = [*own, *rest]
        made += _stale_tests(document, made, suffix, catalog)
        files.append((_file(document, suffix).name, applied(document.source.text, made)))
    title = f"split the rule over {len(parts)} files; a contributor is counted in each by itself"
    return Fix(title, tuple(edits), new_files=tuple(files))


def _file(document: Document, suffix: str) -> FilePath:
    file = FilePath(document.source.name)
    return file.with_name(f"{file.stem}{suffix}{file.suffix}")


def _free(document: Document, catalog: CatalogSubject) -> Iterator[str]:
    """What makes another id of the rule's, and another file of its own, that nobody has."""
    for suffix in (f"-{index}" for index in count(2)):
        if f"{document.data['id']}{suffix}" not in catalog.catalog and not _file(document, suffix).exists():
            yield suffix


def _renamed(document: Document, suffix: str, index: int) -> list[Edit] | None:
    """Another id, name and title for a further rule; None where there is no room for them."""
    data = document.data
    identifier, name = f"{data['id']}{suffix}", f"{data['spec']['RuleName']}{suffix}"
    if len(identifier) > _LONGEST_ID or len(name) > number("ci.name.max"):
        return None
    edits = [appended(document, ("id",), suffix), appended(document, ("spec", "RuleName"), suffix)]
    more = f" (part {index})"
    if len(data["title"]) + len(more) <= _LONGEST_TITLE and (title := appended(document, ("title",), more)):
        edits.append(title)
    return None if None in edits else [edit for edit in edits if edit is not None]


def _stale_tests(document: Document, edits: Sequence[Edit], suffix: str, catalog: CatalogSubject) -> list[Edit]:
    """What takes the tests out that do not hold any more once a rule is changed."""
    from ruleforge.events import Fixtures
    from ruleforge.testing import run_tests

    text = applied(document.source.text, edits)
    name = str(_file(document, suffix))
    rule, _ = load_rule_text(SourceText(name, text), catalog.catalog.parameters, validate=False)
    if rule is None or not rule.tests:  # what else is wrong with the rule has to be mended first
        return []
    report = run_tests([rule], Fixtures.shipped(*catalog.catalog.fixtures), catalog=catalog.catalog)
    holding = [index for index, outcome in enumerate(report.outcomes) if outcome.passed]
    return keeping(document, ("tests",), holding) or []
