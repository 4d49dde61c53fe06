"""Reading a Contributor Insights rule out of data, and holding it against what CloudWatch accepts.

The rules are those of the user guide's page "Contributor Insights rule syntax" and of PutInsightRule; their numbers are
in `limits.json` (`ci.*`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from ruleforge.data import limit, number
from ruleforge.languages.body import BodyReader, DataPath, finite, listed, show
from ruleforge.languages.insight_rule.fields import Fields
from ruleforge.languages.insight_rule.tree import Filter, InsightTree, Operand

__all__ = ["TEXT_OPERATORS", "parse_rule"]

TEXT_OPERATORS = ("In", "NotIn", "StartsWith")
_NUMERIC = ("GreaterThan", "LessThan", "EqualTo", "NotEqualTo")
_MEMBERS = ("Schema", "LogGroupNames", "LogGroupARNs", "LogFormat", "Fields", "Contribution", "AggregateOn")
_GROUP_LONGEST = 512
_MOST_BITS = 14_000
"""Integers up to this size can be written out as text."""
_GROUP = re.compile(r"[-._/#A-Za-z0-9]+")
_PLACEHOLDER = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}")
_ARN = re.compile(r"arn:[^:*]+:logs:[^:*]+:([^:]*):log-group[:/](.+)")


def parse_rule(body: Any, reader: BodyReader) -> InsightTree | None:
    """The rule in a body; None, with findings in the reader, where CloudWatch refuses it."""
    rule = reader.mapping(body, (), "a rule")
    if rule is None:
        return None
    reader.known(rule, _MEMBERS, (), "a rule")
    _check_schema(rule, reader)
    _check_length(rule, reader)
    names, arns = _log_groups(rule, reader)
    log_format = _word(rule, "LogFormat", "ci.log_format", "limit/insight-format", reader)
    aggregate_on = _word(rule, "AggregateOn", "ci.aggregate_on", "limit/insight-aggregate", reader)
    fields = Fields(rule.get("Fields", {}), log_format, reader)
    if "Contribution" not in rule:
        why = "Contribution holds the keys and the filters"
        reader.error("limit/required", "Contribution is missing", (), rule=why)
        return None
    contribution = reader.mapping(rule["Contribution"], ("Contribution",), "Contribution")
    if contribution is None:
        return None
    reader.known(contribution, ("Keys", "ValueOf", "Filters"), ("Contribution",), "Contribution")
    keys = _keys(contribution, fields, reader)
    value_of = _value_of(contribution, aggregate_on, fields, reader)
    filters = _filters(contribution, fields, reader)
    if reader.errors:
        return None
    return InsightTree(
        cast('Literal["JSON", "CLF"]', log_format),
        names,
        arns,
        keys,
        value_of,
        filters,
        cast('Literal["Count", "Sum"]', aggregate_on),
    )


def _word(rule: Mapping[str, Any], name: str, words: str, check: str, reader: BodyReader) -> str | None:
    """A member of the rule that is one of the words in a limit."""
    known = limit(words).limit
    if name not in rule:
        reader.error("limit/required", f"{name} is missing", (), rule=f"{name} is one of {listed(known)}")
        return None
    return reader.one_of(rule[name], known, (name,), name, check=check)


def _check_schema(rule: Mapping[str, Any], reader: BodyReader) -> None:
    schema = limit("ci.schema").limit
    written = rule.get("Schema")
    if written != schema or isinstance(written.get("Version"), bool):
        message = "Schema is missing" if "Schema" not in rule else "Schema is not what log rules have"
        path: DataPath = ("Schema",) if "Schema" in rule else ()
        reader.error("limit/insight-schema", message, path, rule=f"Schema is always {json.dumps(schema)}")


def _check_length(rule: Mapping[str, Any], reader: BodyReader) -> None:
    longest = number("ci.definition.max")
    try:
        length = len(json.dumps(rule, separators=(",", ":")))
    except (TypeError, ValueError, RecursionError):  # not JSON, or nested as no rule is: refused where that stands
        return
    if length > longest:
        help_, rule_ = "split the rule in two", f"at most {longest:,} as JSON"
        reader.error("limit/insight-length", f"the rule has {length:,} characters", (), rule=rule_, help=help_)


def _log_groups(rule: Mapping[str, Any], reader: BodyReader) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = [name for name in ("LogGroupNames", "LogGroupARNs") if name in rule]
    if len(given) != 1:
        message = "both LogGroupNames and LogGroupARNs" if given else "neither LogGroupNames nor LogGroupARNs"
        path: DataPath = (given[1],) if given else ()
        reader.error("limit/insight-log-groups", message, path, rule="a rule has exactly one of the two")
    groups: dict[str, tuple[str, ...]] = {}
    for name in given:
        items = reader.items(rule[name], (name,), name)
        if isinstance(rule[name], list | tuple) and not items:
            reader.error("limit/insight-log-groups", f"{name} is empty", (name,))
        check = _check_group if name == "LogGroupNames" else _check_arn
        groups[name] = tuple(item for index, item in enumerate(items) if check(item, (name, index), reader))
    return groups.get("LogGroupNames", ()), groups.get("LogGroupARNs", ())


def _check_group(item: Any, path: DataPath, reader: BodyReader) -> bool:
    text = reader.text(item, path, "a log group name", shortest=1, check="limit/log-group-name")
    return text is not None and _check_name(text, path, reader)


def _check_name(text: str, path: DataPath, reader: BodyReader) -> bool:
    name = text.removesuffix("*")
    if "*" in name:
        rule = "a star stands for the rest of the name, at its end only"
        reader.error("limit/insight-log-groups", f"the star in {show(text)} is not at the end", path, rule=rule)
        return False
    if len(name) > _GROUP_LONGEST:
        rule = f"a log group name has at most {_GROUP_LONGEST} characters"
        reader.error("limit/log-group-name", f"{show(text)} has {len(name)} characters", path, rule=rule)
        return False
    plain = _PLACEHOLDER.sub("", name)
    if plain and not _GROUP.fullmatch(plain):
        rule = "letters, digits and - . _ / #"
        reader.error("limit/log-group-name", f"{show(text)} is no log group name", path, rule=rule)
        return False
    return True


def _check_arn(item: Any, path: DataPath, reader: BodyReader) -> bool:
    text = reader.text(item, path, "a log group ARN", shortest=1, check="limit/insight-log-groups")
    if text is None or _PLACEHOLDER.fullmatch(text):
        return text is not None
    found = _ARN.fullmatch(text)
    if found is None:
        help_ = "write arn:aws:logs:REGION:ACCOUNT:log-group/NAME"
        reader.error("limit/insight-log-groups", f"{show(text)} is no ARN of a log group", path, help=help_)
        return False
    account, name = found.groups()
    if account != "*" and not re.fullmatch(r"[0-9]{12}", account) and not _PLACEHOLDER.fullmatch(account):
        rule = "the account is twelve digits, or * for all accounts; a part of an account id takes no star"
        reader.error("limit/insight-log-groups", f"{show(account)} is no account id", path, rule=rule)
        return False
    return _check_name(name.removesuffix(":*"), path, reader)


def _keys(contribution: Mapping[str, Any], fields: Fields, reader: BodyReader) -> tuple[tuple[str, Operand], ...]:
    place: DataPath = ("Contribution", "Keys")
    written = contribution.get("Keys", ())
    items = reader.items(written, place, "Keys")
    if isinstance(written, list | tuple) and not written:
        reader.error("limit/insight-keys", "the rule has no key", place, rule="1 to 4 keys define a contributor")
    most = number("ci.keys.max")
    if len(items) > most:
        reader.error("limit/insight-keys", f"{len(items)} keys", place, rule=f"a rule has at most {most} keys")
    found = [(item, fields.operand(item, (*place, index))) for index, item in enumerate(items)]
    return tuple((text, operand) for text, operand in found if operand is not None)


def _value_of(
    contribution: Mapping[str, Any], aggregate_on: str | None, fields: Fields, reader: BodyReader
) -> tuple[str, Operand] | None:
    place: DataPath = ("Contribution", "ValueOf")
    if "ValueOf" not in contribution:
        if aggregate_on == "Sum":
            message = "Sum without ValueOf: AWS prints such rules and does not say what they add up"
            reader.warning(
                "value-of", message, ("AggregateOn",), help="here every event adds 1; write Count, or give ValueOf"
            )
        return None
    if aggregate_on == "Count":
        help_ = "write AggregateOn: Sum, or leave ValueOf out"
        rule = "ValueOf goes with Sum only"
        reader.error("limit/insight-value-of", "ValueOf with AggregateOn Count", place, rule=rule, help=help_)
    operand = fields.operand(contribution["ValueOf"], place)
    return None if operand is None else (contribution["ValueOf"], operand)


def _filters(contribution: Mapping[str, Any], fields: Fields, reader: BodyReader) -> tuple[Filter, ...]:
    place: DataPath = ("Contribution", "Filters")
    items = reader.items(contribution.get("Filters", ()), place, "Filters")
    most = number("ci.filters.max")
    if len(items) > most:
        help_ = "drop one that the others imply, or split the rule"
        rule = f"a rule has at most {most} filters"
        reader.error("limit/insight-filters", f"{len(items)} filters", place, rule=rule, help=help_)
    found = [_filter(item, (*place, index), fields, reader) for index, item in enumerate(items)]
    return tuple(item for item in found if item is not None)


def _filter(item: Any, path: DataPath, fields: Fields, reader: BodyReader) -> Filter | None:
    body = reader.mapping(item, path, "a filter")
    if body is None:
        return None
    known = limit("ci.operators").limit
    reader.known(body, ("Match", *known), path, "a filter")
    operand = None
    if "Match" in body:
        operand = fields.operand(body["Match"], (*path, "Match"))
    else:
        why = "a filter names the field that it looks at"
        reader.error("limit/required", "the filter has no Match", path, rule=why)
    operators = [name for name in known if name in body]
    if len(operators) != 1:
        message = f"{len(operators)} operators in one filter" if operators else "the filter has no operator"
        if operators or not set(body) - {"Match"}:  # else an operator that there is not has been told
            reader.error("limit/insight-operator", message, path, rule=f"exactly one of {listed(known)}")
        return None
    operator = operators[0]
    values = body[operator]
    if not _check_operand(operator, values, (*path, operator), reader) or operand is None:
        return None
    if operator in TEXT_OPERATORS:
        return Filter(body["Match"], operand, operator, tuple(values))
    return Filter(body["Match"], operand, operator, values, "" if operator == "IsPresent" else _spelling(values))


def _spelling(value: float) -> str:
    """A number of the rule as text that loses nothing of it."""
    return str(value) if isinstance(value, int) else repr(value)


def _check_operand(operator: str, values: Any, path: DataPath, reader: BodyReader) -> bool:
    if operator in TEXT_OPERATORS:
        return _check_texts(operator, values, path, reader)
    if operator == "IsPresent":
        if not isinstance(values, bool):
            help_ = f"write {values} without quotes" if values in ("true", "false") else ""
            message = f"IsPresent takes true or false, not {show(values)}"
            reader.error("limit/insight-operand", message, path, help=help_)
        return isinstance(values, bool)
    whole = isinstance(values, int) and not isinstance(values, bool) and values.bit_length() < _MOST_BITS
    sound = whole or finite(values)
    if not sound:
        help_ = "write the number without quotes" if isinstance(values, str) else ""
        reader.error("limit/insight-operand", f"{operator} takes one number, not {show(values)}", path, help=help_)
    return sound


def _check_texts(operator: str, values: Any, path: DataPath, reader: BodyReader) -> bool:
    items = reader.items(values, path, operator)
    before = len(reader.errors)
    if isinstance(values, list | tuple) and not items:
        reader.error("values", f"{operator} has no value", path)
    most = number("ci.operator_values.max")
    if len(items) > most:
        help_ = "split the rule in two, or match a common prefix with StartsWith"
        rule = f"{operator} takes at most {most} values"
        message = f"{len(items)} values in one {operator} list"
        reader.error("limit/insight-values", message, path, rule=rule, help=help_)
    for index, item in enumerate(items):
        if not isinstance(item, str):
            help_ = "compare numbers with GreaterThan, LessThan, EqualTo and NotEqualTo"
            message = f"{operator} takes an array of strings, and {show(item)} is none"
            rule = "operand values are strings"
            reader.error("limit/insight-operand", message, (*path, index), rule=rule, help=help_)
        elif "*" in item:
            message = f"{show(item)} holds a star; whether that is a wildcard is not documented: here it is none"
            reader.warning("wildcard", message, (*path, index), help="use StartsWith")
    return isinstance(values, list | tuple) and len(reader.errors) == before
