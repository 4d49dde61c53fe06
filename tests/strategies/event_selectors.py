"""Event selectors that CloudTrail accepts, and records built from the same few names and values so that they meet.

Both are put together from parts that are listed beforehand: one draw a part keeps generation fast.
"""

from __future__ import annotations

import copy
import itertools

from hypothesis import strategies as st

ANY = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")
OBJECT, FUNCTION, GUARDRAIL, BUCKET = (
    "AWS::S3::Object",
    "AWS::Lambda::Function",
    "AWS::Bedrock::Guardrail",
    "AWS::S3::B",
)
ARNS = ("arn:aws:s3:::a/k", "arn:aws:s3:::a/", "arn:aws:s3:::b", "arn:aws:s3:::")
VALUES = {
    "eventName": ("PutObject", "PutObjectAcl", "GetObject", "putobject", "é*", "true"),
    "eventSource": ("kms.amazonaws.com", "rdsdata.amazonaws.com", "s3.amazonaws.com"),
    "eventType": ("AwsApiCall", "AwsServiceEvent"),
    "resources.ARN": ARNS,
    "userIdentity.arn": ("arn:aws:iam::111122223333:user/u", "arn:aws:sts::111122223333:assumed-role/r/s"),
    "vpcEndpointId": ("vpce-1", "vpce-2"),
}
DATA = ("eventName", "eventSource", "eventType", "resources.ARN", "userIdentity.arn")
FREE = {
    ("trail", "Management"): (),
    ("trail", "Data"): DATA,
    ("trail", "NetworkActivity"): ("eventName", "vpcEndpointId", "userIdentity.arn"),
    ("eds", "Management"): ("eventName", "eventSource", "eventType", "userIdentity.arn"),
    ("eds", "Data"): DATA,
    ("eds", "NetworkActivity"): ("eventName", "vpcEndpointId"),
    ("eds", "Insight"): (),
}
"""The fields that take any operator, by target and category."""
READ_ONLY = [("readOnly", "Equals", "true"), ("readOnly", "Equals", "false")]
CONSOLE = [("sessionCredentialFromConsole", operator, "true") for operator in ("Equals", "NotEquals")]
EXCLUDED = [("eventSource", "NotEquals", source) for source in VALUES["eventSource"][:2]]
SPECIAL = {
    ("trail", "Management"): READ_ONLY + EXCLUDED,
    ("trail", "Data"): READ_ONLY + CONSOLE,
    ("trail", "NetworkActivity"): [("errorCode", "Equals", "VpceAccessDenied")],
    ("eds", "Management"): READ_ONLY + CONSOLE,
    ("eds", "Data"): READ_ONLY + CONSOLE,
    ("eds", "NetworkActivity"): [("errorCode", "Equals", "VpceAccessDenied")],
    ("eds", "Insight"): [],
}
"""The conditions on fields that take particular operators and values."""


def parts(text):
    """A value, its beginning and its end."""
    return text, text[: len(text) // 2 + 1], text[len(text) // 2 :]


CONDITIONS = {
    where: SPECIAL[where] * 3
    + [(f, o, part) for f, o in itertools.product(fields, ANY) for text in VALUES[f] for part in parts(text)]
    for where, fields in FREE.items()
}
REQUIRED = {
    "Data": [[("resources.type", "Equals", name) for name in names] for names in ((OBJECT,), (FUNCTION, OBJECT))],
    "NetworkActivity": [[("eventSource", "Equals", source)] for source in VALUES["eventSource"]],
}


def written(conditions):
    """Conditions as field selectors: those on one field together, those with one operator in one list."""
    fields = {}
    for field, operator, value in conditions:
        fields.setdefault(field, {}).setdefault(operator, []).append(value)
    return [{"Field": field, **operators} for field, operators in fields.items()]


@st.composite
def selectors(draw, target):
    category = draw(st.sampled_from([name for where, name in FREE if where == target]))
    conditions = [("eventCategory", "Equals", category)]
    if category in REQUIRED:
        conditions += draw(st.sampled_from(REQUIRED[category]))
    if CONDITIONS[target, category]:
        conditions += draw(st.lists(st.sampled_from(CONDITIONS[target, category]), max_size=5))
    return {"FieldSelectors": written(conditions)}


@st.composite
def configurations(draw):
    """A target, and a list of selectors for it."""
    target = draw(st.sampled_from(("trail", "eds")))
    return target, draw(st.lists(selectors(target), max_size=4))


ODD = (None, True, False, 0, 1, 0.5, float("inf"), 10**30, "", "x", [], {}, [None], ["x"], {"arn": 1})
RESOURCES = [
    [],
    [{}],
    [{"type": OBJECT}],
    [{"type": OBJECT, "ARN": None}],
    [{"type": OBJECT, "ARN": 7}],
    [{"type": 1, "ARN": ARNS[0]}],
    [{"ARN": ARNS[0]}, {"type": OBJECT, "ARN": ARNS[0], "accountId": "1"}],
    *([{"type": name, "ARN": arn}] for name in (OBJECT, FUNCTION, GUARDRAIL) for arn in ARNS),
    *([{"type": OBJECT, "ARN": first}, {"type": name, "ARN": ARNS[2]}] for first in ARNS for name in (BUCKET, OBJECT)),
    [{"type": BUCKET, "ARN": ARNS[2]}, {"type": FUNCTION, "ARN": ARNS[1]}, {"type": OBJECT, "ARN": ARNS[1]}],
    [{"type": OBJECT, "ARN": ARNS[0]}, None, "x", 1],
]
MEMBERS = [
    *[("eventCategory", name) for name in ("Management", "Data", "NetworkActivity", "Insight") for _ in range(8)],
    *[
        (field, value)
        for field in ("eventName", "eventSource", "eventType", "vpcEndpointId")
        for value in VALUES[field]
    ],
    *[("userIdentity", {"type": "AssumedRole", "arn": arn}) for arn in VALUES["userIdentity.arn"]],
    ("userIdentity", {"type": "AWSAccount"}),
    ("userIdentity", {"arn": None}),
    *[("readOnly", value) for value in (True, False) for _ in range(3)],
    *[("sessionCredentialFromConsole", value) for value in ("true", True)],
    *[("errorCode", value) for value in ("VpceAccessDenied", "AccessDenied")],
    *[("resources", value) for value in RESOURCES],
    *[
        (field, value)
        for field in ("eventCategory", "eventName", "readOnly", "resources", "userIdentity")
        for value in ODD
    ],
    *[("other", value) for value in ODD],
]
records = st.tuples(
    st.sampled_from(("Management", "Data", "Data", "NetworkActivity")), st.lists(st.sampled_from(MEMBERS), max_size=9)
).map(lambda found: {"eventCategory": found[0], **dict(found[1])})
"""Records as CloudTrail delivers them, with an odd value here and there."""

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
"""Any JSON value."""


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


GONE = object()


@st.composite
def mutated(draw, bodies, *words):
    """A sound body in which one place holds something else, or is gone."""
    body = copy.deepcopy(draw(bodies))
    *holders, last = draw(st.sampled_from([path for path in places(body) if path]))
    holder = body
    for step in holders:
        holder = holder[step]
    value = draw(st.one_of(st.sampled_from((GONE, "", -1, 0, 1.5, 10**400, float("inf"), *ODD, *words)), json_values))
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return body
