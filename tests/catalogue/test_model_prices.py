"""What models cost: the data are told with sources and days, and the queries hold exactly those."""

from __future__ import annotations

import re
from datetime import date

import pytest
from queries import run
from shipped_rules import CATALOG, FIXTURES

from ruleforge.data.model_prices import model_prices, prices_in_sql
from ruleforge.model import EventReference

COSTS = ["bedrock-spend-total", "bedrock-cost-by-model", "bedrock-top-spenders"]
CALLS = [name for name in FIXTURES.names() if name.startswith("model-invocation-log/")]
LINE = re.compile(r"^ +(WHEN modelId LIKE .*)$", re.MULTILINE)


@pytest.mark.parametrize("rule", COSTS)
def test_the_case_of_a_query_is_that_of_the_data(rule):
    """To bring a query up to date: put what `prices_in_sql()` gives into its CASE."""
    assert LINE.findall(CATALOG[rule].spec.query_string) == prices_in_sql().splitlines()


def test_every_price_has_a_source_and_a_day():
    for price in model_prices():
        assert price.source.startswith("https://")
        assert date(2025, 1, 1) < date.fromisoformat(price.seen)
        assert 0 < price.input <= price.output
        assert price.scope
        if price.cache_read is not None:
            assert price.cache_read < price.input < (price.cache_write or price.input + 1)


def test_the_first_price_that_fits_is_the_closest():
    """An entry that another one's text is part of comes before it, or it would never hold."""
    matches = [price.match for price in model_prices()]
    assert len(set(matches)) == len(matches)
    for index, match in enumerate(matches):
        assert not any(earlier in match for earlier in matches[:index])


def cost(record):
    """What a call costs, worked out from the data; None for an unknown model."""
    price = next((price for price in model_prices() if price.match in record["modelId"]), None)
    if price is None:
        return None
    source, output = record["input"], record.get("output", {})
    tokens = (
        (source.get("inputTokenCount", 0), price.input),
        (output.get("outputTokenCount", 0), price.output),
        (source.get("cacheReadInputTokenCount", 0), price.cache_read or 0),
        (source.get("cacheWriteInputTokenCount", 0), price.cache_write or 0),
    )
    return sum(count * rate for count, rate in tokens) / 1_000_000


@pytest.mark.parametrize("call", CALLS)
def test_a_call_costs_what_the_data_say(call):
    record = FIXTURES.load(call)
    rows = run(CATALOG["bedrock-spend-total"], log=[call])
    if "errorCode" in record:
        assert rows == []
        return
    (row,) = rows
    expected = cost(record)
    assert row["cost_usd"] == (None if expected is None else pytest.approx(expected))
    assert row["unpriced_invocations"] == (expected is None)


@pytest.mark.parametrize("rule", COSTS)
def test_an_unknown_model_is_told_beside_a_known_one(rule):
    call = "model-invocation-log/converse"
    unknown = EventReference(fixture=call, set={"$.modelId": "acme.new-model-v1:0"})
    rows = run(CATALOG[rule], log=[call, unknown])
    record = FIXTURES.load(call)
    assert sum(row["cost_usd"] or 0 for row in rows) == pytest.approx(cost(record))
    assert sum(row["unpriced_invocations"] for row in rows) == 1
    tokens = record["input"]["inputTokenCount"] + record["output"]["outputTokenCount"]
    assert sum(row["unpriced_tokens"] for row in rows) == tokens


@pytest.mark.parametrize("price", model_prices(), ids=lambda price: price.match)
def test_every_price_is_found_by_the_query(price):
    call = EventReference(fixture="model-invocation-log/converse", set={"$.modelId": f"{price.match}-x"})
    (row,) = run(CATALOG["bedrock-cost-by-model"], log=[call])
    assert row["cost_usd"] == pytest.approx((1980 * price.input + 119 * price.output) / 1_000_000)
