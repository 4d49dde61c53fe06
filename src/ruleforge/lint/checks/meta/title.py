"""Titles that do not fit into a list."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_LONGEST = 90


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    title = subject.rule.title.strip()
    if len(title) > _LONGEST:
        message = f"the title has {len(title)} characters, more than {_LONGEST}"
        yield Problem(message, ("title",), help="say what was seen; the description has room for the rest")
    if title.endswith(".") and not title.endswith("..."):
        yield Problem("the title ends with a full stop", ("title",), help="leave it out: a title is no sentence")


CHECK = Check(
    id="meta/title",
    severity=Severity.NOTE,
    summary="A title that is too long for a list, or ends with a full stop.",
    why=(
        "Titles stand in lists, in the subject of a mail, in a table of coverage. There they are cut off, and what is"
        " cut off is the end, which usually has the point."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
title: ⟦A guardrail was deleted.⟧
"""
        ),
        Example(
            """\
kind: metric-filter
title: ⟦A guardrail was deleted by somebody who is no release pipeline, or its policies were changed by one⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
title: A guardrail was deleted
"""
        ),
    ),
)
