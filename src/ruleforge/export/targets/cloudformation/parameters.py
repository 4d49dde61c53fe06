"""The parameters of a template: the placeholders as they are declared, with the values that were given."""

from __future__ import annotations

import re
from typing import Any

from ruleforge.data import number
from ruleforge.model import Parameter

__all__ = ["can_be_parameter", "declaration"]

_MAX_VALUE = number("cfn.parameter_value.max")
_PORTABLE = re.compile(
    r"""(?x:
    [^\\\[\](){}^$|?*+.]  # a sign that means itself
    | [\]|^$.]            # alternatives, anchors, any sign
    | \\[dswDSW\W]        # an escape that every dialect has
    | \[\^?(?:[^\\\[\]&]|\\[dswDSW\W])+\]  # a set without sets in it
    | \((?:\?:|(?!\?))    # a group without a name, and without a condition
    | \)
    | [*+?]\??            # how often
    | \{[0-9]+(?:,[0-9]*)?\}\??
    )+"""
)


def can_be_parameter(value: str) -> bool:
    """Whether a value is short enough for a parameter."""
    return len(value.encode("utf-8")) <= _MAX_VALUE


def declaration(parameter: Parameter | None, value: str) -> dict[str, Any]:
    """A parameter whose default is the value that was given; a placeholder of a topic may not be declared."""
    if parameter is None:
        return {"Type": "String", "Default": value}
    found: dict[str, Any] = {"Type": "String", "Description": parameter.description, "Default": value}
    if _holds(parameter.pattern, value):
        found["AllowedPattern"] = parameter.pattern
        found["ConstraintDescription"] = f"has to be a value such as {parameter.example}"
    return found


def _holds(pattern: str, value: str) -> bool:
    """Whether CloudFormation, which has Java's regular expressions, reads a pattern as we do."""
    return _PORTABLE.fullmatch(pattern) is not None and re.fullmatch(pattern, value, re.ASCII) is not None
