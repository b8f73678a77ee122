"""The shipped corrections: what the price source has wrong, and what nobody may take for certain."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_file import read
from centspan.collector.prices.quote import BANDS
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import CORRECTIONS, load_sources
from centspan.instrumentation.pricing.listing import find
from centspan.instrumentation.pricing.names import RENAMED
from centspan.instrumentation.pricing.tariff import DIGITS

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def sources():
    return load_sources()


def standing(sources, name, at):
    second = at.hour * 3600 + at.minute * 60
    rows = [
        row
        for row in look_up(Name(*name), sources)
        if row.context_band == 0
        and row.valid_from <= at < row.valid_to
        and row.day_from <= second < row.day_to
    ]
    assert len(rows) == 1, rows
    return rows[0]


def million(row, bucket):
    return row.prices[PRICED.index(bucket)] * 10**6


def test_every_correction_says_where_it_was_read():
    """Each entry has its source and an address."""
    text = CORRECTIONS.read_text("utf-8")
    entries = text.count("\n[[")
    assert entries > 20
    assert text.count("\nsource = ") == text.count("\nurl = ") == entries
    assert read(CORRECTIONS).discounts == ()


def test_the_app_knows_what_a_moved_name_means_today(sources):
    """The client's own figure for a name that the corrections lead elsewhere is the store's of today."""
    for provider, model in RENAMED:
        row = standing(sources, (provider, model), NOW)
        prices = find(provider, model).prices(1000, NOW)
        assert [Decimal(p).scaleb(-DIGITS) for p in prices] == list(row.prices), model


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        (("openai", "gpt-4o"), NOW, "2.5 1.25 10"),
        (("mistral", "mistral-large-latest"), datetime(2025, 12, 1, 23, 45, tzinfo=UTC), "2 2 6"),
        (("mistral", "mistral-large-latest"), datetime(2025, 12, 2, tzinfo=UTC), "0.5 0.05 1.5"),
        (("mistral", "mistral-large-2411"), NOW, "2 2 6"),
        (
            ("deepseek", "deepseek-chat"),
            datetime(2025, 2, 8, 15, 45, tzinfo=UTC),
            "0.14 0.014 0.28",
        ),
        (("deepseek", "deepseek-chat"), datetime(2025, 2, 26, 16, 15, tzinfo=UTC), "0.27 0.07 1.1"),
        (
            ("deepseek", "deepseek-reasoner"),
            datetime(2025, 2, 26, 16, 30, tzinfo=UTC),
            "0.135 0.035 0.55",
        ),
        (("gcp.gemini", "gemini-1.5-flash-8b-001"), NOW, "0.0375 0.01 0.15"),
        (("gcp.gemini", "gemini-3.6-flash"), datetime(2026, 8, 5, tzinfo=UTC), "1.5 0.15 7.5"),
        (("deepseek", "deepseek-chat"), datetime(2025, 9, 5, 15, 45, tzinfo=UTC), "0.27 0.07 1.1"),
        (("deepseek", "deepseek-chat"), datetime(2025, 9, 5, 16, tzinfo=UTC), "0.56 0.07 1.68"),
        (("deepseek", "deepseek-chat"), datetime(2025, 9, 20, 20, tzinfo=UTC), "0.56 0.07 1.68"),
        (("deepseek", "deepseek-reasoner"), datetime(2026, 1, 1, tzinfo=UTC), "0.28 0.028 0.42"),
        (("deepseek", "deepseek-chat"), datetime(2026, 6, 1, 2, tzinfo=UTC), "0.14 0.0028 0.28"),
        (
            ("deepseek", "deepseek-v4-pro"),
            datetime(2026, 6, 1, 2, tzinfo=UTC),
            "0.435 0.003625 0.87",
        ),
        (("anthropic", "claude-sonnet-5-5"), datetime(2026, 10, 6, tzinfo=UTC), "2 0.2 10"),
        (("anthropic", "claude-sonnet-5-5"), datetime(2026, 10, 7, tzinfo=UTC), "2 0.1 10"),
    ],
)
def test_history_is_right_where_the_source_keeps_only_today(sources, name, at, expected):
    """Aliases that moved, discounts that ended and caches that got cheaper: each from its moment on."""
    row = standing(sources, name, at)
    found = [million(row, bucket) for bucket in ("uncached_input", "cache_read", "output")]
    assert found == [Decimal(each) for each in expected.split()]
    assert not row.assumed


@pytest.mark.parametrize(
    ("provider", "model", "tier", "at", "expected"),
    [
        ("openai", "gpt-4o", "batch", datetime(2025, 12, 1, tzinfo=UTC), "1.25 5"),
        ("openai", "o3", "flex", datetime(2025, 6, 1, tzinfo=UTC), "5 20"),
        ("openai", "gpt-4.1", "priority", datetime(2026, 1, 1, tzinfo=UTC), "3.5 14"),
        ("azure.ai.openai", "gpt-4o", "batch", datetime(2025, 12, 1, tzinfo=UTC), "1.25 5"),
        ("anthropic", "claude-opus-4-1", "batch", NOW, "7.5 37.5"),
        ("gcp.gemini", "gemini-2.5-pro", "batch", datetime(2025, 12, 1, tzinfo=UTC), "0.625 5"),
        ("gcp.gemini", "gemini-2.5-flash", "flex", NOW, "0.15 1.25"),
        (
            "mistral_ai",
            "mistral-large-2512",
            "batch",
            datetime(2026, 1, 1, tzinfo=UTC),
            "0.25 0.75",
        ),
        ("aws.bedrock", "us.amazon.nova-pro-v1:0", "batch", NOW, "0.4 1.6"),
        ("gcp.gemini", "gemini-3-flash-preview", "flex", NOW, "0.25 1.5"),
        ("aws.bedrock", "eu.amazon.nova-pro-v1:0", "", NOW, "1.05 4.2"),
        ("openai", "ft:gpt-4.1-mini-2025-04-14:acme::x", "batch", NOW, "0.4 1.6"),
        ("azure.ai.openai", "gpt-4o-2024-08-06", "@eu", NOW, "2.75 11"),
        ("azure.ai.openai", "gpt-6-sol", "@eu", NOW, "2.4 12"),
        ("openai", "gpt-5.4", "@eu", NOW, "2.75 16.5"),
        ("openai", "gpt-4o-2024-08-06", "@eu", NOW, "2.5 10"),
        ("openai", "gpt-5.4", "batch@us", NOW, "1.375 8.25"),
        ("anthropic", "claude-opus-4-6", "@us", NOW, "5.5 27.5"),
        ("anthropic", "claude-opus-4-6", "@global", NOW, "5 25"),
        ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "@europe-west1", NOW, "3.3 16.5"),
        ("gcp.vertex_ai", "claude-sonnet-4@20250514", "@europe-west1", NOW, "3 15"),
        ("vertex_ai", "gemini-2.5-pro", "@us-central1", NOW, "1.25 10"),
        ("gcp.gen_ai", "gemini-3.5-flash", "@europe-west4", NOW, "1.65 9.9"),
        ("anthropic", "claude-sonnet-4-5@20250929", "@europe-west1", NOW, "3.3 16.5"),
        ("anthropic", "claude-opus-4-1@20250805", "@us-east5", NOW, "15 75"),
        ("xai", "grok-4.5", "@us", NOW, "2.2 6.6"),
        ("openai", "text-embedding-3-small", "batch", NOW, "0.01 0"),
        ("openai", "ft:gpt-4o-2024-08-06:acme::x", "batch", NOW, "2.225 12.5"),
        ("azure.ai.openai", "o3-mini", "batch", NOW, "0.55 2.2"),
        ("gcp.gemini", "gemini-3.5-flash", "batch", NOW, "0.75 4.5"),
        ("mistral_ai", "devstral-2512", "batch", NOW, "0.2 1"),
        ("aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "batch", NOW, "0.55 2.75"),
    ],
)
def test_tiers_and_regions_cost_what_the_provider_says(
    sources, provider, model, tier, at, expected
):
    """Batch, flex and priority before the source listed them, and the premiums of regions."""
    row = standing(sources, (provider, model, tier), at)
    assert [million(row, "uncached_input"), million(row, "output")] == [
        Decimal(each) for each in expected.split()
    ]
    assert not row.assumed


@pytest.mark.parametrize(
    ("provider", "model", "tier"),
    [
        ("anthropic", "claude-opus-4-6", "priority"),
        ("aws.bedrock", "us.amazon.nova-pro-v1:0", "flex"),
        ("azure.ai.openai", "gpt-4o", "@swedencentral"),
        ("openai", "gpt-4o", "scale"),
        ("openai", "gpt-4o", "flex"),
        ("openai", "gpt-4.1-nano", "flex"),
        ("openai", "text-embedding-3-small", "flex"),
        ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "flex"),
        ("gcp.gemini", "gemini-2.0-flash", "flex"),
        ("gcp.gemini", "gemini-3.8-live", "flex"),
        ("gcp.vertex_ai", "gemini-4-argon", "flex"),
        ("gcp.gemini", "gemini-3.8-live", "batch"),
        ("openai", "gpt-realtime", "batch"),
        ("azure.ai.openai", "gpt-audio", "batch"),
        ("anthropic", "claude-3-sonnet-20240229", "batch"),
        ("mistral_ai", "zai-glm-5-3", "batch"),
        ("aws.bedrock", "us.anthropic.claude-opus-4-6-v1:0", "batch"),
        ("openai", "gpt-image-2", "@eu"),
    ],
)
def test_what_could_not_be_verified_is_assumed(sources, provider, model, tier):
    """A tier or region without a known price is priced plainly and flagged, never silently standard."""
    row = standing(sources, (provider, model, tier), NOW)
    assert row.assumed
    assert "none listed for tier" in row.note or "no multiplier known for region" in row.note


def test_a_factor_of_a_tier_names_its_models():
    """No tier is taken to be cheaper for models that no page or list has in that tier."""
    factors = [each for each in read(CORRECTIONS).multipliers if each.scope.tier and each.factor]
    assert len(factors) > 20
    assert [f.scope.where for f in factors if f.scope.model.strip("*-") in ("", "gemini")] == []


def test_a_long_context_costs_what_the_source_left_out(sources):
    """Grok 4 above 128,000 tokens of input costs twice as much, in every band from there on."""
    rows = look_up(Name("xai", "grok-4"), sources)
    output = {row.context_band: million(row, "output") for row in rows}
    assert output == {band: 30 if band >= 128000 else 15 for band in BANDS}


def test_a_tier_may_be_like_another(sources):
    """Gemini's flex costs what batch costs: half, but for caches that cost the same in every tier."""
    row = standing(sources, ("gcp.gemini", "gemini-2.5-pro", "flex"), NOW)
    buckets = ("uncached_input", "cache_read", "output")
    assert [million(row, bucket) for bucket in buckets] == [Decimal("0.625"), Decimal("0.125"), 5]


def test_a_fee_that_hangs_on_what_spans_do_not_say_is_assumed(sources):
    """Perplexity's request fee is that of the default search context, and says so."""
    row = standing(sources, ("perplexity", "sonar"), NOW)
    assert (million(row, "requests"), row.assumed) == (5000, True)
    assert "smallest search context" in row.note
