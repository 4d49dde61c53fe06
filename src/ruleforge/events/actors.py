"""Putting a story's actors and models in the place of those that the fixtures have, wherever a record names them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ruleforge.events.pipelines import Pipeline
from ruleforge.model.scenario import Actor

__all__ = ["caller_arn", "give_identity", "give_model", "name_actors", "renamed", "reword"]

_ACCOUNT = "111122223333"
_KEY_PREFIXES = ("AKIA", "ASIA")


def caller_arn(actor: Actor) -> str:
    """The ARN that records name an actor by: a session called after the actor, or a user."""
    account = actor.account or _ACCOUNT
    if actor.user is not None:
        return f"arn:aws:iam::{account}:user/{actor.user}"
    return f"arn:aws:sts::{account}:assumed-role/{actor.role}/{actor.session or actor.name}"


def name_actors(actors: Mapping[str, Actor], keys: Sequence[str]) -> tuple[str, ...]:
    """Key values with `${name.arn}` and `${name.address}` of actors in the place of what they stand for."""
    table = {f"${{{name}.arn}}": caller_arn(actor) for name, actor in actors.items() if actor.identified}
    table |= {f"${{{name}.address}}": actor.address for name, actor in actors.items() if actor.address is not None}
    return tuple(table.get(key, key) for key in keys)


def give_identity(record: dict[str, Any], actor: Actor, pipeline: Pipeline, since: str) -> None:
    """Who calls, from where: in the form that the record has a caller in."""
    if pipeline is Pipeline.MODEL_INVOCATION_LOG and actor.identified:
        record["identity"] = {"arn": caller_arn(actor)}
        if actor.account is not None:
            record["accountId"] = actor.account
    if pipeline is not Pipeline.CLOUDTRAIL:
        return
    identity = record.get("userIdentity")
    if isinstance(identity, dict):
        if actor.identified and "arn" in identity:
            record["userIdentity"] = _identity(actor, identity, since)
        elif actor.account is not None and identity.get("accountId") != "anonymous":
            identity["accountId"] = actor.account
    if actor.address is not None and "sourceIPAddress" in record:
        record["sourceIPAddress"] = actor.address
    if actor.user_agent is not None and "userAgent" in record:
        record["userAgent"] = actor.user_agent


def _identity(actor: Actor, before: Mapping[str, Any], since: str) -> dict[str, Any]:
    account = actor.account or _ACCOUNT
    if actor.user is not None:
        return {
            "type": "IAMUser",
            "principalId": _principal("AIDA", actor.user),
            "arn": caller_arn(actor),
            "accountId": account,
            "accessKeyId": _principal("AKIA", actor.user),
            "userName": actor.user,
        }
    principal = _principal("AROA", actor.role or "")
    context = before.get("sessionContext")
    issuer = {
        "type": "Role",
        "principalId": principal,
        "arn": f"arn:aws:iam::{account}:role/{actor.role}",
        "accountId": account,
        "userName": actor.role,
    }
    attributes = context.get("attributes") if isinstance(context, Mapping) else None
    return {
        "type": "AssumedRole",
        "principalId": f"{principal}:{actor.session or actor.name}",
        "arn": caller_arn(actor),
        "accountId": account,
        "accessKeyId": _principal("ASIA", f"{actor.role}/{actor.session or actor.name}"),
        "sessionContext": {"sessionIssuer": issuer}
        | ({"attributes": {**attributes, "creationDate": since}} if attributes is not None else {}),
    }


@lru_cache(1_000)
def _principal(prefix: str, name: str) -> str:
    """An id that looks like AWS's and ends as those of its documentation do."""
    letters = base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()
    return f"{prefix}{letters[: 9 if prefix in _KEY_PREFIXES else 10]}EXAMPLE"


def give_model(record: dict[str, Any], model: str, pipeline: Pipeline) -> None:
    """Which model is called, wherever a record says so."""
    match pipeline:
        case Pipeline.CLOUDTRAIL:
            parameters = record.get("requestParameters")
            if isinstance(parameters, dict):
                parameters["modelId"] = model
        case Pipeline.MODEL_INVOCATION_LOG:
            record["modelId"] = model
        case Pipeline.SPANS:
            attributes = record.get("attributes", {})
            before = attributes.get("gen_ai.request.model")
            for name in ("gen_ai.request.model", "aws.remote.resource.identifier"):
                if name in attributes:
                    attributes[name] = model
            if isinstance(before, str):
                record["name"] = str(record.get("name", "")).replace(before, model)


def renamed(own: Mapping[str, Any], actor: Actor | None, model: str | None) -> dict[str, str]:
    """What messages of a fixture call caller and model, and what the story calls them."""
    identity, parameters = own.get("userIdentity") or {}, own.get("requestParameters") or {}
    table = {}
    if actor is not None and actor.identified and isinstance(identity.get("arn"), str):
        table[identity["arn"]] = caller_arn(actor)
    if model is not None and isinstance(parameters.get("modelId"), str):
        table[parameters["modelId"]] = model
    return table


def reword(record: dict[str, Any], table: Mapping[str, str]) -> None:
    """Error messages name caller and model too."""
    places = [(record, "errorMessage"), (record.get("status", {}), "message")]
    places += [(event["attributes"], "exception.message") for event in record.get("events", ())]
    for holder, name in places:
        for old, new in table.items():
            if isinstance(holder.get(name), str):
                holder[name] = holder[name].replace(old, new)
