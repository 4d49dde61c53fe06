"""What looks like a secret or like somebody's own data in the files of a catalogue, found in one pass over each.

What documentation is written with is none of it: account ids of equal digits or groups of them, keys that say EXAMPLE,
addresses at the domains that are reserved for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from ruleforge.catalog.files import read_text, yaml_files
from ruleforge.diagnostics import SourceText, Span

__all__ = ["Secret", "other_files", "secrets_in"]

_SIGNS = re.compile(
    r"""
    (?:arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:|AWSLogs/|[Aa]ccount(?:_?[Ii]d)?["']?\s*[:=]\s*["']?)
        (?P<account>[0-9]{12})(?![0-9])
    | (?<![A-Z0-9])(?P<access_key>(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Z0-9])
    | (?i:secret_?(?:access_?)?key)["']?\s*[:=]\s*["']?(?P<secret_key>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])
    | (?<![A-Za-z0-9_-])(?P<jwt>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})
    | (?i:bearer)\s+(?P<bearer>[A-Za-z0-9._~+/=-]{20,})
    | (?i:session_?token)["']?\s*[:=]\s*["']?(?P<session>[A-Za-z0-9/+=]{100,})
    | (?P<private_key>-----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----)
    | (?<![A-Za-z0-9._%+-])(?P<email>[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})(?![A-Za-z0-9-])
    """,
    re.VERBOSE,
)
_DOCUMENTED_ACCOUNT = re.compile(
    r"([0-9])\1{3}([0-9])\2{3}([0-9])\3{3}|123456789012|012345678901|012345678910|210987654321|098765432109"
)
# Nor are the names of files in the history, `id@version.yaml`, addresses.
_RESERVED = ("example.com", "example.org", "example.net", "example", "test", "invalid", "localhost", "yaml", "yml")
_KINDS = {"jwt": "token", "bearer": "token", "session": "token"}
_SUFFIXES = (".json", ".ndjson", ".jsonl", ".yaml", ".yml", ".log", ".txt", ".csv")


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that should not be in a file: its kind, its first place there, and how often it stands in it."""

    kind: str
    text: str
    source: SourceText
    span: Span
    times: int


def secrets_in(sources: Iterable[SourceText]) -> dict[str, list[Secret]]:
    """What the texts hold that they should not, by kind; each thing once for a text."""
    found: dict[str, list[Secret]] = {}
    for source in sources:
        for secret in _in_text(source):
            found.setdefault(secret.kind, []).append(secret)
    return found


def other_files(top: Path | None, fixtures: Iterable[Path], read: Set[str]) -> Iterator[SourceText]:
    """The files of a catalogue that have not been read: its history, its parameters, and its fixtures."""
    files = yaml_files(top)[0] if top is not None else []
    for folder in fixtures:
        files += sorted(file for file in folder.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    for name in dict.fromkeys(map(str, files)):
        text, problem = ("", None) if name in read else read_text(Path(name))
        if text and problem is None:
            yield SourceText(name, text)


def _in_text(source: SourceText) -> Iterator[Secret]:
    places: dict[tuple[str, str], list[Span]] = {}
    for match in _SIGNS.finditer(source.text):
        group = match.lastgroup or ""
        if not _documented(group, match[group]):
            places.setdefault((_KINDS.get(group, group), match[group]), []).append(Span(*match.span(group)))
    for (kind, text), spans in places.items():
        yield Secret(kind, text, source, spans[0], len(spans))


def _documented(group: str, text: str) -> bool:
    """Whether something is what documentation is written with."""
    if group == "account":
        return _DOCUMENTED_ACCOUNT.fullmatch(text) is not None
    if group == "email":
        domain = text.rpartition("@")[2].lower()
        return any(domain == reserved or domain.endswith(f".{reserved}") for reserved in _RESERVED)
    return "EXAMPLE" in text
