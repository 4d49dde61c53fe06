"""JUnit XML, as build servers read it; without times, so that the same run gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Case", "suites"]


@dataclass(frozen=True, slots=True)
class Case:
    """A test case; `failure` is what it says in short and in full, None where it passed."""

    classname: str
    name: str
    failure: tuple[str, str] | None = None


def suites(cases: Mapping[str, Sequence[Case]]) -> str:
    """The document for cases by suite."""
    # Behind these two functions Python has a whole HTTP client, and reports import this module for any format.
    from xml.sax.saxutils import escape, quoteattr

    every = [case for listed in cases.values() for case in listed]
    failed = sum(case.failure is not None for case in every)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="ruleforge" tests="{len(every)}" failures="{failed}">',
    ]
    for name, listed in cases.items():
        failed = sum(case.failure is not None for case in listed)
        lines.append(f'  <testsuite name={quoteattr(name)} tests="{len(listed)}" failures="{failed}">')
        for case in listed:
            opening = f"    <testcase classname={quoteattr(case.classname)} name={quoteattr(_allowed(case.name))}"
            if case.failure is None:
                lines.append(f"{opening}/>")
                continue
            short, full = map(_allowed, case.failure)
            failure = f"      <failure message={quoteattr(short)}>{escape(full)}</failure>"
            lines += [f"{opening}>", failure, "    </testcase>"]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines)


def _allowed(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return "".join(c if c in "\t\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
