"""CloudFormation: templates in JSON and YAML, and a script that makes stacks of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ruleforge.diagnostics import Finding, Severity
from ruleforge.export.resources import JSON_MEMBERS, Deployment, ResourceKind, placeholders_in
from ruleforge.export.target import Rendering
from ruleforge.export.targets.aws import TARGET as AWS
from ruleforge.export.targets.cloudformation.parameters import can_be_parameter
from ruleforge.export.targets.cloudformation.properties import why_not
from ruleforge.export.targets.cloudformation.references import json_escaped
from ruleforge.export.targets.cloudformation.script import script
from ruleforge.export.targets.cloudformation.stacks import Plan, planned
from ruleforge.export.targets.cloudformation.template import IN_BUCKET, INLINE

__all__ = ["TARGET"]

_SCRIPT = "deploy.sh"
_CALLS = "calls"


class _CloudFormation:
    name = "cloudformation"
    summary = "templates in JSON and YAML, split where they are too large, and deploy.sh that makes the stacks"

    def render(self, deployment: Deployment) -> Rendering:
        """One template, or several where one would be too large; and `calls/` for what no template can hold.

        JSON is what is deployed, written without blanks because they count; YAML has the same data for people.
        """
        left = _not_expressed(deployment)
        plan = planned(deployment, [item for item in deployment.resources if (item.kind, item.id) not in left])
        left |= {
            key: f"alone it makes a template of {size:,} bytes, and CloudFormation takes {IN_BUCKET:,}"
            for key, size in plan.too_large.items()
        }
        files: dict[str, str] = {}
        for stack in (*plan.stacks, *(() if plan.in_bucket is None else (plan.in_bucket,))):
            files[f"{stack.path}.json"] = stack.template.json
            files[f"{stack.path}.yaml"] = stack.template.yaml
        programs = {_SCRIPT}
        if left:
            kept = tuple(item for item in deployment.resources if (item.kind, item.id) in left)
            calls = AWS.render(replace(deployment, resources=kept))
            files |= {f"{_CALLS}/{name}": text for name, text in calls.files.items()}
            programs |= {f"{_CALLS}/{name}" for name in calls.programs}
        files[_SCRIPT] = script(deployment, plan, f"{_CALLS}/{_SCRIPT}" if left else None)
        notes = (*_left_notes(left), *_written_out(deployment), *_size_notes(plan))
        return Rendering(files, notes, frozenset(programs))


TARGET = _CloudFormation()


def _not_expressed(deployment: Deployment) -> dict[tuple[ResourceKind, str], str]:
    """The resources that are no part of a template, by kind and id, and why."""
    reasons = ((item, why_not(item)) for item in deployment.resolved())
    return {(item.kind, item.id): reason for item, reason in reasons if reason is not None}


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


def _size_notes(plan: Plan) -> Iterator[Finding]:
    if plan.in_bucket is not None:
        message = f"as one template it is {plan.in_bucket.template.size:,} bytes, and a request takes {INLINE:,}"
        help_ = f"{_SCRIPT} makes {len(plan.stacks)} stacks; with a bucket, {_SCRIPT} BUCKET, one of template.json"
        yield _note(message, help_)
    elif plan.bucket_needed:
        size = max(stack.template.size for stack in plan.stacks)
        message = f"a template is {size:,} bytes, and a request takes {INLINE:,}"
        yield _note(message, f"{_SCRIPT} BUCKET puts templates into a bucket first")


def _note(message: str, help_: str) -> Finding:
    return Finding("export/cloudformation", message, Severity.NOTE, help=help_)
