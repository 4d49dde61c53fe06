"""Clients of AWS's services, made when they are wanted, and what their refusals say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError, UsageError

__all__ = ["Clients", "telling"]

_ATTEMPTS = 10
_SECONDS = 20


class Clients:
    """The clients of one Region, by the name of their service.

    Throttled calls are made again by botocore, up to ten times and ever more slowly.

    Raises UsageError where boto3 is not installed.
    """

    def __init__(self, region: str, profile: str | None = None) -> None:
        try:
            import boto3
            import botocore.config
            import botocore.exceptions
        except ImportError:
            help_ = "pip install 'ruleforge[aws]'"
            raise UsageError([Finding("usage/extra", "this command needs boto3", help=help_)]) from None
        try:
            self._session: Any = boto3.session.Session(region_name=region, profile_name=profile)
        except botocore.exceptions.ProfileNotFound as error:
            raise UsageError([Finding("usage/profile", str(error))]) from None
        self._config = botocore.config.Config(
            retries={"mode": "standard", "max_attempts": _ATTEMPTS},
            connect_timeout=_SECONDS,
            user_agent_extra="ruleforge",
        )
        self._made: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        """The client of a service, such as `logs`."""
        if service not in self._made:
            with telling(f"reach {service}"):
                self._made[service] = self._session.client(service, config=self._config)
        return self._made[service]

    def account(self) -> str:
        """The account that the credentials belong to. Raises AccountError where there are none that hold."""
        with telling("ask whose credentials these are"):
            answer: dict[str, str] = self["sts"].get_caller_identity()
        return answer["Account"]

    def pages(self, service: str, operation: str, member: str, **parameters: Any) -> Iterator[Any]:
        """Every item of an answer that comes in pages; `member` is the list.

        The token of the next page is asked for here, for botocore knows the pages of only some of these calls.
        """
        token_name = _TOKENS[service]
        call = getattr(self[service], operation)
        token: dict[str, str] = {}
        while True:
            with telling(f"ask {service} to {operation.replace('_', ' ')}"):
                answer = call(**parameters, **token)
            yield from answer.get(member) or ()
            if not answer.get(token_name):
                return
            token = {token_name: answer[token_name]}


_TOKENS = {"cloudwatch": "NextToken", "logs": "nextToken"}
"""What each service calls the token of the next page."""


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turns a refusal of AWS's into an AccountError that says what was tried."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        message = f"cannot {what}: {answer.get('Code', 'error')}: {answer.get('Message', '')}".rstrip(": ")
        raise AccountError([Finding("account/refused", message, help=_HELPS.get(answer.get("Code", ""), ""))]) from None
    except BotoCoreError as error:
        raise AccountError([Finding("account/unreachable", f"cannot {what}: {error}")]) from None


_ACCESS = "the credentials need the permission for this call"
_HELPS = {
    "AccessDenied": _ACCESS,
    "AccessDeniedException": _ACCESS,
    "ExpiredToken": "sign in again: the credentials have expired",
    "ExpiredTokenException": "sign in again: the credentials have expired",
    "LimitExceededException": "a quota of the account is used up",
    "ThrottlingException": "try again later: AWS slows the account down",
}
