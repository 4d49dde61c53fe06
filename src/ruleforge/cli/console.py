"""Printing: colour where it is wanted, signs that the terminal can show, findings, JSON, progress."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from ruleforge.diagnostics import Finding, Severity, render_finding, sort_findings

__all__ = ["Progress", "colored", "echo", "echo_json", "failure", "problems", "set_color", "set_json"]

_PLAIN = str.maketrans({"✓": "+", "✗": "-", "—": "-", "…": "~", "·": "-", "→": ">"})
_MARK = re.compile(r"^(\s*)(✓|✗)", re.MULTILINE)
_SEVERITY_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_state: dict[str, bool | None] = {"color": None, "json": False}


def set_color(choice: str) -> None:
    """Sets whether output is coloured: `always`, `never`, or `auto` (on a terminal, unless NO_COLOR is set)."""
    if choice == "auto":
        _state["color"] = False if os.environ.get("NO_COLOR") else None
    else:
        _state["color"] = choice == "always"


def set_json(wanted: bool) -> None:
    """Sets whether standard output is JSON, so that what ends a command is told there too."""
    _state["json"] = wanted


def failure(findings: Sequence[Finding]) -> None:
    """Prints what ended a command: on standard error for people, and as JSON on standard output where that is asked."""
    problems(findings)
    if _state["json"]:
        echo_json({"findings": [finding.to_dict() for finding in sort_findings(findings)]})


def echo(text: str = "", *, err: bool = False, newline: bool = True) -> None:
    """Prints a text for people; signs that the stream cannot encode become plain ones."""
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, errors="replace").decode(encoding)
    click.echo(text, err=err, nl=newline, color=_state["color"])


def echo_json(data: Any, *, indent: int | None = 2) -> None:
    """Prints data as JSON in ASCII, so that no terminal or pipe can spoil it."""
    click.echo(json.dumps(data, indent=indent, ensure_ascii=True))


def colored(text: str) -> str:
    """A text with its ✓ and ✗ in colour."""
    return _MARK.sub(lambda m: m[1] + click.style(m[2], fg="green" if m[2] == "✓" else "red", bold=True), text)


def problems(findings: Sequence[Finding]) -> None:
    """Prints findings on standard error, in reading order."""
    for index, finding in enumerate(sort_findings(findings)):
        word = f"{finding.severity.value}[{finding.check}]"
        text = render_finding(finding)
        styled = text.replace(word, click.style(word, fg=_SEVERITY_COLORS[finding.severity], bold=True), 1)
        echo(("\n" if index else "") + styled, err=True)


class Progress:
    """One line on standard error that is written over, on a terminal only."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._width = 0

    def show(self, text: str) -> None:
        """Replaces the line."""
        if self._on:
            echo("\r" + text.ljust(self._width), err=True, newline=False)
            self._width = len(text)

    def clear(self) -> None:
        """Takes the line away."""
        if self._on and self._width:
            echo("\r" + " " * self._width + "\r", err=True, newline=False)
            self._width = 0
