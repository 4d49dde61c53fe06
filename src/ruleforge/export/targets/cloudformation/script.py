"""The script that deploys stacks: plain AWS CLI, each stack by a change set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote

from ruleforge.data import number
from ruleforge.export.resources import Deployment
from ruleforge.export.targets.cloudformation.stacks import Stack
from ruleforge.export.targets.shell import script_head

__all__ = ["script"]

_MAX_NAME = number("cfn.stack_name.max")
_ROOM = 40
"""What the hyphens, the kind and the number take of a stack's name, at most."""

_NAMES = """
# Bundles that follow each other, such as the phases of a roll-out, are the same stacks: give them one STACK_NAME.
NAME=${STACK_NAME:-%(name)s}
# A bucket of the Region, for templates that are too large to be sent.
BUCKET=${TEMPLATE_BUCKET:-}
"""
_NEEDS_NAME = """
if [ -z "$NAME" ]; then
  say 'these rules are no bundle, which would name the stacks: STACK_NAME=NAME sh deploy.sh'
  exit 3
fi
"""
_NEEDS_BUCKET = """
if [ -z "$BUCKET" ]; then
  say 'a template is too large to be sent: TEMPLATE_BUCKET=BUCKET sh deploy.sh'
  exit 3
fi
"""
_FUNCTIONS = """
# Two stacks cannot have the same objects. The two hyphens are in no name of a bundle.
earlier=
stacks=$(call cloudformation describe-stacks --query 'Stacks[].StackName' --output text)
for stack in $stacks; do
  case "$stack" in
    "$NAME" | "$NAME"--*) ;;
    *) continue ;;
  esac
  case ' %(parts)s ' in
    *" ${stack#"$NAME--"} "*) ;;
    *) earlier=yes; say "the stack $stack is not part of this export: take it away first, with all that it holds" ;;
  esac
done
if [ -n "$earlier" ]; then
  say "for each: aws --region $REGION cloudformation delete-stack --stack-name STACK"
  exit 1
fi

# $1 which stack, then its parameters
deploy() {
  part=$1
  stack="$NAME--$1"
  shift
  if [ $# -gt 0 ]; then set -- --parameter-overrides "$@"; fi
  if [ -n "$BUCKET" ]; then set -- --s3-bucket "$BUCKET" "$@"; fi
  status=$(call cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' \\
    --output text 2>/dev/null) || status=
  if [ "$status" = ROLLBACK_COMPLETE ]; then
    # It could not be made: it holds nothing, and takes no update.
    call cloudformation delete-stack --stack-name "$stack"
    call cloudformation wait stack-delete-complete --stack-name "$stack"
  fi
  say "deploy the stack $stack"
  call cloudformation deploy --stack-name "$stack" --template-file "stacks/$part.json" \\
    --no-fail-on-empty-changeset "$@" >&2
}
"""


def script(deployment: Deployment, stacks: Sequence[Stack], calls: str | None) -> str:
    """The script: the stacks in their order, then the program of `calls`, where there is one."""
    parts = [script_head(deployment, "as stacks of CloudFormation")]
    if stacks:
        # Sets of single rules have no name of their own: two of them under one would take each other's objects away.
        name = quote(f"ruleforge-{deployment.name}"[: _MAX_NAME - _ROOM]) if deployment.version else ""
        parts.append(_NAMES % {"name": name})
        if not name:
            parts.append(_NEEDS_NAME)
        if any(stack.needs_bucket for stack in stacks):
            parts.append(_NEEDS_BUCKET)
        parts.append(_FUNCTIONS % {"parts": " ".join(stack.part for stack in stacks)})
        parts += [f"{line}\n" for stack in stacks for line in ("", *_deploy(stack))]
    if calls is not None:
        parts.append(f"\n# What CloudFormation cannot express.\nsh {quote(calls)}\n")
    return "".join(parts)


def _deploy(stack: Stack) -> Iterator[str]:
    words = [f"deploy {quote(stack.part)}"]
    words += [f"  {quote(f'{name}={value}')}" for name, value in stack.template.values.items()]
    yield from (f"{word} \\" for word in words[:-1])
    yield words[-1]
