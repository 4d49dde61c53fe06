"""Account ids and Regions in ARNs as placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ruleforge.catalog.parameters import texts_in

__all__ = ["Accounts"]

_ARN = re.compile(
    r"(?P<head>arn:[a-z0-9${}A-Z_-]{1,40}:[a-z0-9-]{1,40}:)(?P<region>[^:\s]{0,40}):(?P<account>[^:\s]{0,40}):"
)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_ACCOUNT = re.compile(r"[0-9]{12}")


class Accounts:
    """The account ids and Regions that the ARNs of several specs hold, each with a placeholder.

    The one that most ARNs have is ACCOUNT_ID, or REGION; others have a number behind that, in the order of how often
    they stand there, then of their values.
    """

    def __init__(self, specs: Iterable[Any]) -> None:
        accounts: Counter[str] = Counter()
        regions: Counter[str] = Counter()
        for text in texts_in(list(specs)):
            for found in _ARN.finditer(text):
                if _ACCOUNT.fullmatch(found["account"]):
                    accounts[found["account"]] += 1
                if _REGION.fullmatch(found["region"]):
                    regions[found["region"]] += 1
        self._names = {**_named(accounts, "ACCOUNT_ID"), **_named(regions, "REGION")}

    @property
    def values(self) -> dict[str, str]:
        """The values by the names of their placeholders."""
        return {name: value for value, name in self._names.items()}

    def put(self, value: Any) -> Any:
        """A copy of plain data with placeholders in the ARNs of its texts."""
        if isinstance(value, str):
            return _ARN.sub(self._arn, value) if "arn:" in value else value
        if isinstance(value, Mapping):
            return {name: self.put(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.put(inner) for inner in value]
        return value

    def _arn(self, found: re.Match[str]) -> str:
        return f"{found['head']}{self._of(found['region'])}:{self._of(found['account'])}:"

    def _of(self, value: str) -> str:
        return f"${{{self._names[value]}}}" if value in self._names else value


def _named(found: Counter[str], name: str) -> dict[str, str]:
    ranked = sorted(found, key=lambda value: (-found[value], value))
    return {value: name if index == 0 else f"{name}_{index + 1}" for index, value in enumerate(ranked)}
