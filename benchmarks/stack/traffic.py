"""Fills a store with calls made inside the engine: 20 features, 8 models, 2,000 tenants, any number of days.

As in real traffic, features and tenants are unequal, a feature keeps to three models, a user belongs to
one tenant, and days have hours with more and with less.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from contract import progress

from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.rolling import statements

MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-mini"),
    ("openai", "gpt-4.1"),
    ("openai", "gpt-4.1-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("anthropic", "claude-haiku-4-5"),
    ("gcp.gemini", "gemini-2.5-pro"),
    ("gcp.gemini", "gemini-2.5-flash"),
)
FEATURES, TENANTS, USERS_OF_A_TENANT = 20, 2000, 10

# Squares and cubes of uniform draws make few values frequent.
_DRAWS = """
  SELECT number, rand(1) / 4294967296 AS x,
    {day:DateTime('UTC')} + toIntervalMicrosecond(
      toUInt64(86400000000 * (x + 0.08 * sin(6.2831853 * x)))) AS at,
    toUInt32({features:UInt32} * pow(rand(2) / 4294967296, 2)) AS f,
    toUInt32({tenants:UInt32} * pow(rand(3) / 4294967296, 3)) AS t,
    rand(4) % {users:UInt32} AS u,
    1 + (f + toUInt32(3 * pow(rand(5) / 4294967296, 2))) % length({models:Array(String)}) AS m,
    rand(6) % 1000 AS luck
  FROM numbers({from:UInt64}, {count:UInt64})
"""
_CALLS = f"""
INSERT INTO llm_calls (started_at, trace_id, span_id, request_id, environment, service, feature, team, tenant,
  user_id, session_id, task_id, prompt_version, provider, model, operation, service_tier, context_band,
  status, finish_reason, attempts, uncached_input_tokens, cache_read_tokens, output_tokens, reasoning_tokens,
  requests, usage_source, usage_status, weight, counted, duration_us, time_to_first_token_us,
  request_fingerprint, system_fingerprint, fingerprint_key_id)
SELECT at, unhex(leftPad(hex(intDiv(number, 2) + 1), 32, '0')), unhex(leftPad(hex(number + 1), 16, '0')),
  concat('req-', toString(number)), if(luck < 900, 'production', 'staging'),
  concat('service-', toString(f % 5)), concat('feature-', toString(f)), concat('team-', toString(f % 6)),
  concat('tenant-', toString(t)), concat('user-', toString(t), '-', toString(u)), '', '',
  concat('v', toString(toDayOfYear(at) % 90 DIV 30)),
  {{providers:Array(String)}}[m], {{models:Array(String)}}[m], 'chat',
  if(luck % 50 = 1, 'batch', ''), if(luck % 40 = 2, 200000, 0), if(luck % 90 = 3, 'error', 'ok'),
  if(luck % 60 = 4, 'length', 'stop'), 1, 200 + rand(8) % 4000,
  if(f % 3 = 0, rand(9) % 8000, 0), rand(10) % 900, if(m = 7, rand(11) % 300, 0), 1, 'provider', 'ok', 1, 1,
  300000 + rand(12) % 6000000, 100000 + rand(13) % 900000, rand64(14), f, 1
FROM ({_DRAWS})
"""
_SPANS = f"""
INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, ResourceAttributes,
  SpanAttributes, Duration, StatusCode)
