"""The nodes of a statement, walked once for all who look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sqlglot import exp

__all__ = ["Tree", "children"]

_Kind = TypeVar("_Kind", bound=exp.Expr)


def children(node: exp.Expr) -> list[exp.Expr]:
    """What stands directly inside of a node, in the order of the text."""
    found: list[exp.Expr] = []
    for value in node.args.values():
        if isinstance(value, exp.Expr):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, exp.Expr)]
    return found


@dataclass(frozen=True, slots=True)
class Tree:
    """A statement and all of its nodes, each before what is inside of it.

    `levels` is how deep they nest; a chain of the same connective counts as one level, however long.
    """

    statement: exp.Query
    nodes: tuple[exp.Expr, ...]
    levels: int

    @classmethod
    def of(cls, statement: exp.Query) -> Tree:
        """The tree of a statement, as it is now."""
        nodes: list[exp.Expr] = []
        levels = 0
        level: list[exp.Expr] = [statement]
        while level:
            levels += 1
            below: list[exp.Expr] = []
            for node in level:  # which grows by what continues a chain
                inside = children(node)
                if isinstance(node, exp.Connector):
                    level += [child for child in inside if type(child) is type(node)]
                    inside = [child for child in inside if type(child) is not type(node)]
                below += inside
            nodes += level
            level = below
        return cls(statement, tuple(nodes), levels)

    def nodes_of(self, kind: type[_Kind]) -> list[_Kind]:
        """The nodes of a kind, those of its subclasses too."""
        return [node for node in self.nodes if isinstance(node, kind)]
