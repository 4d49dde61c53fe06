"""From the text of a file to a rule, with everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from ruleforge.catalog.kinds import KINDS, KindEntry
from ruleforge.catalog.parameters import undeclared
from ruleforge.catalog.yaml_nodes import Document, Path, Read, read_yaml, shown
from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.errors import CatalogError
from ruleforge.model import EventReference, Parameter, Rule, RuleSeverity, RuleSource, RuleStatus, RuleTest

__all__ = ["load_historical_text", "load_rule_text"]


def load_rule_text(
    source: SourceText, parameters: Mapping[str, Parameter], *, validate: bool = True, read: Read = read_yaml
) -> tuple[Rule | None, list[Finding]]:
    """The rule in a text, or None, and the findings: errors when there is no rule, else notes and warnings.

    `source.name` is the file's path: the file is named after the rule's id. One problem does not hide another: what
    the schema finds unsound is set aside and the rest is checked all the same. Without `validate` the JSON Schema is
    consulted only where the data do not make a rule, and so is a kind's `check_text`; everything else is checked.
    """
    document = read(source)
    entry, findings = _kind(document)
    if entry is None:
        return None, findings
    if not validate and not findings:
        try:
            findings = list(_checks(document, document.data, entry, parameters))
            return _unless_wrong(document, entry, findings)
        except (AttributeError, KeyError, TypeError, ValueError):
            # The schema says what is wrong with the data; where it finds nothing, the fault is ours and comes again.
            return load_rule_text(source, parameters, read=read)
    from ruleforge.catalog.schema import validate as validate_schema

    validation = validate_schema(document, entry.schema)
    findings += [finding for finding in validation.findings if not _known(finding, findings)]
    sound = _sound(document.data, (), validation.unsound) if validation.unsound else document.data
    told = {(finding.check, finding.message, finding.span) for finding in findings}
    checked = _checks(document, sound, entry, parameters)
    findings += [item for item in checked if (item.check, item.message, item.span) not in told]
    if entry.check_text is not None:
        findings += entry.check_text(document, sound)
    return _unless_wrong(document, entry, findings)


def load_historical_text(source: SourceText) -> Rule:
    """The rule in a text that is no longer in force; AWS need not accept it, for that may be why it was replaced.

    Raises CatalogError where the text is no rule at all.
    """
    document = read_yaml(source)
    entry, findings = _kind(document)
    if entry is not None and not findings:
        from ruleforge.catalog.schema import validate as validate_schema

        findings = validate_schema(document, entry.schema).findings
    if entry is None or findings:
        raise CatalogError(findings)
    return _build(document, entry)


def _unless_wrong(document: Document, entry: KindEntry, findings: list[Finding]) -> tuple[Rule | None, list[Finding]]:
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    return _build(document, entry), findings


def _kind(document: Document) -> tuple[KindEntry | None, list[Finding]]:
    """The kind of a document, and what is wrong so far; of a misspelt kind, the one that is probably meant."""
    data = document.data
    if not isinstance(data, dict):
        if document.problems:
            return None, document.problems
        message = "a rule is a mapping that starts with kind:"
        return None, [Finding("rule/kind", message, source=document.source, span=document.span(()))]
    kind = data.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind], list(document.problems)
    close = difflib.get_close_matches(kind, KINDS, n=1) if isinstance(kind, str) else []
    help_ = f"did you mean {close[0]}?" if close else f"one of {', '.join(sorted(KINDS))}"
    message = "kind is missing" if "kind" not in data else f"there is no kind {shown(kind)}"
    span = document.span(("kind",)) if "kind" in data else Span(0, 0)
    finding = Finding("rule/kind", message, help=help_, source=document.source, span=span)
    problems = list(document.problems)
    if not _known(finding, problems):
        problems.append(finding)
    return KINDS[close[0]] if close else None, problems


def _known(finding: Finding, problems: Iterable[Finding]) -> bool:
    """Whether a problem stands at the place of one that is reported already, and only follows from it."""
    return any(finding.span == problem.span for problem in problems)


def _sound(value: Any, path: Path, unsound: frozenset[Path]) -> Any:
    """A value without what is unsound in it. A list with an unsound entry goes as a whole, for places count."""
    if isinstance(value, dict):
        sound = {key: _sound(inner, (*path, key), unsound) for key, inner in value.items()}
        return (
            {key: inner for key, inner in sound.items() if inner is not _UNSOUND} if path not in unsound else _UNSOUND
        )
    if isinstance(value, list):
        items = [_sound(inner, (*path, index), unsound) for index, inner in enumerate(value)]
        return _UNSOUND if path in unsound or _UNSOUND in items else items
    return _UNSOUND if path in unsound else value


_UNSOUND: Any = object()


def _checks(
    document: Document, data: dict[str, Any], entry: KindEntry, parameters: Mapping[str, Parameter]
) -> Iterator[Finding]:
    identifier = data.get("id")
    stem = PurePath(document.source.name).name.rpartition(".")[0]
    names = (identifier, f"{identifier}@{data.get('version')}")
    if document.source.name and identifier is not None and stem not in names:
        message = f"the rule {identifier!r} stands in a file named {stem!r}"
        help_ = f"name the file {identifier}.yaml, or the rule {stem}"
        yield Finding("rule/file-name", message, help=help_).at(document.source, document.span(("id",)))
    yield from _check_tests(document, data.get("tests", []))
    yield from _placeholders(document, ("spec",), data.get("spec"), parameters)
    yield from entry.check(document, data)


def _check_tests(document: Document, tests: list[dict[str, Any]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, test in enumerate(tests):
        name = test.get("name")
        if name in seen:
            message = f"two tests are called {shown(name)}"
            yield Finding("test/duplicate", message).at(document.source, document.span(("tests", index, "name")))
        if name is not None:
            seen.add(name)
        lists: dict[Path, Any] = {("events",): test.get("events", [])}
        lists |= {("given", group): events for group, events in test.get("given", {}).items()}
        for path, events in lists.items():
            for position, event in enumerate(events):
                yield from _check_event(document, ("tests", index, *path, position), event)


_WHOLE = {
    "message": (("set", "remove"), "give the event as a record, or change the message itself"),
    "scenario": (("set", "remove", "repeat"), "give the events one by one, or change the story itself"),
}
"""Events that are taken as they are, the changes that do not go with them, and what to do instead."""


def _check_event(document: Document, path: Path, event: dict[str, Any]) -> Iterator[Finding]:
    for form, (members, help_) in _WHOLE.items():
        for member in members if form in event else ():
            if member in event:
                message = f"{member} does not go with a {form}"
                yield Finding("test/override", message, help=help_).at(document.source, document.keys[*path, member])


def _placeholders(document: Document, path: Path, value: Any, parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _placeholders(document, (*path, key), inner, parameters)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _placeholders(document, (*path, index), inner, parameters)
    elif isinstance(value, str) and "${" in value:
        yield from document.placed(path, value, undeclared(value, parameters))


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
        team=data.get("team"),
        tests=tuple(_test(item) for item in data.get("tests", ())),
        text=document.source,
        spans=document.spans,
    )


def _test(item: Mapping[str, Any]) -> RuleTest:
    return RuleTest(
        item["name"],
        tuple(_reference(event) for event in item.get("events", ())),
        item["expect"],
        tuple((offset, value) for offset, value in item.get("datapoints", ())),
        {group: tuple(_reference(event) for event in events) for group, events in item.get("given", {}).items()},
    )


def _reference(item: Mapping[str, Any]) -> EventReference:
    return EventReference(
        fixture=item.get("fixture"),
        record=item.get("record"),
        message=item.get("message"),
        scenario=item.get("scenario"),
        set=item.get("set", {}),
        remove=tuple(item.get("remove", ())),
        repeat=int(item.get("repeat", 1)),
    )
