"""The rows of every model in the price source charge what the source charges."""

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices.data import providers
from genai_prices.types import (
    ModelInfo,
    ModelPrice,
    PriceVariant,
    StartDateConstraint,
    Tier,
    TieredPrices,
)

from centspan.collector.prices import flatten as flattening
from centspan.collector.prices.flatten import flatten
from centspan.collector.prices.listing import Listing
from centspan.collector.prices.look_up import priced_as
from centspan.collector.prices.overlay_match import Subject
from centspan.collector.prices.overlay_price import list_quote
from centspan.collector.prices.quote import BANDS, quote
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import Sources
from centspan.collector.prices.timeline import WINDOWS_FROM, timeline
from centspan.instrumentation.dialects import context_band
from centspan.instrumentation.usage import Usage

CASES = Path(__file__).parents[3] / "benchmarks" / "price_source" / "cases.py"


@pytest.fixture(scope="module")
def cases():
    """Random calls over every model, tier, band and edge of a price's time, as the benchmark draws them."""
    spec = importlib.util.spec_from_file_location("price_cases", CASES)
    module = importlib.util.module_from_spec(spec)
    sys.modules["price_cases"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module.cases
    del sys.modules["price_cases"]


def rows_of(name, model):
    """What the source alone says of a model."""
    subject = Subject(((name.provider, (name.model,)),), name.service_tier)
    priced = priced_as(subject, Listing(model), Sources())
    return flatten(name, timeline(model, priced.tier), lambda at: list_quote(priced, at))


def row_at(rows, band, at):
    second = at.hour * 3600 + at.minute * 60 + at.second
    standing = [
        row
        for row in rows
        if row.context_band == band
        and row.valid_from <= at < row.valid_to
        and row.day_from <= second < row.day_to
    ]
    assert len(standing) <= 1, standing
    return standing[0] if standing else None


def charged(row, usage):
    return sum(
        (getattr(usage, name) * price for name, price in zip(PRICED, row.prices, strict=True)),
        Decimal(0),
    )


def test_every_model_of_the_source_costs_what_the_source_says(cases, monkeypatch):
    """Σ bucket × price equals genai-prices: every model and tier, any usage, at every edge of time."""
    checked = 0
    for case in cases(4000, seed=20261121):
        band = context_band(case.usage.total_input)
        monkeypatch.setattr(flattening, "BANDS", (band,))  # the others' rows are not asked for
        rows = rows_of(Name(case.provider.id, case.model.id, case.tier), case.model)
        row = row_at(rows, band, case.at)
        if row is None:
            continue
        assert abs(charged(row, case.usage) - case.source_usd) <= case.tolerated, case
        checked += 1
    assert checked > 3700


def test_prices_by_the_hour_hold_at_each_of_their_edges(source_usage):
    """Off-peak prices change in the second the source says, every day."""
    deepseek = next(p for p in providers if p.id == "deepseek")
    model = next(m for m in deepseek.models if m.id == "deepseek-chat")
    rows = rows_of(Name("deepseek", model.id), model)
    usage = Usage(uncached_input=1000, output=1000)
    for second in (0, 1799, 1800, 59399, 59400, 86399):
        at = datetime(2025, 3, 3, tzinfo=UTC) + timedelta(seconds=second)
        expected = model.calc_price(source_usage(usage), deepseek, genai_request_timestamp=at)
        assert charged(row_at(rows, 0, at), usage) == expected.total_price
    assert row_at(rows, 0, WINDOWS_FROM - timedelta(seconds=1)) is None


def test_what_no_span_reports_stays_unpriced():
    """A model charged only by audio hours or characters gets no row, not a price of 0."""
    by_the_hour = ModelInfo("w", match=None, prices=ModelPrice(audio_hours=Decimal("0.1")))
    assert rows_of(Name("p", "w"), by_the_hour) == ()


def test_a_listing_without_prices_is_free_only_where_it_says_so():
    """An empty price list is `assumed` to be free unless the model is named so."""
    assert quote(ModelPrice(), 0, free=True).doubts == ()
    assert quote(ModelPrice(), 0).doubts == ("listed without a price",)


def test_a_charge_beside_the_tokens_is_pointed_out():
    """Where the source also charges for something spans do not carry, the price is `assumed`."""
    found = quote(ModelPrice(input_mtok=Decimal(1), audio_hours=Decimal(1)), 0)
    assert found.doubts == ("charges audio_hours too, which spans do not report",)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({"input_mtok": 1, "output_mtok": 2}, "1 1 1 1 2 2 1 2 1 2 0 0"),
        ({"input_mtok": 2, "cache_read_mtok": 1}, "2 1 2 2 0 0 2 0 2 0 0 0"),
        ({"input_mtok": 4, "cache_write_mtok": 5}, "4 4 5 5 0 0 4 0 4 0 0 0"),
        (
            {"input_mtok": 4, "cache_write_mtok": 5, "cache_write_1h_mtok": 8},
            "4 4 5 8 0 0 4 0 4 0 0 0",
        ),
        ({"output_mtok": 2, "output_reasoning_mtok": 3}, "0 0 0 0 2 3 0 2 0 2 0 0"),
        (
            {"input_mtok": 1, "input_audio_mtok": 9, "input_image_mtok": 7},
            "1 1 1 1 0 0 9 0 7 0 0 0",
        ),
    ],
)
def test_a_bucket_without_its_own_price_costs_what_the_next_broader_one_costs(listed, expected):
    """Missing prices fall back the way genai-prices falls back."""
    found = quote(ModelPrice(**{name: Decimal(price) for name, price in listed.items()}), 0)
    assert found.prices == tuple(Decimal(price) / 10**6 for price in expected.split())


