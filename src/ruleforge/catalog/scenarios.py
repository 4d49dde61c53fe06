"""Scenario files: YAML → stories, with everything that is wrong at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.catalog.yaml_nodes import Document, read_yaml, shown
from ruleforge.data import shipped
from ruleforge.diagnostics import Finding, SourceText
from ruleforge.model import Actor, Expectations, Scenario, Step, Twin

__all__ = ["load_scenario", "load_scenario_text", "load_scenarios", "seconds"]

_FOLDER = "scenarios"
_START = "2026-05-04T10:00:00Z"
_DURATION = re.compile(r"\+?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")


def seconds(text: str) -> int:
    """How long a duration such as `90s`, or an offset such as `+1h30m`, is."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration")
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def load_scenarios(paths: Sequence[Path] = (), own: Sequence[Path] = ()) -> tuple[list[Scenario], list[Finding]]:
    """Scenarios in the order of their ids, and what is wrong with their files; a bad file costs the others nothing.

    `paths` are files or folders. Without any, they are those of the `scenarios` folders in the fixture folders `own`,
    and the shipped ones besides; of two with the same id the first counts.
    """
    found: dict[str, Scenario] = {}
    findings: list[Finding] = []
    for root in dict.fromkeys([*paths] or _folders(own)):
        files, problems = yaml_files(root)
        findings += problems
        for file in files:
            scenario, problems = _load(file, validate=bool(paths) or root != _shipped())
            findings += problems
            if scenario is not None:
                found.setdefault(scenario.id, scenario)
    return [found[identifier] for identifier in sorted(found)], findings


def load_scenario(identifier: str, own: Sequence[Path] = ()) -> tuple[Scenario | None, list[Finding]]:
    """The scenario with an id that `load_scenarios` finds without paths, or None with what hinders finding it.

    No file of another name is read, since scenarios are named after theirs. A broken one hides the scenarios of that
    name in later folders: they are not what its author means. Folders that cannot be looked into hinder nothing as long
    as another has it. None and no findings where there is nothing.
    """
    findings: list[Finding] = []
    for root in dict.fromkeys(_folders(own)):
        files, problems = yaml_files(root)
        findings += problems
        broken: list[Finding] = []
        for file in files:
            if file.stem == identifier:
                scenario, problems = _load(file, validate=root != _shipped())
                if scenario is not None:
                    return scenario, []
                broken += problems
        if broken:
            return None, broken
    return None, findings


def _folders(own: Sequence[Path]) -> list[Path]:
    return [folder for folder in (*(folder / _FOLDER for folder in own), _shipped()) if folder.is_dir()]


def _shipped() -> Path:
    return shipped("fixtures") / _FOLDER


def _load(file: Path, *, validate: bool) -> tuple[Scenario | None, list[Finding]]:
    text, problem = read_text(file)
    if problem is not None:
        return None, [problem]
    return load_scenario_text(SourceText(str(file), text), validate=validate)


def load_scenario_text(source: SourceText, *, validate: bool = True) -> tuple[Scenario | None, list[Finding]]:
    """The scenario in a text, or None with the findings. Without `validate` the text is known to fit the schema."""
    document = read_yaml(source)
    if document.problems:
        return None, document.problems
    if validate:
        from ruleforge.catalog.schema import validate as validate_schema

        findings = validate_schema(document, "scenario.schema.json").findings
        if findings:
            return None, findings
    findings = list(_checks(document))
    return (None, findings) if findings else (_build(document), [])


