"""What every script of an export begins with."""

from __future__ import annotations

from shlex import quote

from ruleforge.export.resources import Deployment

__all__ = ["script_head"]

_HEAD = """\
#!/bin/sh
# Makes, or brings up to date, what {what} holds: {how}, with plain AWS CLI.
# Running it again changes nothing; after a failure, run it again and it goes on.
# Written by `ruleforge export`: change the rules and export again, not this file.
set -eu
CDPATH= cd -- "$(dirname -- "$0")"

REGION={region}
ACCOUNT_ID={account}

# Both versions of the CLI know the variable, and only the second has an option.
export AWS_PAGER=

call() {{
  aws --region "$REGION" "$@"
}}

say() {{
  printf '%s\\n' "$1" >&2
}}

caller=$(call sts get-caller-identity --query Account --output text)
if [ "$caller" != "$ACCOUNT_ID" ]; then
  say "this is for account $ACCOUNT_ID, and the credentials are of $caller"
  exit 1
fi
"""


def script_head(deployment: Deployment, how: str) -> str:
    """The head of a script: it goes to its own folder, has `call` and `say`, and ends in the wrong account."""
    what = f"the bundle {deployment.name} {deployment.version}" if deployment.version else "a set of rules"
    region, account = (quote(deployment.values[name]) for name in ("REGION", "ACCOUNT_ID"))
    return _HEAD.format(what=what, how=how, region=region, account=account)
