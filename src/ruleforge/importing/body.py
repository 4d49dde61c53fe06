"""The body of an artifact as the data of a rule: placeholders for what a template leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruleforge.catalog.yaml_nodes import Path
from ruleforge.diagnostics import Span
from ruleforge.foreign import Artifact, Variable
from ruleforge.foreign.text import Text
from ruleforge.foreign.tree import Node, Unknown
from ruleforge.importing.placeholders import Placeholders

__all__ = ["Body", "body_of"]

_WITHOUT_NAME = ("Select", "ImportValue", "Base64", "expression", "Condition")
"""What holes are called that stand for more than a name."""
_EXACT = 2**53
"""Below it every whole number is one float."""


@dataclass(frozen=True, slots=True)
class Body:
    """The data of an artifact, and what of it is not known, each with the reason and its place in the file."""

    data: dict[str, Any]
    unknown: tuple[tuple[str, Span], ...] = ()
    references: frozenset[str] = field(default=frozenset())


def body_of(artifact: Artifact, variables: Mapping[str, Variable], placeholders: Placeholders) -> Body:
    """The body of an artifact; `variables` are those of its file, by name."""
    reader = _Reader(artifact, variables, placeholders)
    data = reader.read(artifact.tree, ())
    return Body(data if isinstance(data, dict) else {}, tuple(reader.unknown), frozenset(reader.references))


class _Reader:
    def __init__(self, artifact: Artifact, variables: Mapping[str, Variable], placeholders: Placeholders) -> None:
        self._artifact = artifact
        self._variables = variables
        self._placeholders = placeholders
        self.unknown: list[tuple[str, Span]] = []
        self.references: list[str] = []

    def read(self, node: Node, path: Path) -> Any:
        """The data that a node is."""
        match node.value:
            case Text() as text if text.holes and node.written:
                # It stands where JSON has a value, and need not be text.
                self.unknown.append((f"{text.value} may be a number", node.span))
                return None
            case Text() as text:
                return "".join(self._parts(text, path))
            case tuple() as items:
                return [self.read(item, (*path, index)) for index, item in enumerate(items)]
            case Unknown(why=why):
                self.unknown.append((f"what {why} yields is not known", node.span))
                return None
            case None:
                return None
            case float() as value if value.is_integer() and abs(value) < _EXACT:
                # AWS answers 0.0 to 0.
                return int(value)
            case bool() | int() | float() as value:
                return value
            case _:
                return {name: self.read(member.node, (*path, name)) for name, member in node.members}

    def _parts(self, text: Text, path: Path) -> Iterator[str]:
        at = 0
        for hole in text.holes:
            yield self._literal(text.value[at : hole.start])
            yield self._reference(text, hole, path)
            at = hole.end
        yield self._literal(text.value[at:])

    def _literal(self, text: str) -> str:
        return text.replace("${", f"${{{self._placeholders.dollar()}}}{{") if "${" in text else text

    def _reference(self, text: Text, hole: Span, path: Path) -> str:
        expression = text.value[hole.start + 2 : hole.end - 1]
        written = _written(self._artifact.source.text, text.span(hole))
        if expression.startswith("Fn::") or expression in _WITHOUT_NAME or _says_more(written, expression):
            # Two of them may have one name and mean different things.
            expression = written
        member = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        is_arn = member.endswith(("Actions", "Arn", "ARN", "ARNs"))
        variable = self._variables.get(expression)
        name = self._placeholders.name_for(self._artifact.source.name, expression, variable, is_arn=is_arn)
        self.references.append(name)
        return f"${{{name}}}"


def _written(source: str, span: Span) -> str:
    return " ".join(source[span.start : span.end].split())


def _says_more(written: str, expression: str) -> bool:
    """Whether an expression of Terraform is more than the name that its hole has."""
    inner = written.removeprefix("${").removesuffix("}").strip()
    return written.startswith("${") and inner != expression and not written.startswith("${AWS::")
