"""The script that deploys stacks: plain AWS CLI, each stack by a change set."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from ruleforge.export.resources import Deployment
from ruleforge.export.targets.cloudformation.stacks import Plan, Stack, stack_name
from ruleforge.export.targets.shell import script_head

__all__ = ["script"]

_REQUIRED = """\
# The template is too large to be sent: name a bucket of the Region that it can be put into.
BUCKET=${1:-}
if [ -z "$BUCKET" ]; then
  say 'sh deploy.sh BUCKET: the template is too large without a bucket to put it into'
  exit 3
fi"""
_OPTIONAL = """\
# With a bucket, everything is one stack: sh deploy.sh BUCKET
BUCKET=${1:-}"""
_NONE = "BUCKET="
_FUNCTIONS = """
# Two stacks cannot have objects of the same names.
earlier=
for name in $(call cloudformation describe-stacks --query 'Stacks[].StackName' --output text); do
  case "$name" in
    "$NAME" | "$NAME"--*) ;;
    *) continue ;;
  esac
  case " $STACKS " in
    *" $name "*) ;;
    *) earlier=yes; say "the stack $name is not part of this export: take it away first, with all that it holds" ;;
  esac
done
if [ -n "$earlier" ]; then
  say "for each: aws --region $REGION cloudformation delete-stack --stack-name STACK"
  exit 1
fi

# $1 the stack, $2 its template, then its parameters
deploy() {
  stack=$1
  template=$2
  shift 2
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
  call cloudformation deploy --stack-name "$stack" --template-file "$template" --no-fail-on-empty-changeset "$@" >&2
}
"""


def script(deployment: Deployment, plan: Plan, calls: str | None) -> str:
    """The script: the stacks of a plan, then the program of `calls`, where there is one."""
    lines = [script_head(deployment, "as stacks of CloudFormation").rstrip("\n")]
    if plan.stacks:
        bucket = _REQUIRED if plan.bucket_needed else _NONE if plan.in_bucket is None else _OPTIONAL
        lines += ["", bucket, f"NAME={quote(stack_name(deployment))}", *_names(plan), _FUNCTIONS, *_steps(plan)]
    if calls is not None:
        lines += ["", "# What CloudFormation cannot express.", f"sh {quote(calls)}"]
    return "\n".join(lines) + "\n"


def _names(plan: Plan) -> Iterator[str]:
    yield f"STACKS={quote(' '.join(stack.name for stack in plan.stacks))}"
    if plan.in_bucket is not None:
        yield f'if [ -n "$BUCKET" ]; then STACKS={quote(plan.in_bucket.name)}; fi'


def _steps(plan: Plan) -> Iterator[str]:
    steps = [step for stack in plan.stacks for step in _deploy(stack)]
    if plan.in_bucket is None:
        yield from steps
        return
    yield 'if [ -n "$BUCKET" ]; then'
    yield from (f"  {line}" for line in _deploy(plan.in_bucket))
    yield "else"
    yield from (f"  {line}" for line in steps)
    yield "fi"


def _deploy(stack: Stack) -> Iterator[str]:
    words = [f"deploy {quote(stack.name)} {quote(f'{stack.path}.json')}"]
    words += [f"  {quote(f'{name}={value}')}" for name, value in stack.template.values.items()]
    yield from (f"{word} \\" for word in words[:-1])
    yield words[-1]