def _checks(document: Document) -> Iterator[Finding]:
    """What the schema does not say."""
    data, actors = document.data, document.data.get("actors", {})

    def problem(check: str, path: tuple[str | int, ...], message: str, help_: str) -> Finding:
        return Finding(f"scenario/{check}", message, help=help_).at(document.source, document.span(path))

    stem = Path(document.source.name).stem
    if document.source.name and stem != data["id"]:
        message = f"the scenario {data['id']!r} stands in a file named {stem!r}"
        yield problem("file-name", ("id",), message, f"name the file {data['id']}.yaml")
    try:
        datetime.fromisoformat(data.get("start", _START))
    except ValueError:
        yield problem(
            "start", ("start",), f"{shown(data['start'])} is no time", "write 2026-05-04T10:00:00Z, in quotes"
        )
    for name, actor in actors.items():
        if "role" in actor and "user" in actor:
            yield problem("actor", ("actors", name), f"{name} is a role and a user", "give one of the two")
        if "session" in actor and "role" not in actor:
            yield problem("actor", ("actors", name, "session"), "only a role has sessions", "give a role too")
    for index, step in enumerate(data["steps"]):
        name = step.get("actor")
        if name is not None and name not in actors:
            known = ", ".join(actors) or "none"
            yield problem("actor", ("steps", index, "actor"), f"there is no actor {shown(name)}", f"there is {known}")
        if step.get("repeat", 1) == 1 and "every" in step:
            yield problem("every", ("steps", index, "every"), "every says nothing without repeat", "add repeat")
    yield from _check_keys(document, actors)


def _check_keys(document: Document, actors: Mapping[str, Any]) -> Iterator[Finding]:
    """Key values that stand for an actor's ARN or address have to name one that has it."""
    known = {f"${{{name}.address}}" for name, actor in actors.items() if "address" in actor}
    known |= {f"${{{name}.arn}}" for name, actor in actors.items() if "role" in actor or "user" in actor}
    for rule, listed in document.data["expect"].get("contributors", {}).items():
        for index, item in enumerate(listed):
            for position, key in enumerate(item["keys"]):
                if key.startswith("${") and key not in known:
                    path = ("expect", "contributors", rule, index, "keys", position)
                    help_ = f"there is {', '.join(sorted(known))}" if known else "give an actor a role, user or address"
                    finding = Finding("scenario/key", f"{shown(key)} stands for nothing", help=help_)
                    yield finding.at(document.source, document.span(path))


def _build(document: Document) -> Scenario:
    data = document.data
    actors = {name: Actor(name, **body) for name, body in data.get("actors", {}).items()}
    return Scenario(
        id=data["id"],
        title=data["title"],
        description=data["description"].strip(),
        trail=data["trail"],
        start=data.get("start", _START),
        actors=actors,
        steps=tuple(_step(item) for item in data["steps"]),
        expect=_expectations(data["expect"]),
        text=document.source,
        spans=document.spans,
    )


def _step(item: Mapping[str, Any]) -> Step:
    return Step(
        fixture=item["fixture"],
        at=seconds(item["at"]),
        actor=item.get("actor"),
        repeat=item.get("repeat", 1),
        every=seconds(item.get("every", "0s")),
        set=item.get("set", {}),
        remove=tuple(item.get("remove", ())),
        vary={path: tuple(values) for path, values in item.get("vary", {}).items()},
        models=tuple(item.get("models", ())),
        twins={pipeline: _twin(twin) for pipeline, twin in item.get("twins", {}).items()},
        recorded=item.get("recorded", True),
    )


def _twin(item: Mapping[str, Any] | None) -> Twin | None:
    if item is None:
        return None
    return Twin(item.get("fixture"), item.get("set", {}), tuple(item.get("remove", ())))


def _expectations(data: Mapping[str, Any]) -> Expectations:
    return Expectations(
        records=data.get("records", {}),
        captured=data.get("captured", {}),
        matches=data.get("matches", {}),
        datapoints={rule: _by_offset(table) for rule, table in data.get("datapoints", {}).items()},
        states={rule: _by_offset(table) for rule, table in data.get("states", {}).items()},
        contributors={
            rule: tuple((tuple(item["keys"]), item["value"]) for item in listed)
            for rule, listed in data.get("contributors", {}).items()
        },
        alarms=tuple(data["alarms"]) if "alarms" in data else None,
    )


def _by_offset(table: Mapping[str, Any]) -> dict[int, Any]:
    return {seconds(offset): value for offset, value in table.items()}
