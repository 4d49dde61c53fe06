"""What each released version of a rule means, as a digest: so that an edit of a released version is told.

`rules.lock` stands at the top of a catalogue and is committed with it. A digest is taken of the kind and the spec as
data: comments, the order of members, formatting, titles and tests are not in it, and of a filter pattern only what it
says. Versions that a rule once had stay locked, so that their numbers are not used again for something else.
"""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruleforge.catalog.catalog import Catalog, precedence
from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.catalog.yaml_nodes import read_yaml, shown
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import CatalogError
from ruleforge.model import Rule

__all__ = [
    "Change",
    "Difference",
    "Lock",
    "compare",
    "digest",
    "is_semantic",
    "lock_file",
    "lock_of",
    "read_lock",
    "write_lock",
]

_NAME = "rules.lock"
_SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)
_ENTRY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*@[0-9A-Za-z.+-]+")
_DIGEST = re.compile(r"sha256-[0-9a-f]{64}")
_HEAD = """\
# What each version of a rule means: written by `ruleforge lock`, committed with the rules, never edited by hand.
# A digest that differs is a meaning that changed; raise the version, and lock again.
"""


class Change(enum.Enum):
    """What a rule and the lock disagree about; the value is the last part of the check's id."""

    CHANGED = "changed"
    """The meaning changed, and the version is the one that is locked."""
    EDITED = "edited"
    """A text of the history, or another version than the highest, means something else than when it was released."""
    NOT_SEMANTIC = "semantic"
    """The version is no semantic version, so nobody can say what comes after it."""
    LOWERED = "lowered"
    """The version in force is lower than one that was released."""
    UNLOCKED = "unlocked"
    """The version is not in the lock yet."""
    GONE = "gone"
    """The lock has a rule that the catalogue has not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement between a catalogue and its lock.

    `key` is `id@version`. `rule` is None where the rule is gone; `text` and `span` are the place in the lock then.
    """

    change: Change
    key: str
    message: str
    help: str
    rule: Rule | None = None
    text: SourceText | None = None
    span: Span | None = None

    @property
    def check(self) -> str:
        """The id of the check that it belongs to."""
        return f"version/{self.change.value}"

    @property
    def finding(self) -> Finding:
        """The difference at the version of the rule, or at its line in the lock."""
        finding = Finding(self.check, self.message, because=_BECAUSE[self.change], help=self.help)
        if self.rule is None:
            return finding if self.text is None else finding.at(self.text, self.span)
        return finding if self.rule.text is None else finding.at(self.rule.text, self.rule.spans.get(("version",)))


@dataclass(frozen=True, slots=True)
class Lock:
    """The digests by `id@version`, and where each stands, if the lock was read from a file."""

    digests: Mapping[str, str]
    text: SourceText | None = field(default=None, compare=False, repr=False)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)


_RELEASED = "a released version keeps its meaning: whoever deployed it goes by the number"
_BECAUSE = {
    Change.CHANGED: _RELEASED,
    Change.EDITED: _RELEASED,
    Change.NOT_SEMANTIC: "semver.org: MAJOR.MINOR.PATCH, whole numbers without leading zeros",
    Change.LOWERED: "versions go up: the highest of a rule is the one in force",
    Change.UNLOCKED: "the lock has every version, so that a later edit of it is told",
    Change.GONE: "the lock has the rules of the catalogue and no others",
}


def is_semantic(version: str) -> bool:
    """Whether a text is a semantic version."""
    return _SEMANTIC.fullmatch(version) is not None


