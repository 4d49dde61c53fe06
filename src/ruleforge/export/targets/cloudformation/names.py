"""Logical names: letters and digits, the same in every export, each for one thing only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from functools import lru_cache

from ruleforge.data import number
from ruleforge.export.resources import ResourceKind

__all__ = ["logical_id", "parameter_name"]

_MAX = number("cfn.logical_id.max")
_SUFFIX = 8


def parameter_name(placeholder: str) -> str:
    """What a placeholder is called as a parameter: `CLOUDTRAIL_LOG_GROUP` is `CloudtrailLogGroup`."""
    return _camel(placeholder.lower().replace("_", "-"))


def logical_id(kind: ResourceKind, identifier: str, taken: Collection[str] = ()) -> str:
    """What a resource is called in a template; `taken` are names of parameters, which resources must not have."""
    name = _camel(f"{kind.value}-{identifier}")
    return name if name not in taken else _told_apart(name, identifier)


@lru_cache(maxsize=4096)
def _camel(text: str) -> str:
    """Words put together; where they cannot be told from that, a digest of the text comes behind."""
    name = "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", text))
    words = (word.lower() for word in re.findall("[A-Z][a-z0-9]*", name))
    return name if "-".join(words) == text and len(name) <= _MAX - _SUFFIX else _told_apart(name, text)


def _told_apart(name: str, text: str) -> str:
    return name[: _MAX - _SUFFIX] + hashlib.sha256(text.encode("utf-8")).hexdigest()[:_SUFFIX]
