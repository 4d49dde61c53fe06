"""Terraform's templates: how texts, placeholders and regular expressions stand in the strings of its JSON syntax.

Every string of a body is a template: `${…}` is an expression and `%{…}` a directive, and `$${` and `%%{` are the texts.
A literal `$` right before an expression would make such a text of it, so it stands in an expression of its own.
https://developer.hashicorp.com/terraform/language/syntax/json and …/language/expressions/strings
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ruleforge.catalog.parameters import find_placeholders

__all__ = ["anchored", "quoted", "template", "verbatim"]

_DOLLARS = re.compile(r"\$+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MOST_REPEATS = 1000
_REPEATS = re.compile(r"(\)?)\{(\d+)(?:,(\d*))?\}")
_OTHERS = re.compile(
    r"\(\?(?!:)"  # lookaround, names, flags, atomic groups
    r"|\\[^\W\ddDwWsSnrt_]|\\\d"  # back references, ends, and escapes of letters that one of the two does not know
    r"|(?:[*+?]|(?<=[^\\])\})\+"  # possessive
    r"|\[:|\{,"  # what one of the two takes by the letter
)


def template(text: str, references: Mapping[str, str]) -> str:
    """The template that yields a text, with an expression in the place of each placeholder that `references` has."""
    parts: list[str] = []
    at = 0
    for name, span, well_formed in find_placeholders(text):
        if well_formed and name in references:
            parts += (_before_expression(text[at : span.start]), f"${{{references[name]}}}")
            at = span.end
    return "".join((*parts, verbatim(text[at:])))


def _before_expression(text: str) -> str:
    found = _DOLLARS.search(text)
    if found is None:
        return verbatim(text)
    return f'{verbatim(text[: found.start()])}${{"{found.group()}"}}'


def verbatim(text: str) -> str:
    """The template that yields a text as it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def quoted(text: str) -> str:
    """A text as a string in an expression."""
    return f'"{verbatim("".join(map(_escaped, text)))}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def anchored(pattern: str) -> str | None:
    """A regular expression of Python's as one of RE2 that takes whole texts only; None where RE2 may not know it.

    RE2 (https://github.com/google/re2/wiki/Syntax) has no lookaround and no back references, and repeats nothing more
    than 1,000 times, counting repetitions within repetitions.
    """
    if _OTHERS.search(pattern):
        return None
    counts = [(behind_group, int(most or least)) for behind_group, least, most in _REPEATS.findall(pattern)]
    total = 1
    for _, count in counts:
        total = total * max(count, 1) if any(group for group, _ in counts) else max(total, count)
    return f"^(?:{pattern})$" if total <= _MOST_REPEATS else None