def test_units_are_priced_one_by_one():
    """Searches and requests are listed per thousand and stored per one."""
    found = quote(ModelPrice(web_searches_kcount=Decimal(10), requests_kcount=Decimal(5)), 0)
    assert found.prices[-2:] == (Decimal("0.01"), Decimal("0.005"))


def test_every_context_edge_of_the_source_is_an_edge_of_ours():
    """No model of the bundled source changes its price inside one of our context bands."""
    starts = {
        (tier.start, provider.id, model.id)
        for provider in providers
        for model in provider.models
        for listed in price_lists(model)
        for price in vars(listed).values()
        if isinstance(price, TieredPrices)
        for tier in price.tiers
    }
    assert len(starts) > 100
    assert sorted(start for start in starts if start[0] not in BANDS) == []


def price_lists(model):
    plain = [model.prices] if isinstance(model.prices, ModelPrice) else model.prices
    lists = [each if isinstance(each, ModelPrice) else each.prices for each in plain]
    return [*lists, *(variant.prices for variant in model.price_variants or ())]


def test_an_edge_we_do_not_know_is_admitted():
    """A price boundary inside a band makes that band `assumed`, and no other."""
    tiered = TieredPrices(Decimal(1), [Tier(150_000, Decimal(2))])
    doubtful = [band for band in BANDS if quote(ModelPrice(input_mtok=tiered), band).doubts]
    assert doubtful == [128000]


def test_a_tier_the_source_prices_gets_its_own_price():
    """A batch or flex call costs what the source lists for it, from the day it lists it."""
    model = ModelInfo(
        "m",
        match=None,
        prices=ModelPrice(input_mtok=Decimal(2)),
        price_variants=[
            PriceVariant(
                {"processing": "batch"},
                ModelPrice(input_mtok=Decimal(1)),
                StartDateConstraint(datetime(2026, 10, 14).date()),
            )
        ],
    )
    rows = rows_of(Name("p", "m", "batch"), model)
    before = row_at(rows, 0, datetime(2026, 10, 13, 23, 59, 59, tzinfo=UTC))
    after = row_at(rows, 0, datetime(2026, 10, 14, tzinfo=UTC))
    assert (before.prices[0], before.assumed) == (Decimal("0.000002"), True)
    assert (after.prices[0], after.assumed) == (Decimal("0.000001"), False)


def test_a_tier_nobody_lists_is_never_silently_standard():
    """An unknown service tier costs the standard price, marked `assumed` with the reason."""
    model = ModelInfo("m", match=None, prices=ModelPrice(input_mtok=Decimal(2)))
    rows = rows_of(Name("p", "m", "turbo"), model)
    assert {(row.assumed, row.note) for row in rows} == {
        (True, "standard price: none listed for tier turbo")
    }
