"""The made-up organisation behind the generated logs: its accounts, principals and things, and the fields of an event.

Everything comes from one seeded generator, by calls whose results no Python version has changed (`random`,
`getrandbits`), so that a seed gives the same bytes everywhere.
"""

from __future__ import annotations

import json
import random
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

__all__ = ["Event", "Principal", "World"]

_ACCOUNTS = ("111122223333", "444455556666", "777788889999")
_REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_AGENTS = {
    "app": (
        "Boto3/1.40.21 ua/2.1 lang/python#3.12.11",
        "aws-sdk-java/2.33.4 ua/2.1 lang/java#21.0.8",
        "aws-sdk-go-v2/1.38.3",
    ),
    "agent": (
        "strands-agents/1.9.0 Boto3/1.40.21 ua/2.1",
        "Boto3/1.40.21 ua/2.1 lang/python#3.13.7",
        "bedrock.amazonaws.com",
    ),
    "person": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0",
        "aws-cli/2.30.1 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7",
    ),
    "pipeline": ("APN/1.0 HashiCorp/1.0 Terraform/1.13.1 terraform-provider-aws/6.12.0", "aws-cli/2.30.1 exec-env/CI"),
    "user": ("aws-cli/1.42.24 Python/3.11.13 Linux/5.15.0 botocore/1.40.24", "S3Console/0.4"),
    "root": ("AWS Console",),
    "anonymous": ("python-httpx/0.28.1", "node", "mcp-client/1.4.0"),
    "stranger": ("",),
}
_SERVICES = (
    "cloudtrail",
    "config",
    "lambda",
    "autoscaling",
    "ecs-tasks",
    "backup",
    "securityhub",
    "guardduty",
    "delivery.logs",
)
_MODELS = (
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-pro-v1:0",
    "us.amazon.nova-lite-v1:0",
    "amazon.titan-embed-text-v2:0",
    "cohere.rerank-v3-5:0",
    "meta.llama3-3-70b-instruct-v1:0",
    "mistral.mistral-large-2407-v1:0",
    "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6",
)
# How many principals of each sort there are; a caller mix gives each sort's share of the calls.
_POPULATION = {
    "app": 150,
    "agent": 70,
    "person": 90,
    "pipeline": 30,
    "user": 30,
    "service": 27,
    "root": 3,
    "anonymous": 60,
    "stranger": 20,
}
_MIXES = {
    "workload": {"app": 0.6, "agent": 0.4},
    "data": {"app": 0.5, "agent": 0.15, "pipeline": 0.12, "service": 0.15, "user": 0.08},
    "admin": {"person": 0.55, "pipeline": 0.33, "user": 0.1, "root": 0.02},
    "reader": {"person": 0.35, "pipeline": 0.25, "app": 0.2, "user": 0.08, "service": 0.12},
    "anonymous": {"anonymous": 1.0},
    "service": {"service": 1.0},
    "stranger": {"stranger": 1.0},
    "insight": {"app": 1.0},
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who calls AWS.

    `identity` is the record's `userIdentity`, cut where the session's start goes if it has one. `tail` is what such a
    caller adds at the end of a record: the console's mark, or the VPC endpoint.
    """

    account: str
    region: str
    arn: str
    identity: tuple[str, ...]
    addresses: tuple[str, ...]
    agents: tuple[str, ...]
    tail: str


@dataclass(slots=True)
class Event:
    """The event being written: who, where and when."""

    principal: Principal
    region: str
    time: str


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


class World:
    """The organisation that a seed gives."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._pools = self._things()
        self._principals = {
            sort: [self._principal(sort, n) for n in range(count)] for sort, count in _POPULATION.items()
        }
        self._mixes = {name: (tuple(mix), tuple(accumulate(mix.values()))) for name, mix in _MIXES.items()}
        self.fields: dict[str, Callable[[Event], str]] = {
            name: self._from_pool(pool) for name, pool in self._pools.items()
        }
        self.fields |= self._event_fields()

    def caller(self, mix: str) -> Principal:
        """A principal from a mix; some call far more often than others."""
        sorts, shares = self._mixes[mix]
        sort = sorts[bisect(shares, self.random.random() * shares[-1], hi=len(shares) - 1)]
        principal: Principal = self._skewed(self._principals[sort])
        return principal

    def _pick(self, values: Sequence[Any]) -> Any:
        return values[int(self.random.random() * len(values))]

    def _skewed(self, values: Sequence[Any]) -> Any:
        return values[int(self.random.random() ** 2 * len(values))]

    def _from_pool(self, pool: Sequence[str]) -> Callable[[Event], str]:
        return lambda _: self._skewed(pool)

    def _code(self, length: int) -> str:
        bits = self.random.getrandbits(5 * length)
        return "".join(_BASE32[bits >> 5 * n & 31] for n in range(length))

    def hexadecimal(self, digits: int) -> str:
        """That many random hexadecimal digits."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        """A random (version 4) UUID."""
        text = f"{self.random.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def _things(self) -> dict[str, list[str]]:
        """What the organisation owns: the values of those fields that come from a pool."""
        words = (
            "orders",
            "claims",
            "search",
            "support",
            "billing",
            "catalog",
            "fraud",
            "hr",
            "legal",
            "research",
            "ops",
            "media",
        )
        names = [f"{word}-{stage}-{n}" for n in range(5) for word in words for stage in ("prod", "dev")]
        prefixes = (
            "training/2026/05/",
            "embeddings/v3/shard-",
            "raw/events/",
            "models/checkpoints/",
            "logs/",
            "exports/report-",
        )
        keys = [
            f"{self._pick(prefixes)}{self.hexadecimal(10)}.{self._pick(('parquet', 'json.gz', 'csv', 'bin'))}"
            for _ in range(3000)
        ]
        key_arns = [f"arn:aws:kms:{self._pick(_REGIONS)}:{self._pick(_ACCOUNTS)}:key/{self.uuid()}" for _ in range(40)]
        guardrails = [self._code(12).lower() for _ in range(25)]
        return {
            "model": list(_MODELS),
            "bucket": [f"{name}-{self.hexadecimal(6)}" for name in names],
            "key": keys,
            "function": [f"{name}-fn" for name in names],
            "kms_key_arn": key_arns,
            "knowledge_base": [self._code(10) for _ in range(30)],
            "agent_id": [self._code(10) for _ in range(40)],
            "alias_id": [self._code(10) for _ in range(60)],
            "flow": [self._code(10) for _ in range(20)],
            "guardrail": guardrails,
            "guardrail_arn": [f"arn:aws:bedrock:us-east-1:{_ACCOUNTS[0]}:guardrail/{name}" for name in guardrails],
            "gateway": [f"{name}-gateway-{self._code(10).lower()}" for name in names[:24]],
            "runtime": [f"{name.replace('-', '_')}-{self._code(10)}" for name in names],
            "memory": [f"{name.replace('-', '_')}_memory-{self._code(10)}" for name in names[:40]],
            "tool": [
                "search_orders",
                "send_mail",
                "run_query",
                "fetch_page",
                "create_ticket",
                "get_weather",
                "slack",
                "github",
            ],
            "role_arn": [f"arn:aws:iam::{self._pick(_ACCOUNTS)}:role/service-role/{name}-role" for name in names],
            "instance": [f"i-0{self.hexadecimal(16)}" for _ in range(200)],
            "session": [self.uuid() for _ in range(4000)],
        }

    def _event_fields(self) -> dict[str, Callable[[Event], str]]:
        return {
            "time": lambda event: event.time,
            "account": lambda event: event.principal.account,
            "region": lambda event: event.region,
            "other_region": lambda _: self._pick(_REGIONS),
            "arn": lambda event: event.principal.arn,
            "identity": lambda event: f"{event.time[:13]}:00:00Z".join(event.principal.identity),
            "ip": lambda event: self._pick(event.principal.addresses),
            "agent": lambda event: self._pick(event.principal.agents),
            "event_id": lambda _: self.uuid(),
            "shared_event_id": lambda _: self.uuid(),
            "request_id": lambda _: self.uuid(),
            "s3_request_id": lambda _: self.hexadecimal(16).upper(),
            "access_key": lambda _: self._code(16),
            "hex": lambda _: "0" + self.hexadecimal(16),
            "opaque": lambda _: self.hexadecimal(48),
            "count": lambda _: str(int(self.random.random() ** 3 * 90_000)),
            "small_count": lambda _: str(int(self.random.random() ** 2 * 4_000)),
        }

    def _principal(self, sort: str, number: int) -> Principal:
        account, region = self._skewed(_ACCOUNTS), self._skewed(_REGIONS)
        if sort == "service":
            host = f"{_SERVICES[number % len(_SERVICES)]}.amazonaws.com"
            return Principal(
                account, region, "", (_compact({"type": "AWSService", "invokedBy": host}),), (host,), (host,), ""
            )
        identity = self._identity(sort, number, account)
        inside = sort in ("app", "agent") and number % 3 == 0
        if sort in ("anonymous", "stranger"):
            addresses = tuple(f"2001:db8:{self.hexadecimal(4)}::{self.hexadecimal(4)}" for _ in range(3))
        elif inside:
            addresses = tuple(f"10.{number % 8}.{self._pick(range(256))}.{self._pick(range(1, 255))}" for _ in range(3))
        else:
            nets = ("192.0.2", "198.51.100", "203.0.113")
            addresses = tuple(f"{self._pick(nets)}.{self._pick(range(1, 255))}" for _ in range(2))
        tail = ""
        if sort == "person" and number % 2:
            tail = ',"sessionCredentialFromConsole":"true"'
        elif inside:
            tail = f',"vpcEndpointId":"vpce-0{self.hexadecimal(16)}","vpcEndpointAccountId":"{account}"'
        cut = tuple(_compact(identity).split("<start>"))
        return Principal(account, region, identity.get("arn", ""), cut, addresses, _AGENTS[sort], tail)

    def _identity(self, sort: str, number: int, account: str) -> dict[str, Any]:
        if sort == "anonymous":
            return {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}
        if sort == "stranger":
            other = f"{888800000000 + number}"
            return {
                "type": "AWSAccount",
                "principalId": f"AROA{self._code(17)}:{self.hexadecimal(8)}",
                "accountId": other,
            }
        if sort == "root":
            arn = f"arn:aws:iam::{account}:root"
            return {
                "type": "Root",
                "principalId": account,
                "arn": arn,
                "accountId": account,
                "accessKeyId": f"ASIA{self._code(16)}",
            }
        if sort == "user":
            name = f"legacy-{number:02d}"
            return {
                "type": "IAMUser",
                "principalId": f"AIDA{self._code(17)}",
                "arn": f"arn:aws:iam::{account}:user/{name}",
                "accountId": account,
                "accessKeyId": f"AKIA{self._code(16)}",
                "userName": name,
            }
        return self._assumed(sort, number, account)

    def _assumed(self, sort: str, number: int, account: str) -> dict[str, Any]:
        function = self._pick(self._pools["function"])
        role, session = {
            "app": (f"{function}-role", function if number % 2 else f"i-0{self.hexadecimal(16)}"),
            "agent": (
                f"service-role/BedrockAgentRole_{self._code(10)}",
                f"agent-{self.hexadecimal(12)}",
            ),
            "person": (
                f"aws-reserved/sso.amazonaws.com/AWSReservedSSO_Engineer_{self.hexadecimal(16)}",
                f"person{number:02d}@example.com",
            ),
            "pipeline": (f"deploy-{number:02d}", "GitHubActions"),
        }[sort]
        key, name = f"AROA{self._code(17)}", role.rpartition("/")[2]
        issuer = {
            "type": "Role",
            "principalId": key,
            "arn": f"arn:aws:iam::{account}:role/{role}",
            "accountId": account,
            "userName": name,
        }
        context: dict[str, Any] = {"sessionIssuer": issuer}
        if sort == "pipeline":
            provider = f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
            context["webIdFederationData"] = {"federatedProvider": provider, "attributes": {}}
        context["attributes"] = {"creationDate": "<start>", "mfaAuthenticated": "true" if sort == "person" else "false"}
        identity = {
            "type": "AssumedRole",
            "principalId": f"{key}:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
            "accountId": account,
            "accessKeyId": f"ASIA{self._code(16)}",
            "sessionContext": context,
        }
        if sort == "app" and number % 4 == 1:
            arn = f"arn:aws:lambda:us-east-1:{account}:function:{function}"
            identity["inScopeOf"] = {"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": arn}
        elif sort == "app" and number % 2 == 0:
            context["ec2RoleDelivery"] = "2.0"
        return identity
