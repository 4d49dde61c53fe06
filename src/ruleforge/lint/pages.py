"""The page of a check, in Markdown: what it finds, what to avoid, what to prefer, why, and how to configure it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruleforge.lint.check import Check, Example

__all__ = ["index_page", "page", "page_name", "pages"]

_BETWEEN = "\n---\n"
_MOST_RULES = 4
_LONGEST = 140
_FIXES = {"": "no", "safe": "yes, safely", "unsafe": "yes, to be looked at"}


def page(check: Check) -> str:
    """The page of one check."""
    everything = "the catalogue" if check.catalog is not None else "every kind"
    asked = everything if check.catalog else ", ".join(sorted(kind.value for kind in check.kinds)) or everything
    lines = [
        f"# {check.id}",
        "",
        check.summary,
        "",
        f"Severity: {check.severity.value}. Looks at: {asked}. Mends: {_FIXES[check.fix]}.",
        "",
        "## Avoid",
        "",
        *_examples(check.avoid),
        "## Prefer",
        "",
        *_examples(check.prefer),
        "## Why",
        "",
        check.why,
    ]
    if check.source:
        lines += ["", f"Source: {check.source}, read {check.checked}."]
    lines += [
        "",
        "## Configure",
        "",
        "```toml",
        "[tool.ruleforge.lint.severity]",
        f'"{check.id}" = "warning"  # or "error", "note"',
        "",
        "[tool.ruleforge.lint]",
        f'ignore = ["{check.id}"]',
        "```",
        "",
        f"In a rule: `# ruleforge: ignore[{check.id}] why it is no problem here`",
        "",
    ]
    return "\n".join(lines)


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        text = _shortened(example.text.replace("⟦", "").replace("⟧", "").strip("\n"))
        if example.note:
            yield from (example.note, "")
        yield from ("```yaml", text, "```", "")
        for name, content in example.files.items():
            plain = content.replace("⟦", "").replace("⟧", "").strip("\n")
            yield from (f"`{name}`:", "", "```", plain, "```", "")


def _shortened(text: str) -> str:
    """An example as people read it: of a long line its ends, of many rules the first two."""
    rules = text.split(_BETWEEN)
    if len(rules) > _MOST_RULES:
        rules = [*rules[:2], f"# … and {len(rules) - 2} more like these"]
    lines = _BETWEEN.join(rules).split("\n")
    return "\n".join(line if len(line) <= _LONGEST else f"{line[:100]} … {line[-30:]}" for line in lines)


def index_page(checks: Iterable[Check]) -> str:
    """The list of all checks."""
    lines = ["# Checks of the linter", "", "| check | severity | mends | what it finds |", "|---|---|---|---|"]
    for check in checks:
        row = (f"[{check.id}]({page_name(check)})", check.severity.value, check.fix or "no", check.summary)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join([*lines, ""])


def page_name(check: Check) -> str:
    """The name of the file that holds the page of a check."""
    return f"{check.id.replace('/', '-')}.md"


def pages(checks: Iterable[Check]) -> dict[str, str]:
    """All pages and their list, by the names of their files."""
    listed = list(checks)
    return {"README.md": index_page(listed)} | {page_name(check): page(check) for check in listed}
