from datetime import UTC, datetime
from functools import partial

import pytest
from genai_prices import Usage as SourceUsage
from genai_prices.data_units import unit_data

from centspan.collector.prices import book
from centspan.instrumentation.usage import Usage

TABLES = (
    "prices",
    "price_versions",
    "price_misses",
    "closed_months",
    "price_keys_seen",
    "llm_calls",
    "dirty_hours",
    "rolled_hours",
    "rolled_days",
    "spend_rollup",
    "tenant_spend_rollup",
    "user_spend_rollup",
)


LOADED = (
    "SELECT sum(element_count) FROM system.dictionaries WHERE name IN ('price_at', 'price_row')"
)


@pytest.fixture(scope="module")
def engine(engine):
    # Some calls here are older than the store keeps them.
    engine.client().command("SYSTEM STOP TTL MERGES llm_calls")
    return engine


@pytest.fixture
def client(engine):
    """A client on a migrated store without calls or prices."""
    client = engine.client()
    for table in TABLES:
        client.command(f"TRUNCATE TABLE {table}")
    if client.query(LOADED).first_row[0]:
        book.reload(client)
    yield client
    client.close()


@pytest.fixture
def store_calls(client, insert_calls):
    """Store calls: dicts of llm_calls columns, defaults for the rest; returns nothing."""
    return partial(insert_calls, client)


@pytest.fixture(scope="session")
def insert_calls():
    """As `store_calls`, through any client."""

    def insert(client, calls):
        calls = list(calls)
        columns = sorted({column for call in calls for column in call})
        client.insert(
            "llm_calls",
            [[call.get(column, 0) for column in columns] for call in calls],
            column_names=columns,
        )

    return insert


@pytest.fixture(scope="session")
def a_call():
    """One row of llm_calls with some usage; keyword arguments are columns."""
    numbers = iter(range(1, 1_000_000))

    def call(provider, model, usage=None, **columns):
        usage = usage or Usage(uncached_input=1000, output=100)
        tokens = {
            f"{name}_tokens": getattr(usage, name)
            for name in Usage._fields
            if name not in ("web_searches", "requests", "source", "status")
        }
        return {
            "started_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "trace_id": next(numbers).to_bytes(16, "big"),
            "span_id": next(numbers).to_bytes(8, "big"),
            "environment": "test",
            "feature": "test",
            "served_from": "",
            "recorded_by": "",
            "task_id": "",
            "counted": 1,
            "weight": 1.0,
            "service_tier": "",
            "provider": provider,
            "model": model,
            "web_searches": usage.web_searches,
            "requests": usage.requests,
            **tokens,
            **columns,
        }

    return call


@pytest.fixture
def source_usage():
    """Our exclusive buckets as genai-prices counts them; nothing is left for it to infer."""

    def convert(usage):
        counts = dict.fromkeys((key for key in unit_data if key != "requests"), 0)
        counts |= {
            "input_tokens": usage.total_input,
            "cache_read_tokens": usage.cache_read,
            "cache_write_tokens": usage.cache_write_5m + usage.cache_write_1h,
            "cache_write_5m_tokens": usage.cache_write_5m,
            "cache_write_1h_tokens": usage.cache_write_1h,
            "input_audio_tokens": usage.audio_input,
            "input_image_tokens": usage.image_input,
            "output_tokens": usage.total_output,
            "output_reasoning_tokens": usage.reasoning,
            "output_audio_tokens": usage.audio_output,
            "output_image_tokens": usage.image_output,
            "web_searches": usage.web_searches,
        }
        return SourceUsage(**counts)

    return convert
