"""Clients of AWS's services, made when they are wanted, and what their refusals say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError, UsageError

__all__ = ["Clients", "telling"]

_ATTEMPTS = 10
_ATTEMPTS_OF_THE_FIRST = 3
_SECONDS = 20
_RETRIES = ("AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE")
_TOKENS = {"cloudwatch": "NextToken", "logs": "nextToken"}
"""What each service calls the token of the next page."""


class Clients:
    """The clients of one Region, by the name of their service.

    Throttled calls are made again by botocore, up to ten times and ever more slowly, or as the environment says. The
    first, which asks whose credentials these are, gives up sooner: it is the one that finds no network.

    Raises UsageError where boto3 is not installed or the AWS configuration cannot be used.
    """

    def __init__(self, region: str, profile: str | None = None) -> None:
        try:
            import boto3
            import botocore.config
        except ImportError:
            help_ = "pip install 'ruleforge[aws]'"
            raise UsageError([Finding("usage/extra", "this command needs boto3", help=help_)]) from None

        def config(attempts: int) -> Any:
            given = any(name in os.environ for name in _RETRIES)
            retries = {} if given else {"retries": {"mode": "standard", "max_attempts": attempts}}
            return botocore.config.Config(connect_timeout=_SECONDS, user_agent_extra="ruleforge", **retries)

        self._configs = {"": config(_ATTEMPTS), "sts": config(_ATTEMPTS_OF_THE_FIRST)}
        with _configured():
            self._session: Any = boto3.session.Session(region_name=region, profile_name=profile)
        self._made: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        """The client of a service, such as `logs`."""
        if service not in self._made:
            with _configured():
                config = self._configs.get(service, self._configs[""])
                self._made[service] = self._session.client(service, config=config)
        return self._made[service]

    def ask(
        self, service: str, operation: str, what: str, *, absent: tuple[str, ...] = (), **parameters: Any
    ) -> dict[str, Any] | None:
        """The answer to a call; None where AWS refuses it with one of the codes `absent`.

        `what` says for people what is tried. Raises AccountError for any other refusal.
        """
        from botocore.exceptions import ClientError

        call = getattr(self[service], operation)
        with telling(what):
            try:
                answer: dict[str, Any] = call(**parameters)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in absent:
                    return None
                raise
        return answer

    def account(self) -> str:
        """The account that the credentials belong to. Raises AccountError where there are none that hold."""
        answer = self.ask("sts", "get_caller_identity", "ask whose credentials these are")
        return str((answer or {}).get("Account"))

    def pages(
        self, service: str, operation: str, member: str, *, absent: tuple[str, ...] = (), **parameters: Any
    ) -> Iterator[Any]:
        """Every item of an answer that comes in pages; `member` is the list.

        The token of the next page is asked for here, for botocore knows the pages of only some of these calls.
        """
        what = f"ask {service} to {operation.replace('_', ' ')}"
        token: dict[str, str] = {}
        while True:
            answer = self.ask(service, operation, what, absent=absent, **parameters, **token)
            if answer is None:
                return
            yield from answer.get(member) or ()
            following = answer.get(_TOKENS[service])
            if not following:
                return
            token = {_TOKENS[service]: following}


@contextmanager
def _configured() -> Iterator[None]:
    """Turns what is wrong with the AWS configuration into a UsageError."""
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except (BotoCoreError, ValueError) as error:
        help_ = "it stands in the files and environment variables that all AWS tools read"
        message = f"the AWS configuration cannot be used: {error}"
        raise UsageError([Finding("usage/aws-configuration", message, help=help_)]) from None


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turns a refusal of AWS's into an AccountError that says what was tried."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        message = f"cannot {what}: {answer.get('Code', 'error')}: {answer.get('Message', '')}".rstrip(": ")
        raise AccountError([Finding("account/refused", message, help=_HELPS.get(answer.get("Code", ""), ""))]) from None
    except (BotoCoreError, ResponseParserError) as error:
        raise AccountError([Finding("account/unreachable", f"cannot {what}: {_shown(error)}")]) from None


def _shown(error: Exception) -> str:
    """What an error of botocore says, without what it quotes of a request or an answer: credentials may be in it."""
    text = str(error)
    if "header value" in text.lower():
        return "the credentials hold a character that cannot be sent, such as a line break"
    return text.partition("\n")[0][:_LONGEST]


_LONGEST = 300
_ACCESS = "the credentials need the permission for this call"
_HELPS = {
    "AccessDenied": _ACCESS,
    "AccessDeniedException": _ACCESS,
    "AuthorizationError": _ACCESS,
    "ExpiredToken": "sign in again: the credentials have expired",
    "ExpiredTokenException": "sign in again: the credentials have expired",
    "LimitExceededException": "a quota of the account is used up",
    "ThrottlingException": "try again later: AWS slows the account down",
}
