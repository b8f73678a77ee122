"""What the store answers in SQL is what genai-prices charges, to the last digit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from genai_prices import calc_price
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.instrumentation.dialects import context_band
from centspan.instrumentation.usage import Usage

MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-2024-08-06"),
    ("openai", "gpt-4o-mini"),
    ("openai", "gpt-4.1"),
    ("openai", "gpt-4.1-mini"),
    ("openai", "gpt-5"),
    ("openai", "gpt-5-mini"),
    ("openai", "gpt-5.1"),
    ("openai", "gpt-5.4"),
    ("openai", "gpt-5.5"),
    ("openai", "gpt-6-sol"),
    ("openai", "gpt-6-luna"),
    ("openai", "o3"),
    ("openai", "o4-mini"),
    ("openai", "gpt-realtime"),
    ("openai", "text-embedding-3-small"),
    ("openai", "text-embedding-3-large"),
    ("anthropic", "claude-sonnet-4-20250514"),
    ("anthropic", "claude-sonnet-4-5"),
    ("anthropic", "claude-sonnet-4-6"),
    ("anthropic", "claude-haiku-4-5"),
    ("anthropic", "claude-opus-4-1"),
    ("anthropic", "claude-opus-4-5"),
    ("anthropic", "claude-opus-5-5"),
    ("google", "gemini-2.5-pro"),
    ("google", "gemini-2.5-flash"),
    ("google", "gemini-2.5-flash-lite"),
    ("google", "gemini-3.1-pro-preview"),
    ("google", "gemini-3.8-flash"),
    ("mistral", "mistral-large-latest"),
    ("mistral", "mistral-large-4-0"),
    ("deepseek", "deepseek-chat"),
    ("deepseek", "deepseek-reasoner"),
    ("groq", "llama-3.3-70b-versatile"),
    ("groq", "openai/gpt-oss-120b"),
    ("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ("aws", "us.amazon.nova-pro-v1:0"),
    ("azure", "gpt-4o"),
    ("azure", "gpt-5"),
    ("cohere", "command-r-plus"),
    ("x-ai", "grok-4-0709"),
    ("perplexity", "sonar"),
    ("perplexity", "sonar-deep-research"),
)
USAGES = (
    Usage(uncached_input=1, requests=1),
    Usage(uncached_input=2_000, cache_read=8_000, output=1_000, requests=1),
    Usage(uncached_input=2_000, cache_write_5m=4_000, cache_write_1h=4_000, output=10, requests=1),
    Usage(uncached_input=500, output=300, reasoning=12_345, requests=1),
    Usage(uncached_input=200_000, output=1, requests=1),
    Usage(uncached_input=200_001, output=1, requests=1),
    Usage(uncached_input=100_000, cache_read=100_001, output=7, requests=1),
    Usage(uncached_input=272_001, output=9_999, web_searches=3, requests=1),
    Usage(uncached_input=40_000, audio_input=321, audio_output=123, output=5, requests=1),
)
DATES = (
    datetime(2025, 6, 9, 23, 59, 59, tzinfo=UTC),
    datetime(2025, 6, 10, tzinfo=UTC),
    datetime(2026, 11, 20, 3, 30, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
)


@pytest.fixture
def priced(client, store_calls, a_call):
    """Store calls (provider, model, usage, moment), resolve, and return their amounts in order."""

    def price(cases):
        client.command("TRUNCATE TABLE llm_calls")
        store_calls(
            a_call(
                provider,
                model,
                usage,
                started_at=at,
                context_band=context_band(usage.total_input),
                request_id=str(number),
            )
            for number, (provider, model, usage, at) in enumerate(cases)
        )
        resolve(client, load_sources(corrections=False))
        rows = client.query("SELECT list_usd FROM calls ORDER BY toUInt32(request_id)").result_rows
        return [row[0] for row in rows]

    return price


def expected(cases, source_usage):
    return [
        calc_price(
            source_usage(usage), model, provider_id=provider, genai_request_timestamp=at
        ).total_price
        for provider, model, usage, at in cases
    ]


def test_forty_models_cost_what_the_source_says(priced, source_usage):
    """Cache reads and writes, reasoning, tiers and price history come out to the last digit."""
    cases = [
        (provider, model, usage, at)
        for provider, model in MODELS
        for usage in USAGES
        for at in DATES
    ]
    assert priced(cases) == expected(cases, source_usage)


counts = st.one_of(st.just(0), st.integers(0, 5_000), st.integers(0, 600_000))
usages = st.builds(
    Usage,
    uncached_input=counts,
    cache_read=counts,
    cache_write_5m=counts,
    cache_write_1h=counts,
    output=counts,
    reasoning=counts,
    audio_input=counts,
    audio_output=counts,
    image_input=counts,
    image_output=counts,
    web_searches=st.integers(0, 5),
    requests=st.just(1),
)
moments = st.integers(0, 3 * 365 * 86400).map(
    lambda seconds: datetime(2024, 6, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
cases_of_any_kind = st.lists(
    st.tuples(st.sampled_from(MODELS), usages, moments).map(lambda case: (*case[0], *case[1:])),
    min_size=1,
    max_size=60,
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases_of_any_kind)
def test_any_usage_at_any_time_costs_what_the_source_says(priced, source_usage, cases):
    """Σ bucket × price through the dictionaries equals the source's Decimal for random calls."""
    assert priced(cases) == expected(cases, source_usage)


def test_sums_of_money_are_exact(client, priced, source_usage):
    """A million tokens of a price with many digits add up without a float anywhere."""
    cases = [
        ("openai", "gpt-4.1-mini", Usage(uncached_input=n, output=n), DATES[2]) for n in range(1000)
    ]
    assert sum(priced(cases)) == sum(expected(cases, source_usage), Decimal(0))
    total = client.query("SELECT sum(list_usd) FROM calls").first_row[0]
    assert total == sum(expected(cases, source_usage), Decimal(0))
