"""Rule files in their one form: order, indentation, quotes; comments stay, and so does what a file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ruleforge.catalog.format.conventions import apply
from ruleforge.catalog.format.from_data import tree_of
from ruleforge.catalog.format.tree import Node, Scalar, read_tree
from ruleforge.catalog.format.writer import write
from ruleforge.catalog.load import load_historical_text, load_rule_text
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import Finding, Severity, SourceText
from ruleforge.errors import CatalogError
from ruleforge.model import Parameter

__all__ = ["data_text", "format_rule", "format_text"]


def format_rule(source: SourceText, parameters: Mapping[str, Parameter]) -> str:
    """The text of a rule file in its one form. Raises CatalogError, with everything wrong, for one that is no rule.

    A text of the history (`id@version.yaml`) keeps its pattern and its query to the letter: they are what was released.
    """
    history = "@" in PurePath(source.name).name
    if history:
        load_historical_text(source)
    else:
        _, findings = load_rule_text(source, parameters)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR and _counts(finding, source)]
        if errors:
            raise CatalogError(errors)
    return format_text(source, texts=not history)


def data_text(data: Mapping[str, Any], head: Sequence[str] = (), *, texts: bool = True) -> str:
    """The text of a file that holds data, in its one form; `head` are the comments above, each with its `#`.

    With `texts` embedded languages are spelled canonically, as `format_text` does. Raises ValueError for data that YAML
    files here cannot hold, such as infinity.
    """
    root = tree_of(data)
    apply(root, texts=texts)
    return write(root, head)


def _counts(finding: Finding, source: SourceText) -> bool:
    """A text from a pipe has no file whose name could be wrong."""
    return source.name.endswith((".yaml", ".yml")) or finding.check != "rule/file-name"


def format_text(source: SourceText, *, texts: bool = True) -> str:
    """The text of a file in its one form, whether it is a sound rule or not; with `texts`, embedded languages too.

    Raises CatalogError where the text is no YAML of the sort that rules are written in.
    """
    document = read_yaml(source)
    if document.problems:
        raise CatalogError(document.problems)
    root, head = read_tree(source.text)
    comments = _comments(root, head)
    apply(root, texts=texts)
    text = write(root, head)
    # What is written is read again: whatever a bug here might do, it never changes a rule or loses a comment.
    again = read_yaml(SourceText(source.name, text))
    if again.problems or again.data != _expected(document.data, texts=texts):
        raise RuntimeError(f"{source.name}: formatting would change what the file says")
    if _comments(*read_tree(text)) != comments:
        raise RuntimeError(f"{source.name}: formatting would lose a comment")
    return text


def _expected(data: Any, *, texts: bool) -> Any:
    """The data that a formatted file has to hold: what it held, with embedded texts spelled canonically."""
    spec = data.get("spec") if isinstance(data, dict) else None
    if not texts or not isinstance(spec, dict):
        return data
    spelled = dict(spec)
    if isinstance(pattern := spec.get("filterPattern"), str):
        spelled["filterPattern"] = canonical_pattern(pattern)
    if isinstance(query := spec.get("queryString"), str):
        spelled["queryString"] = without_trailing_blanks(query)
    return data | {"spec": spelled}


def _comments(node: Node, head: list[str]) -> list[str]:
    """Every comment, sorted: members change places, and their comments go with them."""
    found = list(head)
    stack = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, Scalar):
            continue
        found += inner.tail
        for entry in inner.entries:
            found += entry.before + entry.notes
            stack.append(entry.value)
    return sorted(comment for comment in found if comment)
