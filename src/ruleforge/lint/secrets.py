"""What looks like a secret or like somebody's own data in the files of a catalogue.

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

_SIGNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("account", ("arn:aws",), re.compile(r"arn:aws[a-z-]{0,12}:[a-z0-9-]{0,40}:[a-z0-9-]{0,40}:([0-9]{12})(?![0-9])")),
    ("account", ("AWSLogs/",), re.compile(r"AWSLogs/([0-9]{12})(?![0-9])")),
    (
        "account",
        ("ccount",),
        re.compile(r"ccount(?:_?[Ii]d)?[\"']?\s{0,9}[:=]\s{0,9}[\"']?([0-9]{12})(?![0-9])"),
    ),
    ("access_key", ("AKIA", "ASIA"), re.compile(r"(?<![A-Z0-9])((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Z0-9])")),
    (
        "secret_key",
        ("ecretAccessKey", "ecret_access_key", "SECRET_ACCESS_KEY", "ecretKey", "ecret_key", "SECRET_KEY"),
        re.compile(r"(?i:secret_?(?:access_?)?key)[\"']?\s{0,9}[:=]\s{0,9}[\"']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"),
    ),
    (
        "token",
        ("eyJ",),
        re.compile(r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})"),
    ),
    (
        "token",
        ("earer ", "EARER "),
        re.compile(r"(?:[Bb]earer|BEARER)\s{1,9}(?!eyJ)([A-Za-z0-9._~+/=-]{20,})"),
    ),
    (
        "token",
        ("essionToken", "ession_token", "SESSION_TOKEN"),
        re.compile(r"(?i:session_?token)[\"']?\s{0,9}[:=]\s{0,9}[\"']?([A-Za-z0-9/+=]{100,})"),
    ),
    ("private_key", ("PRIVATE KEY-----",), re.compile(r"(-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----)")),
)
"""Kinds of secrets with texts of which one has to be there: looking them up is far faster than the expressions."""
_DOMAIN = re.compile(r"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_LONGEST_MAILBOX = 64
_DOCUMENTED_ACCOUNT = re.compile(
    r"([0-9])\1{3}([0-9])\2{3}([0-9])\3{3}|123456789012|012345678901|012345678910|210987654321|098765432109"
)
# Nor are the names of files in the history, `id@version.yaml`, addresses.
_RESERVED = ("example.com", "example.org", "example.net", "example", "test", "invalid", "localhost", "yaml", "yml")
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
    for kind, span in (*_signs(source.text), *_addresses(source.text)):
        text = source.text[span.start : span.end]
        if not _documented(kind, text):
            places.setdefault((kind, text), []).append(span)
    for (kind, text), spans in places.items():
        yield Secret(kind, text, source, spans[0], len(spans))


def _signs(text: str) -> Iterator[tuple[str, Span]]:
    for kind, hints, pattern in _SIGNS:
        if any(hint in text for hint in hints):
            yield from ((kind, Span(*match.span(1))) for match in pattern.finditer(text))


def _addresses(text: str) -> Iterator[tuple[str, Span]]:
    for match in _DOMAIN.finditer(text):
        mailbox = _MAILBOX.search(text[max(0, match.start() - _LONGEST_MAILBOX) : match.start()])
        if mailbox is not None:
            yield "email", Span(match.start() - len(mailbox[0]), match.end())


def _documented(kind: str, text: str) -> bool:
    """Whether something is what documentation is written with."""
    if kind == "account":
        return _DOCUMENTED_ACCOUNT.fullmatch(text) is not None
    if kind == "email":
        domain = text.rpartition("@")[2].lower()
        return any(domain == reserved or domain.endswith(f".{reserved}") for reserved in _RESERVED)
    return "EXAMPLE" in text
