"""What a deployed object says about the rule it came from: its id, its version and a digest of its content.

AWS gives some objects tags; of others only the name can carry it. A digest tells an object that was edited in the
console, or exported before a rule changed without a raised version, from one that is as the catalogue has it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ruleforge.catalog.lock import digest
from ruleforge.model import Rule

__all__ = ["TAG_PREFIX", "Stamp", "read_stamp", "stamp_in_tags", "stamp_of", "without_stamp"]

TAG_PREFIX = "ruleforge:"
"""What the keys of all tags begin with that an export sets."""

_SHOWN = 12
_LONGEST = 300
"""More than an id, a version and a digest ever have together; what is longer is no stamp."""
_STAMP = re.compile(
    r"(?P<rule>[a-z0-9]+(?:-[a-z0-9]+)*)@(?P<version>[0-9A-Za-z.-]+(?:\+[0-9A-Za-z.-]+?)?)[+.](?P<digest>[0-9a-f]{12})"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which rule an object is made of; `digest` is the first twelve hexadecimal digits of the content's SHA-256."""

    rule: str
    version: str
    digest: str

    @property
    def text(self) -> str:
        """The stamp as one word, such as `guardrail-changes@1.0.0+3f9a1c2b4d5e`: the digest as build metadata."""
        return f"{self.rule}@{self.version}{'.' if '+' in self.version else '+'}{self.digest}"

    @property
    def tags(self) -> dict[str, str]:
        """The stamp as tags."""
        return {
            f"{TAG_PREFIX}rule": self.rule,
            f"{TAG_PREFIX}version": self.version,
            f"{TAG_PREFIX}digest": self.digest,
        }

    def after(self, name: str) -> str:
        """A name with the stamp behind it, in brackets; without a name, the stamp itself."""
        return f"{name} ({self.text})" if name else self.text


def stamp_of(rule: Rule, parts: Iterable[Rule] = ()) -> Stamp:
    """The stamp of a rule; `parts` are other rules that its content is made of, such as the selectors of a trail."""
    content = digest(rule)
    inner = sorted(digest(part) for part in parts)
    if inner:
        content = hashlib.sha256("\n".join([content, *inner]).encode("ascii")).hexdigest()
    return Stamp(rule.id, rule.version, content.removeprefix("sha256-")[:_SHOWN])


def read_stamp(name: str) -> Stamp | None:
    """The stamp that a name is, or that stands in brackets at its end; None where there is none."""
    return _split(name)[1]


def without_stamp(name: str) -> str:
    """A name without the stamp at its end: of a name that is a stamp, the id of the rule."""
    return _split(name)[0]


def stamp_in_tags(tags: Mapping[str, str]) -> Stamp | None:
    """The stamp in the tags of an object; None where they hold none, or one that no export writes."""
    members = [tags.get(f"{TAG_PREFIX}{name}") for name in ("rule", "version", "digest")]
    if any(member is None for member in members):
        return None
    return read_stamp(Stamp(*map(str, members)).text)


def _split(name: str) -> tuple[str, Stamp | None]:
    """A name and its stamp. Names come from accounts: nothing here takes longer than they are long."""
    before, bracket, text = name.rpartition(" (") if name.endswith(")") else ("", "", name)
    text = text.removesuffix(")") if bracket else text
    found = _STAMP.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return name, None
    stamp = Stamp(found["rule"], found["version"], found["digest"])
    return (before if bracket else stamp.rule), stamp