SELECT at, lower(leftPad(hex(intDiv(number, 2) + 1), 32, '0')), lower(leftPad(hex(number + 1), 16, '0')),
  'chat', 'Client', concat('service-', toString(f % 5)),
  map('service.name', concat('service-', toString(f % 5)), 'deployment.environment', 'production',
    'telemetry.sdk.name', 'opentelemetry', 'telemetry.sdk.language', 'python', 'host.name', 'host-1'),
  map('gen_ai.operation.name', 'chat', 'gen_ai.provider.name', {{providers:Array(String)}}[m],
    'gen_ai.request.model', {{models:Array(String)}}[m], 'gen_ai.response.model', {{models:Array(String)}}[m],
    'gen_ai.response.id', concat('req-', toString(number)), 'gen_ai.request.temperature', '0.2',
    'gen_ai.request.max_tokens', '1024', 'gen_ai.response.finish_reasons', 'stop',
    'gen_ai.usage.input_tokens', toString(200 + rand(8) % 4000),
    'gen_ai.usage.output_tokens', toString(rand(10) % 900),
    'gen_ai.usage.total_tokens', toString(200 + rand(8) % 4000 + rand(10) % 900),
    'gen_ai.usage.cost', toString((200 + rand(8) % 4000) * 2.5e-6 + (rand(10) % 900) * 1e-5),
    'user.id', concat('user-', toString(t), '-', toString(u)), 'server.address', 'api.openai.com',
    'server.port', '443'),
  300000000 + rand(12) % 6000000000, if(luck % 90 = 3, 'Error', 'Unset')
FROM ({_DRAWS})
"""


def fill(client: Any, calls: int, last: date, days: int) -> None:
    """Store `calls` over the `days` that end with `last`, and roll every one of them up."""
    for day, first, count in by_day(calls, last, days):
        progress(f"{day}: {first:,} of {calls:,} calls are stored")
        client.command(_CALLS, parameters=parameters(day, first, count))
        if not first:
            price(client)
        roll_day(client, day)
    price(client)


def fill_spans(client: Any, spans: int, last: date, days: int) -> None:
    """Store the spans of such calls, as an exporter would; nothing is made of them."""
    for day, first, count in by_day(spans, last, days):
        progress(f"{day}: {first:,} of {spans:,} spans are stored")
        client.command(_SPANS, parameters=parameters(day, first, count))


def by_day(calls: int, last: date, days: int) -> Iterator[tuple[date, int, int]]:
    """Each day that ends with `last`, with the number of its first call and how many it has."""
    for number in range(days):
        first = calls * number // days
        yield last - timedelta(days=days - 1 - number), first, calls * (number + 1) // days - first


def parameters(day: date, first: int, count: int, tenants: int = TENANTS) -> dict[str, Any]:
    """What statements that make a day's calls ask for."""
    return {
        "day": f"{day} 00:00:00",
        "from": first,
        "count": count,
        "features": FEATURES,
        "tenants": tenants,
        "users": USERS_OF_A_TENANT,
        "providers": [provider for provider, _ in MODELS],
        "models": [model for _, model in MODELS],
    }


def price(client: Any) -> None:
    """Look every combination up that calls have shown."""
    client.command(
        "INSERT INTO price_keys_seen SELECT provider, model, service_tier, context_band, "
        "min(started_at), max(started_at) FROM llm_calls GROUP BY ALL"
    )
    resolve(client, load_sources())


def roll_day(client: Any, day: date) -> None:
    """As the roller does, but for its verdicts: every call here counts."""
    midnight = datetime(day.year, day.month, day.day)
    hours = [midnight + timedelta(hours=hour) for hour in range(24)]
    texts = [f"{hour:%Y-%m-%d %H:%M:%S}" for hour in hours]
    for statement in (statements.SPEND, statements.TENANT_SPEND, statements.UNCOUNTED):
        client.command(statement, parameters={"hours": texts, "version": 1, "draft": 0})
    settled = datetime(2100, 1, 1)
    client.insert(
        "rolled_hours",
        [[hour, 1, settled] for hour in hours],
        column_names=["hour", "version", "settled_until"],
    )
    for statement in (statements.SPEND_DAYS, statements.TENANT_SPEND_DAYS, statements.USER_SPEND):
        client.command(statement, parameters={"days": [str(day)], "version": 2})
    client.insert("rolled_days", [[day, 2]], column_names=["day", "version"])