def digest(rule: Rule) -> str:
    """What a rule means, as `sha256-…`: equal for rules of one kind whose specs are the same data.

    A filter pattern counts in its canonical spelling, and blanks at the ends of a query's lines do not count, so that
    formatting changes no digest.
    """
    meaning = {"kind": rule.kind.value, "spec": _meaning(rule.spec.to_dict())}
    text = json.dumps(meaning, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"sha256-{hashlib.sha256(text.encode('ascii')).hexdigest()}"


def _meaning(spec: dict[str, Any]) -> dict[str, Any]:
    spelled = dict(spec)
    if "filterPattern" in spec:
        spelled["filterPattern"] = canonical_pattern(spec["filterPattern"])
    if "queryString" in spec:
        spelled["queryString"] = without_trailing_blanks(spec["queryString"])
    return spelled


def lock_file(catalog: Catalog) -> Path | None:
    """Where the lock of a catalogue stands, whether it is there or not; None for rules that come from no folder."""
    return None if catalog.top is None else catalog.top / _NAME


def lock_of(catalog: Catalog, before: Lock | None = None) -> Lock:
    """The lock as the catalogue has it, with what `before` says of earlier versions of its rules.

    Raises CatalogError for a broken file of the history.
    """
    found = {rule.key: digest(rule) for rule in _every_rule(catalog)}
    identifiers = {_identifier(key) for key in found}
    kept = {key: value for key, value in (before.digests if before else {}).items() if _identifier(key) in identifiers}
    return Lock(kept | found)


def write_lock(lock: Lock) -> str:
    """The text of a lock: one line a version, in the order of ids and versions."""
    lines = (f"{key}: {lock.digests[key]}\n" for key in sorted(lock.digests, key=_order))
    return _HEAD + "".join(lines)


def read_lock(path: Path) -> Lock | None:
    """The lock in a file, or None where there is no such file. Raises CatalogError for a file that is no lock."""
    if not path.exists():
        return None
    text, problem = read_text(path)
    if problem is not None:
        raise CatalogError([problem])
    source = SourceText(str(path), text)
    document = read_yaml(source)
    findings = list(document.problems)
    if not findings and not isinstance(document.data, dict):
        findings = [Finding("lock/form", "a lock is a mapping", source=source, span=document.span(()))]
    if findings:
        raise CatalogError(findings)
    for key, value in document.data.items():
        if not _ENTRY.fullmatch(key) or not isinstance(value, str) or not _DIGEST.fullmatch(value):
            message = f"{shown(key)} is no line of a lock"
            help_ = "take the file from version control, or write it anew with ruleforge lock"
            findings.append(Finding("lock/form", message, help=help_, source=source, span=document.keys[(key,)]))
    if findings:
        raise CatalogError(findings)
    return Lock(document.data, source, {key: document.keys[(key,)] for key in document.data})


def compare(lock: Lock, catalog: Catalog) -> list[Difference]:
    """Where a catalogue differs from its lock, in the order of the rules; nothing where all is as it was locked.

    Raises CatalogError for a broken file of the history.
    """
    rules = _every_rule(catalog)
    return [*_of_rules(lock, rules, {rule.key for rule in catalog.in_force}), *_of_lines(lock, rules, catalog.top)]


def _of_rules(lock: Lock, rules: Sequence[Rule], keys_in_force: Set[str]) -> Iterator[Difference]:
    highest = _highest(lock)
    for rule in rules:
        in_force = rule.key in keys_in_force
        latest = highest.get(rule.id)
        if not _SEMANTIC.fullmatch(rule.version):
            message = f"{shown(rule.version)} is no semantic version"
            yield Difference(Change.NOT_SEMANTIC, rule.key, message, "write three numbers, such as 1.0.0", rule)
            continue
        locked = lock.digests.get(rule.key)
        if locked is not None and locked != digest(rule):
            yield _changed(rule, in_force=in_force)
        if in_force and latest is not None and precedence(rule.version) < precedence(latest):
            message = f"{rule.id} was released as {latest}, and is {rule.version} now"
            yield Difference(Change.LOWERED, rule.key, message, f"raise the version above {latest}", rule)
        elif locked is None:
            message = f"{rule.key} is not in the lock"
            yield Difference(Change.UNLOCKED, rule.key, message, "ruleforge lock adds it", rule)


def _changed(rule: Rule, *, in_force: bool) -> Difference:
    if in_force:
        message = f"the meaning of {rule.id} changed, and its version is still {rule.version}"
        help_ = "raise it: major where it matches less, minor where it matches more; then ruleforge lock"
        return Difference(Change.CHANGED, rule.key, message, help_, rule)
    message = f"{rule.key} was released with another meaning"
    help_ = "take the text back that was released, and make the change in the version in force"
    return Difference(Change.EDITED, rule.key, message, help_, rule)


def _of_lines(lock: Lock, rules: Sequence[Rule], top: Path | None) -> Iterator[Difference]:
    identifiers = {rule.id for rule in rules}
    missing = [key for key in sorted(lock.digests, key=_order) if _identifier(key) not in identifiers]
    # A part of a catalogue, or a file that cannot be read, takes no rule away: rules stand in files of their names.
    files = {file.stem.partition("@")[0] for file in yaml_files(top)[0]} if missing and top is not None else set()
    for key in missing:
        if _identifier(key) not in files:
            message = f"there is no rule {_identifier(key)} any more"
            help_ = "ruleforge lock takes the line out, if the rule was meant to go"
            yield Difference(Change.GONE, key, message, help_, text=lock.text, span=lock.spans.get(key))


def _every_rule(catalog: Catalog) -> list[Rule]:
    """The rules in force and those of the history; of a version that is in both, the one in force."""
    rules = {rule.key: rule for rule in (*catalog.history, *catalog)}
    return [rules[key] for key in sorted(rules, key=_order)]


def _highest(lock: Lock) -> dict[str, str]:
    """The highest version of each rule that is locked."""
    return {_identifier(key): key.partition("@")[2] for key in sorted(lock.digests, key=_order)}


def _order(key: str) -> tuple[object, ...]:
    identifier, _, version = key.partition("@")
    return identifier, precedence(version)


def _identifier(key: str) -> str:
    return key.partition("@")[0]
