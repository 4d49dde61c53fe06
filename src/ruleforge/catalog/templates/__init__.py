"""Rules to begin with: one of each kind, sound and tested, in which names stand for what is different in each rule.

A template is a rule file in this folder. `<<id>>` stands for the rule's id, `<<name>>` for the id as one word, and the
others for what `_values` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ruleforge.catalog.format.scalars import inline
from ruleforge.data import number
from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.model import Kind

__all__ = ["check_id", "rule_text"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_ID = 100
_ALARM = "-alarm"


def check_id(identifier: str) -> None:
    """Raises UsageError, with an id that would do, where a text cannot be the id of a rule."""
    if _ID.fullmatch(identifier) and len(identifier) <= _MAX_ID:
        return
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", identifier).lower()
    better = "-".join(re.findall(r"[a-z0-9]+", words))[:_MAX_ID].strip("-")
    because = f"lower-case words and digits joined by dashes, at most {_MAX_ID} characters: the id names the file too"
    help_ = f"{better} would do" if better else "such as guardrail-deleted"
    raise UsageError([Finding("rule/id", f"{identifier!r} cannot be the id of a rule", because=because, help=help_)])


def rule_text(kind: Kind, identifier: str, *, schema: str, selectors: Sequence[str] = ()) -> str:
    """The text of a rule of a kind, which loads and whose tests pass.

    `schema` is where the first line says that the schema of the kind is. `selectors` are the ids of the event selectors
    that a trail is made of; without any it records what CloudTrail records by default, all management events. An alarm
    watches the metric of the filter after which it is named: `x-alarm` that of the filter `x`.

    Raises UsageError for what cannot be an id.
    """
    check_id(identifier)
    text = (Path(__file__).parent / f"{kind.value}.yaml").read_text(encoding="utf-8")
    for name, value in _values(identifier, schema, selectors).items():
        text = text.replace(f"<<{name}>>", value)
    return text


def _values(identifier: str, schema: str, selectors: Sequence[str]) -> dict[str, str]:
    list_ = "".join(f"    - {_quoted(selector)}\n" for selector in selectors)
    return {
        "schema": schema,
        "id": _quoted(identifier),
        "query": _quoted(f"AI/{identifier}"),
        "name": _one_word(identifier),
        "metric": _one_word(identifier.removesuffix(_ALARM)),
        "trail": _quoted(identifier if len(identifier) >= number("trail.name.min") else f"{identifier}-trail"),
        "selectors": f"  AdvancedEventSelectors:\n{list_}" if selectors else "",
    }


def _one_word(identifier: str) -> str:
    """An id as AWS's own names are written: `guardrail-deleted` is GuardrailDeleted."""
    return _quoted("".join(word.capitalize() for word in identifier.split("-")))


def _quoted(text: str) -> str:
    """A text as YAML takes it for one: ids such as `007`, `null` and `on` are something else without quotes."""
    return inline(text, flow=False)
