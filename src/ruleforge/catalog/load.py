"""From the text of a file to a rule, with everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from ruleforge.catalog.kinds import KINDS, KindEntry
from ruleforge.catalog.parameters import undeclared
from ruleforge.catalog.positions import project
from ruleforge.catalog.yaml_nodes import Document, Path, read_yaml
from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.model import EventReference, Parameter, Rule, RuleSeverity, RuleSource, RuleStatus, RuleTest

__all__ = ["load_rule_text"]


def load_rule_text(
    source: SourceText, parameters: Mapping[str, Parameter], *, validate: bool = True
) -> tuple[Rule | None, list[Finding]]:
    """The rule in a text, or None, and the findings: errors when there is no rule, else notes and warnings.

    `source.name` is the file's path: the file is named after the rule's id. Without `validate` the JSON Schema is not
    consulted; everything else is.
    """
    document = read_yaml(source)
    if document.problems:
        return None, document.problems
    entry, findings = _kind(document)
    if entry is None:
        return None, findings
    if validate:
        from ruleforge.catalog.schema import validate as validate_schema

        findings = validate_schema(document, entry.schema)
        if findings:
            return None, findings
    findings = list(_checks(document, entry, parameters))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    return _build(document, entry), findings


def _kind(document: Document) -> tuple[KindEntry | None, list[Finding]]:
    data = document.data
    if not isinstance(data, dict):
        message = "a rule is a mapping that starts with kind:"
        return None, [Finding("rule/kind", message, source=document.source, span=document.span(()))]
    kind = data.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind], []
    close = difflib.get_close_matches(str(kind), KINDS, n=1)
    help_ = f"did you mean {close[0]}?" if close else f"one of {', '.join(sorted(KINDS))}"
    message = "kind is missing" if kind is None else f"there is no kind {kind!r}"
    span = document.span(("kind",)) if kind is not None else Span(0, 0)
    return None, [Finding("rule/kind", message, help=help_, source=document.source, span=span)]


def _checks(document: Document, entry: KindEntry, parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    data = document.data
    stem = PurePath(document.source.name).stem
    if document.source.name and data["id"] != stem:
        message = f"the rule {data['id']!r} stands in a file named {stem!r}"
        help_ = f"name the file {data['id']}.yaml, or the rule {stem}"
        yield Finding("rule/file-name", message, help=help_).at(document.source, document.span(("id",)))
    yield from _duplicate_test_names(document)
    yield from _placeholders(document, ("spec",), data["spec"], parameters)
    yield from entry.check(document, data["spec"])


def _duplicate_test_names(document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, test in enumerate(document.data.get("tests", [])):
        if test["name"] in seen:
            message = f"two tests are called {test['name']!r}"
            yield Finding("test/duplicate", message).at(document.source, document.span(("tests", index, "name")))
        seen.add(test["name"])


def _placeholders(document: Document, path: Path, value: Any, parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _placeholders(document, (*path, key), inner, parameters)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _placeholders(document, (*path, index), inner, parameters)
    elif isinstance(value, str) and "${" in value:
        scalar, style = document.span(path), document.styles.get(path, "")
        for finding in undeclared(value, parameters):
            place = project(document.source.text, scalar, style, value, finding.span or Span(0, 0))
            yield finding.at(document.source, place)


def _build(document: Document, entry: KindEntry) -> Rule:
    data = document.data
    return Rule(
        kind=entry.kind,
        id=data["id"],
        version=data["version"],
        title=data["title"],
        description=data["description"].strip(),
        severity=RuleSeverity(data["severity"]),
        status=RuleStatus(data["status"]),
        spec=entry.build(data["spec"]),
        source=RuleSource(**data.get("source", {})),
        matrix={scope: tuple(words) for scope, words in data.get("matrix", {}).items()},
        attack=tuple(data.get("attack", ())),
        false_positives=tuple(data.get("false_positives", ())),
        tests=tuple(_test(item) for item in data.get("tests", ())),
        text=document.source,
        spans=document.spans,
    )


def _test(item: Mapping[str, Any]) -> RuleTest:
    return RuleTest(item["name"], tuple(_reference(event) for event in item["events"]), item["expect"])


def _reference(item: Mapping[str, Any]) -> EventReference:
    return EventReference(
        fixture=item.get("fixture"),
        record=item.get("record"),
        message=item.get("message"),
        set=item.get("set", {}),
        remove=tuple(item.get("remove", ())),
        repeat=item.get("repeat", 1),
    )
