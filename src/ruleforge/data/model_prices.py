"""What models cost, from `model_prices.json`: list prices, each with its source and the day it was seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["ModelPrice", "model_prices", "prices_in_sql"]

_FILE = Path(__file__).with_name("model_prices.json")


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """USD for a million tokens of a model whose id, inference profile or ARN holds `match`; None where none is known.

    `scope` is where the price holds, `source` the page that says so, and `seen` the day on which it did.
    """

    match: str
    scope: str
    input: float
    output: float
    cache_read: float | None
    cache_write: float | None
    source: str
    seen: str

    @property
    def in_sql(self) -> str:
        """The prices of input, output, cache reads and cache writes as queries hold them: with blanks between."""
        return " ".join(f"{price or 0:g}" for price in (self.input, self.output, self.cache_read, self.cache_write))


@cache
def model_prices() -> tuple[ModelPrice, ...]:
    """The prices in order: the first that fits a model holds."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    sources = {name: (body["address"], body["seen"]) for name, body in table["sources"].items()}
    prices = []
    for row in table["models"]:
        source, seen = sources[row["source"]]
        prices.append(ModelPrice(**{**row, "source": source, "seen": seen}))
    return tuple(prices)


def prices_in_sql() -> str:
    """The lines of a CASE over `modelId` that yields the prices of a call, as the queries on costs hold them."""
    return "\n".join(f"WHEN modelId LIKE '%{price.match}%' THEN '{price.in_sql}'" for price in model_prices())
