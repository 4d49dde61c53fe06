"""AWS-native JSON: a document for each call of the API, and a script of plain AWS CLI that makes the calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from shlex import quote

from ruleforge.export.requests import Call, Need, Replaced, calls_for, object_arn, replaced
from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.target import Rendering
from ruleforge.export.targets.shell import script_head

__all__ = ["TARGET"]

_SCRIPT = "deploy.sh"
_STAMPS = """
# A digest: with a rule's id and a version before it, the stamp of an export.
HEX='[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'

# Whether the name $1 is a stamp of the rule $2, or has one in brackets at its end.
is_of_rule() {
  case "$1" in
    "$2@"*[+.]$HEX | *" ($2@"*[+.]$HEX")") return 0 ;;
    *) return 1 ;;
  esac
}
"""
_EARLIER = """
# Filters carry the version of their rule in the name: takes those of other versions away.
# $1 metric or subscription, $2 the log group, $3 the rule, $4 the name that stays
remove_earlier() {
  names=$(call logs "describe-$1-filters" --log-group-name="$2" --query "$1Filters[].[filterName]" --output text)
  printf '%s\\n' "$names" | while IFS= read -r name; do
    if [ "$name" != "$4" ] && is_of_rule "$name" "$3"; then
      say "remove $name"
      call logs "delete-$1-filter" --log-group-name="$2" --filter-name="$name"
    fi
  done
}
"""
_QUERY_ID = """
TAB=$(printf '\\t')
saved_queries=$(call logs describe-query-definitions --query-language SQL --max-results 1000 \\
  --query 'queryDefinitions[].[queryDefinitionId,name]' --output text)

# The id of the saved query of the rule $1; without it AWS would save a second one.
query_id() {
  printf '%s\\n' "$saved_queries" | while IFS="$TAB" read -r id name; do
    if is_of_rule "$name" "$1"; then printf '%s\\n' "$id"; break; fi
  done
}
"""


class _Aws:
    name = "aws"
    summary = "request documents for the AWS CLI, and deploy.sh that makes the calls"
    parameters: frozenset[str] = frozenset()

    def render(self, deployment: Deployment) -> Rendering:
        """A document for each call, numbered in the order of the calls, and the script."""
        files: dict[str, str] = {}
        resources = deployment.resolved()
        lines = [_head(deployment, resources)]
        number = 0
        for resource in resources:
            lines += ["", f"# {resource.kind.value} {resource.id}"]
            lines += _before(resource, deployment.values)
            for call in calls_for(resource, deployment.values):
                number += 1
                name = f"requests/{number:03d}-{call.service}-{_command(call.operation)}-{_slug(resource.id)}.json"
                files[name] = json.dumps(call.parameters, indent=2, ensure_ascii=True) + "\n"
                lines += _steps(call, resource, name)
            if replaced(resource) is Replaced.AFTER:
                lines.append(_remove(resource))
        files[_SCRIPT] = "\n".join(lines) + "\n"
        return Rendering(files, programs=frozenset({_SCRIPT}))


TARGET = _Aws()


def _head(deployment: Deployment, resources: tuple[Resource, ...]) -> str:
    filters = any(replaced(resource) for resource in resources)
    queries = any(resource.kind is ResourceKind.QUERY for resource in resources)
    return "".join(
        (
            script_head(deployment, "in the order of dependency"),
            _STAMPS if filters or queries else "",
            _EARLIER if filters else "",
            _QUERY_ID if queries else "",
        )
    ).rstrip("\n")


def _command(operation: str) -> str:
    """The CLI's name of an operation."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", operation).lower()


def _slug(identifier: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", identifier)


def _steps(call: Call, resource: Resource, document: str) -> Iterator[str]:
    line = f"call {call.service} {_command(call.operation)} --cli-input-json {quote(f'file://{document}')}"
    # What a call answers is of no interest, but for what it refuses, which goes to standard error.
    run = f"{line} >/dev/null"
    said = f"say {quote(call.what)}"
    match call.need:
        case Need.ALWAYS:
            yield from (said, run)
        case Need.PRESENT if resource.kind not in _LOOKED_FOR:
            # The object was put a line above, so it is there.
            yield run
        case Need.MISSING | Need.PRESENT:
            wanted = "missing" if call.need is Need.MISSING else "present"
            yield f'if [ "$there" = {wanted} ]; then {said}; {run}; fi'
        case Need.UNWANTED:
            ask = f"call cloudtrail get-event-configuration --trail-name {quote(resource.name)}"
            member = "--query 'AggregationConfigurations[0].EventCategory' --output text"
            yield f"aggregated=$({ask} {member} 2>/dev/null) || aggregated=None"
            yield f'if [ "$aggregated" != None ]; then {said}; {run}; fi'
        case Need.EXISTING_ID:
            yield said
            yield f"id=$(query_id {quote(resource.id)})"
            yield f'if [ -z "$id" ]; then {run}; else {line} --query-definition-id "$id" >/dev/null; fi'


_LOOKED_FOR = {
    ResourceKind.TOPIC: "sns get-topic-attributes --topic-arn",
    ResourceKind.TRAIL: "cloudtrail get-trail --name",
}
"""How objects are looked for that one call makes and others change."""


def _before(resource: Resource, values: Mapping[str, str]) -> Iterator[str]:
    if resource.kind in _LOOKED_FOR:
        ask = f"call {_LOOKED_FOR[resource.kind]} {quote(object_arn(resource, values))}"
        yield f"if {ask} >/dev/null 2>&1; then there=present; else there=missing; fi"
    if replaced(resource) is Replaced.BEFORE:
        yield _remove(resource)


def _remove(resource: Resource) -> str:
    kind = resource.kind.value.removesuffix("-filter")
    words = (kind, str(resource.body["logGroupName"]), resource.id, resource.name)
    return f"remove_earlier {' '.join(map(quote, words))}"
