"""What a template asks for when it is deployed: CloudFormation's parameters, Terraform's variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruleforge.foreign.text import Text
from ruleforge.foreign.tree import Member, Node, Unknown

__all__ = ["Variable", "put_defaults", "template_variables", "terraform_variables"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that a template is given when it is deployed.

    `default` is its default as text; None where there is none, where it is a list or an object, and where the template
    keeps it secret. `pattern` is the regular expression that the template demands, and `allowed` the only values.
    """

    name: str
    description: str = ""
    default: str | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] = ()


def template_variables(document: Node) -> Iterator[Variable]:
    """The parameters of a CloudFormation template, in its order."""
    parameters = document["Parameters"]
    for name, member in parameters.members if parameters is not None else ():
        body = member.node
        listed = "List" in (_text(body, "Type") or "")
        secret = (_text(body, "NoEcho") or "").lower() == "true"
        allowed = body["AllowedValues"]
        yield Variable(
            name,
            _text(body, "Description") or "",
            None if listed or secret else _text(body, "Default"),
            None if listed else _text(body, "AllowedPattern"),
            tuple(value for item in (allowed.items if allowed else ()) if (value := _as_text(item)) is not None),
        )


def terraform_variables(document: Node) -> Iterator[Variable]:
    """The variables of Terraform configuration, in its order, named as expressions do: `var.name`."""
    declared = document["variable"]
    blocks = () if declared is None else declared.items or (declared,)
    for block in blocks:
        for name, member in block.members:
            # A variable is one block, or a list that holds it.
            body = member.node.items[0] if member.node.items else member.node
            secret = (_text(body, "sensitive") or "") == "true"
            yield Variable(f"var.{name}", _text(body, "description") or "", None if secret else _text(body, "default"))


def put_defaults(document: Node) -> Node:
    """A CloudFormation template in which the defaults of parameters stand where they are referred to.

    Lists and what is kept secret stay references. What is wrong with defaults is found where they come to stand.
    """
    known = {variable.name for variable in template_variables(document) if variable.default is not None}
    parameters = document["Parameters"]
    defaults = {
        name: one.node["Default"]
        for name, one in (parameters.members if parameters is not None else ())
        if name in known
    }
    return _put(document, {name: node for name, node in defaults.items() if node is not None})


def _put(node: Node, defaults: Mapping[str, Node]) -> Node:
    value = node.value
    if isinstance(value, tuple):
        return node.replaced(tuple(_put(item, defaults) for item in value))
    if not isinstance(value, Mapping):
        return node
    if len(value) == 1:
        ((name, only),) = value.items()
        argument = only.node
        if name == "Ref" and argument.text in defaults:
            default = defaults[str(argument.text)]
            return Node(node.span, default.value, default.written)
        if name == "Fn::Sub":
            return node.replaced({name: Member(only.key, _substituting(argument, defaults))})
    return node.replaced({name: Member(one.key, _put(one.node, defaults)) for name, one in value.items()})


def _substituting(argument: Node, defaults: Mapping[str, Node]) -> Node:
    """The argument of Fn::Sub with the defaults among the values that it names itself."""
    template, own = argument.items if len(argument.items) == 2 else (argument, None)
    named = {name: Member(node.span, node) for name, node in defaults.items()}
    named |= {} if own is None else {name: Member(one.key, _put(one.node, defaults)) for name, one in own.members}
    return argument.replaced((template, argument.replaced(named)))


def _text(node: Node, name: str) -> str | None:
    found = node[name]
    return None if found is None else _as_text(found)


def _as_text(node: Node) -> str | None:
    """A scalar as text; None for anything else."""
    if isinstance(node.value, Text):
        return node.value.value
    if isinstance(node.value, Unknown):
        return None
    return node.written or None
