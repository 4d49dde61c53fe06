"""What the tests of reading share: records, ways to pack bytes, and one way from a path to what is in it."""

from __future__ import annotations

import gzip
import json

from ruleforge.events import Problem, discover, messages, read

ONE = '{"eventVersion":"1.11","eventName":"One","n":1.50}'
TWO = '{"eventVersion":"1.11",  "eventName":"Zwei ä €"}'
BOM = b"\xef\xbb\xbf"
LIST_OF_SPAN = '{"traceId":"t","spanId":"s","kind":"CLIENT","events":[{"name":"exception"}]}'


def collect(path, *, range_bytes=None, **options):
    """The texts of a path's messages, and the problems; batches are used up before the next is asked for."""
    found, problems = collect_messages(path, range_bytes=range_bytes, **options)
    return [message.text for message in found], problems


def collect_messages(path, *, range_bytes=None, **options):
    """As `collect`, with the whole messages."""
    units, problems = discover([path]) if range_bytes is None else discover([path], range_bytes=range_bytes)
    found = []
    for unit in units:
        for batch in read(unit, **options):
            for item in [batch] if isinstance(batch, Problem) else messages(batch, unit.name):
                (problems if isinstance(item, Problem) else found).append(item)
    return found, problems


def pack(data):
    """Gzip, the same bytes every time."""
    return gzip.compress(data, mtime=0)


def payload(*texts, group="group", kind="DATA_MESSAGE"):
    """What a subscription filter forwards."""
    return json.dumps(
        {
            "messageType": kind,
            "owner": "111122223333",
            "logGroup": group,
            "logStream": "stream",
            "subscriptionFilters": ["filter"],
            "logEvents": [{"id": str(n), "timestamp": 1000 * n, "message": text} for n, text in enumerate(texts, 1)],
        }
    )


def api_output(*texts, **beside):
    """What get-log-events and filter-log-events print."""
    return json.dumps({"events": [{"timestamp": 1500, "message": text} for text in texts], **beside})


def lookup_output(*texts, **beside):
    """What lookup-events prints."""
    return json.dumps({"Events": [{"EventId": "1", "CloudTrailEvent": text} for text in texts], **beside})


def pretty(text):
    """As `jq .` writes it; spellings such as 1.50 do not survive."""
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)


RECORDS = f'{{"Records":[{ONE},{TWO}]}}'
PACKINGS = {
    "plain": lambda data: data,
    "gzip": pack,
    "members": lambda data: pack(data[:25]) + pack(b"") + pack(data[25:]),
    "gzip in gzip": lambda data: pack(pack(data)),
    "padded gzip": lambda data: pack(data) + b"\0" * 512,
}
