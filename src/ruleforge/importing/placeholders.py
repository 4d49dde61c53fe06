"""What templates leave open, as declared placeholders.

A reference in a text becomes `${NAME}`, and NAME a declaration in `parameters.yaml`. What stands in AWS's own texts as
`${…}`, such as `${LABEL}` in a dashboard, is no reference: its dollar sign becomes a placeholder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from ruleforge.foreign import Variable
from ruleforge.importing.naming import one_line, upper_snake
from ruleforge.model import Parameter

__all__ = ["DOLLAR", "Placeholders"]

DOLLAR = Parameter(
    name="DOLLAR",
    description="The dollar sign before a brace that is AWS's own, such as ${LABEL} in a dashboard.",
    pattern=r"\$",
    find="It is always the same.",
    example="$",
    default="$",
)
_NOT_NAMED = re.compile(r"^(?:\$\{\s*)?(?:(?:var|local)\.(?=\w+\Z))?|[${}]")
_PSEUDO: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"AWS::Region|data\.aws_region\.\w+\.(?:name|region|id)"), "REGION"),
    (re.compile(r"AWS::AccountId|data\.aws_caller_identity\.\w+\.account_id"), "ACCOUNT_ID"),
    (re.compile(r"AWS::Partition|data\.aws_partition\.\w+\.(?:partition|id)"), "PARTITION"),
)
_ANY = ".+"
_EXAMPLES = ("example", "1", "aws-cloudtrail-logs", "us-east-1", "111122223333", "example.com")
_EXAMPLE_ARN = "arn:aws:sns:us-east-1:111122223333:example"
_LONGEST_PATTERN = 200
_VARIABLE = re.compile(r"(?<!\()[*+?]|\{[0-9]*,[0-9]*\}")
_MOST_VARIABLE = 3
_MOST_ALTERNATIVES = 8
_MOST_GROUPS = 2
_LONGEST_DEFAULT = 128
_UNBOUNDED = re.compile(r"\)[*+?{]|\\[0-9]|\(\?(?!:)")


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a placeholder stands for: an expression of a file, `plain` where it is just a name."""

    file: str
    expression: str


class Placeholders:
    """The placeholders of an import: those that are declared already, and those that it adds."""

    def __init__(self, declared: Mapping[str, Parameter]) -> None:
        self._declared = declared
        self._names: dict[_Origin, str] = {}
        self.added: dict[str, Parameter] = {}
        self.values: dict[str, str] = {}
        """The defaults of templates for placeholders whose declarations have none."""

    def dollar(self) -> str:
        """The placeholder of a dollar sign."""
        return self._add(DOLLAR)

    def name_for(self, file: str, expression: str, variable: Variable | None, *, is_arn: bool) -> str:
        """The placeholder that stands for an expression of a file, such as `Topic.Arn` or `var.group`.

        `variable` is what the file declares under that name; `is_arn` says whether an ARN is what fits where it stands.
        """
        pseudo = next((name for pattern, name in _PSEUDO if pattern.fullmatch(expression)), None)
        if pseudo is not None:
            return pseudo
        origin = _Origin(file, expression)
        if origin not in self._names:
            wanted = upper_snake(_NOT_NAMED.sub("", expression))
            self._names[origin] = self._add(_declaration(wanted, origin, variable, is_arn=is_arn))
        return self._names[origin]

    def group_of(self, name: str) -> str | None:
        """The placeholder for the name of the log group whose ARN one stands for; None for one that is no ARN."""
        arn = self.added.get(name)
        if arn is None or not name.endswith("_ARN"):
            return None
        description = f"The name of the log group that has the ARN {name}."
        return self._add(Parameter(name.removesuffix("_ARN"), description, _ANY, arn.find, "aws-cloudtrail-logs"))

    def _add(self, parameter: Parameter) -> str:
        """Declares a parameter under its name, or with a number behind it where that stands for something else."""
        name, number = parameter.name, 1
        while True:
            known = self.added.get(name, self._declared.get(name))
            if known is None:
                self.added[name] = replace(parameter, name=name)
                return name
            if _fits(known, parameter, own=name in self.added):
                if known.default is None and parameter.default is not None:
                    self.values.setdefault(name, parameter.default)
                return name
            number += 1
            name = f"{parameter.name}_{number}"


def _fits(known: Parameter, wanted: Parameter, *, own: bool) -> bool:
    """Whether a declaration that is there says what is wanted.

    One of the import itself has to be the same but for where it was found, so that equal names of two templates mean
    one thing. One of a catalogue says more than a template does, and stands as long as it takes the default.
    """
    if own or known.description == wanted.description:
        return (known.pattern, known.default, known.example) == (wanted.pattern, wanted.default, wanted.example)
    return wanted.default is None or re.fullmatch(known.pattern, wanted.default) is not None


def _declaration(name: str, origin: _Origin, variable: Variable | None, *, is_arn: bool) -> Parameter:
    expression = one_line(origin.expression)
    if variable is None:
        description = f"What {expression} stands for."
        find = f"The object that {expression} names in {_file(origin)}, in the account."
        return Parameter(name, description, _ANY, find, _EXAMPLE_ARN if is_arn else "example")
    description = one_line(variable.description, 500) or f"What {expression} stands for."
    default = variable.default or None
    pattern = _pattern(variable)
    candidates = (default, *variable.allowed[:1], _EXAMPLE_ARN if is_arn else "example", *_EXAMPLES, _EXAMPLE_ARN)
    fitting = [text for text in candidates if text and re.fullmatch(pattern, text)]
    if not fitting:
        pattern, fitting = _ANY, ["example"]
    find = f"The parameter {expression} of {_file(origin)}."
    if default is not None and (fitting[0] != default or not re.fullmatch(pattern, default)):
        pattern, fitting = _ANY if "\n" not in default else r"[\s\S]+", [default]
    return Parameter(name, description, pattern, find, fitting[0], default=default)


def _file(origin: _Origin) -> str:
    return one_line(PurePath(origin.file).name)


def _pattern(variable: Variable) -> str:
    """What a value has to match; anything, where the template says nothing or too much to be asked of untrusted text.

    A regular expression may take longer than anybody waits. Taken are those with few parts that vary and none that
    varies in another.
    """
    if variable.allowed and all(variable.allowed):
        return "|".join(map(re.escape, variable.allowed))
    pattern = variable.pattern
    if not pattern or len(pattern) > _LONGEST_PATTERN or _UNBOUNDED.search(pattern):
        return _ANY
    if len(_VARIABLE.findall(pattern)) > _MOST_VARIABLE or len(variable.default or "") > _LONGEST_DEFAULT:
        return _ANY
    if pattern.count("|") > _MOST_ALTERNATIVES or pattern.count("(") > _MOST_GROUPS:
        return _ANY
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return _ANY
    return pattern
