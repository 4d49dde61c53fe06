"""The kinds of events in `events.yaml`, as texts that are cut where the fields of one event go.

Shapes follow CloudTrail's record contents: `requestParameters` and `responseElements` are always there and may be null,
error members are absent on success, data events carry `resources`, and not every record has `tlsDetails`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Template", "templates"]

Json = Mapping[str, Any]
_FIELD = re.compile(r'"<!(\w+)>"|<(\w+)>')
_ERRORS = {"AccessDenied": 0.015}
_REFUSAL = (
    "User: <arn> is not authorized to perform: {action} because no identity-based policy allows the {action} action"
)


@dataclass(frozen=True, slots=True)
class Template:
    """A record cut at its fields: `parts` pairs the text before a field with the field's name, `tail` is the rest.

    `weight` is the share of all events. `caller` names the mix of principals that make this call. `region` is set for a
    service that records everything in one Region. `folder` is where CloudTrail delivers such a record in S3.
    """

    weight: float
    caller: str
    region: str | None
    folder: str
    parts: tuple[tuple[str, str], ...]
    tail: str


def templates() -> list[Template]:
    """Every template of `events.yaml`; the weights of a group add up to the group's share."""
    document = yaml.safe_load((Path(__file__).parent / "events.yaml").read_text(encoding="utf-8"))
    made: list[Template] = []
    for group, share in document["groups"].items():
        entries = document["events"][group]
        scale = share / sum(entry["weight"] for entry in entries)
        for entry in entries:
            made += (
                _cut(weight * scale, entry.get("caller", "workload"), record) for weight, record in _records(entry)
            )
    return made


def _records(entry: Json) -> Iterator[tuple[float, Json]]:
    """The records of one entry with their weights: for each name the call that succeeds, and one for each error."""
    if "record" in entry:
        yield entry["weight"], entry["record"]
        return
    names = entry["names"].split()
    errors = entry.get("errors", _ERRORS)
    for name in names:
        weight = entry["weight"] / len(names)
        yield weight * (1 - sum(errors.values())), _call(entry, name, None)
        for code, share in errors.items():
            yield weight * share, _call(entry, name, code)


def _call(entry: Json, name: str, error: str | None) -> Json:
    """An API call's record, in CloudTrail's own order of members."""
    service, data = entry["service"], entry.get("data", False)
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": "<!identity>",
        "eventTime": "<time>",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "<region>",
        "sourceIPAddress": "<ip>",
        "userAgent": "<agent>",
    }
    if error:
        message = _REFUSAL.format(action=f"{service}:{name}") if "Denied" in error else "The request was refused"
        record |= {"errorCode": error, "errorMessage": message}
    record |= {"requestParameters": entry.get("request"), "responseElements": None if error else entry.get("response")}
    if entry.get("extra"):
        record["additionalEventData"] = entry["extra"]
    record |= {"requestID": "<s3_request_id>" if service == "s3" else "<request_id>", "eventID": "<event_id>"}
    record["readOnly"] = entry.get("read", True)
    if "resources" in entry:
        record["resources"] = entry["resources"]
    record |= {"eventType": "AwsApiCall", "managementEvent": not data, "recipientAccountId": "<account>"}
    record["eventCategory"] = "Data" if data else "Management"
    if host := entry.get("host"):
        tls = {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"}
        record["tlsDetails"] = tls | {"clientProvidedHostHeader": f"{host}.amazonaws.com"}
    record |= entry.get("set", {})
    return record


def _cut(weight: float, caller: str, record: Json) -> Template:
    text = json.dumps(record, separators=(",", ":"))
    parts, at = [], 0
    for found in _FIELD.finditer(text):
        parts.append((text[at : found.start()], found[1] or found[2]))
        at = found.end()
    region = "us-east-1" if record.get("eventSource") == "iam.amazonaws.com" else None
    folder = "CloudTrail-Insight" if record["eventCategory"] == "Insight" else "CloudTrail"
    return Template(weight, caller, region, folder, tuple(parts), text[at:])
