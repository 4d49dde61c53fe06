"""AWS-native JSON: a document for each call of the API, and a script of plain AWS CLI that makes the calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from shlex import quote

from ruleforge.export.requests import Call, Need, calls_for
from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.stamp import without_stamp
from ruleforge.export.target import Rendering
from ruleforge.export.targets.shell import script_head

__all__ = ["TARGET"]

_SCRIPT = "deploy.sh"
_EARLIER = """
# Filters carry the version of their rule in the name: takes those of other versions away.
# $1 metric or subscription, $2 the log group, $3 what the names begin with, $4 the one that stays
remove_earlier() {
  call logs "describe-$1-filters" --log-group-name "$2" --filter-name-prefix "$3" \\
    --query "$1Filters[].[filterName]" --output text | while IFS= read -r name; do
    case "$name" in
      '' | None | "$4") ;;
      *) say "remove $name"; call logs "delete-$1-filter" --log-group-name "$2" --filter-name "$name" ;;
    esac
  done
}
"""
_QUERY_ID = """
# The id of the saved query whose name begins with $1; without it AWS would save a second one.
query_id() {
  call logs describe-query-definitions --query-language SQL --query-definition-name-prefix "$1" \\
    --query 'queryDefinitions[0].queryDefinitionId' --output text
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
            lines += _before(resource)
            for call in calls_for(resource, deployment.values):
                number += 1
                name = f"requests/{number:03d}-{call.service}-{_command(call.operation)}-{_slug(resource.id)}.json"
                files[name] = json.dumps(call.parameters, indent=2, ensure_ascii=False) + "\n"
                lines += _steps(call, resource, name)
            lines += _after(resource)
        files[_SCRIPT] = "\n".join(lines) + "\n"
        return Rendering(files, programs=frozenset({_SCRIPT}))


TARGET = _Aws()


def _head(deployment: Deployment, resources: tuple[Resource, ...]) -> str:
    kinds = {resource.kind for resource in resources}
    return "".join(
        (
            script_head(deployment, "in the order of dependency"),
            _EARLIER if kinds & {ResourceKind.METRIC_FILTER, ResourceKind.SUBSCRIPTION_FILTER} else "",
            _QUERY_ID if ResourceKind.QUERY in kinds else "",
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
    match call.need:
        case Need.ALWAYS:
            yield from (f"say {quote(call.what)}", run)
        case Need.PRESENT if resource.kind is not ResourceKind.TRAIL:
            # The object was put a line above, so it is there.
            yield run
        case Need.MISSING | Need.PRESENT:
            wanted = "missing" if call.need is Need.MISSING else "present"
            yield f'if [ "$trail" = {wanted} ]; then say {quote(call.what)}; {run}; fi'
        case Need.EXISTING_ID:
            prefix = quote(f"{without_stamp(resource.name)} (")
            yield f"say {quote(call.what)}"
            yield f"id=$(query_id {prefix})"
            yield f'if [ "$id" = None ]; then {run}; else {line} --query-definition-id "$id" >/dev/null; fi'


def _before(resource: Resource) -> Iterator[str]:
    if resource.kind is ResourceKind.TRAIL:
        known = f"call cloudtrail get-trail --name {quote(resource.name)} >/dev/null 2>&1"
        yield f"if {known}; then trail=present; else trail=missing; fi"
    if resource.kind is ResourceKind.SUBSCRIPTION_FILTER:
        # Before: a log group takes few of them.
        yield _remove("subscription", resource)


def _after(resource: Resource) -> Iterator[str]:
    if resource.kind is ResourceKind.METRIC_FILTER:
        # After: an event may be counted twice in between, and none is lost.
        yield _remove("metric", resource)


def _remove(kind: str, resource: Resource) -> str:
    body: Mapping[str, object] = resource.body
    bare = without_stamp(resource.name)
    begins = f"{bare}@" if resource.name.startswith(f"{bare}@") else f"{bare} ("
    words = (kind, str(body["logGroupName"]), begins, resource.name)
    return f"remove_earlier {' '.join(map(quote, words))}"
