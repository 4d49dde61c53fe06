"""CloudFormation: templates in JSON and YAML, and a script that makes stacks of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ruleforge.data import number
from ruleforge.diagnostics import Finding, Severity
from ruleforge.export.resources import JSON_MEMBERS, Deployment, Resource, ResourceKind, placeholders_in
from ruleforge.export.target import Rendering
from ruleforge.export.targets.aws import TARGET as AWS
from ruleforge.export.targets.cloudformation.parameters import can_be_parameter
from ruleforge.export.targets.cloudformation.properties import why_not
from ruleforge.export.targets.cloudformation.references import json_escaped
from ruleforge.export.targets.cloudformation.script import script
from ruleforge.export.targets.cloudformation.stacks import Stack, stacks_of, too_large
from ruleforge.export.targets.cloudformation.template import IN_BUCKET, INLINE, Template, template_of

__all__ = ["TARGET"]

_SCRIPT = "deploy.sh"
_CALLS = "calls"
_FULL = (
    f"{number('sf.per_log_group.api_text')} by the API reference, {number('sf.per_log_group')} by the page of quotas"
)
"""How many subscription filters a log group takes: AWS's documents differ."""


class _CloudFormation:
    name = "cloudformation"
    summary = "a template for each kind of object, all in one as well, in JSON and YAML, and deploy.sh for the stacks"
    parameters: frozenset[str] = frozenset()

    def render(self, deployment: Deployment) -> Rendering:
        """Templates in `stacks/`, small enough to be sent as they are, and `template.*` with all that they hold.

        JSON is what is deployed, written without blanks because they count; YAML has the same data for people. What no
        template can hold is in `calls/`, as the target `aws` writes it.
        """
        left = _not_expressed(deployment)
        held = [item for item in deployment.resources if (item.kind, item.id) not in left]
        templates: dict[str, Template] = {}
        stacks: list[Stack] = []
        notes = [*_left_notes(left), *_written_out(deployment)]
        if held:
            stacks = stacks_of(deployment, held)
            templates |= {f"stacks/{stack.part}": stack.template for stack in stacks}
            whole = template_of(deployment, held, "everything")
            if whole.fits(IN_BUCKET):
                templates["template"] = whole
            notes += (*_size_notes(stacks, whole), *_replaced(held))
        files: dict[str, str] = {}
        for name, template in templates.items():
            files |= {f"{name}.json": template.json, f"{name}.yaml": template.yaml}
        programs = {_SCRIPT}
        if left:
            kept = tuple(item for item in deployment.resources if (item.kind, item.id) in left)
            calls = AWS.render(replace(deployment, resources=kept))
            files |= {f"{_CALLS}/{name}": text for name, text in calls.files.items()}
            programs |= {f"{_CALLS}/{name}" for name in calls.programs}
        files[_SCRIPT] = script(deployment, stacks, f"{_CALLS}/{_SCRIPT}" if left else None)
        return Rendering(files, tuple(notes), frozenset(programs))


TARGET = _CloudFormation()


def _not_expressed(deployment: Deployment) -> dict[tuple[ResourceKind, str], str]:
    """The resources that are no part of a template, by kind and id, and why."""
    reasons = {(item.kind, item.id): why_not(item) for item in deployment.resolved()}
    found = {key: reason for key, reason in reasons.items() if reason is not None}
    held = [item for item in deployment.resources if (item.kind, item.id) not in found]
    return found | {
        key: f"alone it makes a template of {size:,} bytes, and CloudFormation takes {IN_BUCKET:,}"
        for key, size in too_large(deployment, held).items()
    }


def _left_notes(left: Mapping[tuple[ResourceKind, str], str]) -> Iterator[Finding]:
    for (kind, identifier), reason in left.items():
        yield _note(f"the {kind.value} {identifier} is in no template: {reason}", f"{_CALLS}/{_SCRIPT} makes it")


def _written_out(deployment: Deployment) -> Iterator[Finding]:
    """Notes on placeholders that are no parameters, or not everywhere."""
    in_json = {
        name
        for item in deployment.resources
        if item.kind in JSON_MEMBERS
        for name in placeholders_in(item.body[JSON_MEMBERS[item.kind]])
    }
    for name, value in deployment.values.items():
        if not can_be_parameter(value):
            yield _note(f"the value of {name} is too long for a parameter", "it is written out in the templates")
        elif name in in_json and json_escaped(value) != value:
            message = f"the value of {name} has signs that JSON escapes, and a template puts values in as they are"
            yield _note(message, "it is written out in dashboards and Contributor Insights rules")


def _replaced(held: Sequence[Resource]) -> Iterator[Finding]:
    """A note on subscription filters: of another version they have another name, and so are other objects."""
    filters = [item.id for item in held if item.kind is ResourceKind.SUBSCRIPTION_FILTER]
    if filters:
        message = (
            f"another version of {', '.join(filters)} has another name, and CloudFormation makes the new subscription"
            f" filter before it takes the old one away: on a log group that is full ({_FULL}) the update fails"
        )
        yield _note(message, "keep a place free on the log group, or take one of them away before the update")


def _size_notes(stacks: Sequence[Stack], whole: Template) -> Iterator[Finding]:
    for stack in stacks:
        if stack.needs_bucket:
            message = f"stacks/{stack.part}.json is {stack.template.sent:,} bytes, and a request takes {INLINE:,}"
            yield _note(message, f"name a bucket: TEMPLATE_BUCKET=BUCKET sh {_SCRIPT}")
    if not whole.fits(IN_BUCKET):
        resources = len(whole.data["Resources"])
        message = f"one template of everything is too large: {resources:,} resources in {whole.size:,} bytes"
        yield _note(message, f"{_SCRIPT} makes stacks of its parts; there is no template.json")
    elif whole.sent > INLINE:
        message = f"template.json, with everything in it, is {whole.sent:,} bytes, and a request takes {INLINE:,}"
        yield _note(message, f"{_SCRIPT} makes stacks of its parts; to deploy it instead, put it into a bucket")


def _note(message: str, help_: str) -> Finding:
    return Finding("export/cloudformation", message, Severity.NOTE, help=help_)
