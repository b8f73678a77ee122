"""Fills a store with 900 calls of everything that can befall one, most of them rolled up."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

HOUR = timedelta(hours=1)
END = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - HOUR
START = END - 20 * HOUR
ROLLED = END - 11 * HOUR
ODD = ("<script>alert(1)</script>", "o'b", "", "über ✓ 数", "plain")
MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("nobody", "nobody-1"),
)
COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "SpanKind", "ServiceName"),
    *("ResourceAttributes", "ScopeName", "SpanAttributes", "Duration", "StatusCode"),
)
INPUTS = ("uncached_input", "cache_read", "cache_write_5m", "cache_write_1h")
TEXT = (*INPUTS, "audio_input", "image_input", "output", "reasoning")


def fill(client):
    chosen = random.Random(8)
    spans = [span for number in range(0, 900, 2) for span in _pair(chosen, number)]
    outcomes = ({}, {"centspan.task.outcome": "succeeded"}, {"centspan.task.outcome": "failed"})
    ends = [
        _span(number, "centspan.task", {"centspan.task.id": f"t{number // 4}", **ended})
        for number in range(0, 180, 2)
        for ended in ({} if number % 4 else chosen.choice(outcomes),)
    ]
    _deliver(client, [*(span for span in spans if span[0] < ROLLED), *ends])
    resolve(client, load_sources())
    roll(client, settle_seconds=-2)
    _deliver(client, [span for span in spans if span[0] >= ROLLED])
    resolve(client, load_sources())
    roll(client)
    budgets = [
        ["all", {}, "usd", "month", 900],
        ["f", {"feature": "o'b"}, "usd", "day", 7],
        ["t", {"tenant": "tenant-1", "environment": "production"}, "usd", "week", 5],
        ["odd", {"tenant": "tenant-1", "feature": "o'b"}, "usd", "week", 5],
        ["ter", {}, "ter", "month", Decimal("0.2")],
        ["ter-ob", {"feature": "o'b"}, "ter", "month", Decimal("0.05")],
    ]
    names = ["id", "scope", "unit", "period", "amount", "version"]
    client.insert("budgets", [[*row, 1] for row in budgets], column_names=names)


def _pair(chosen, number):
    """A call, and another of its task a moment later, which may repeat it."""
    provider, model = chosen.choice(MODELS)
    labels = {
        "centspan.feature": chosen.choice(ODD),
        "centspan.team": chosen.choice(("red", "o'b", "")),
        "centspan.tenant": chosen.choice((*ODD, *(f"tenant-{n}" for n in range(30)))),
        "user.id": chosen.choice(("", *(f"u{n}" for n in range(30)))),
        "session.id": chosen.choice(("", *(f"s{n}" for n in range(60)))),
        "centspan.task.id": chosen.choice(("", f"t{number // 4}")),
        "centspan.prompt_version": chosen.choice(("", "v1", "v2")),
        "centspan.route": chosen.choice(("", "a")),
        "centspan.weight": chosen.choice((1, 1, 3)),
    }
    at = END + HOUR - timedelta(seconds=chosen.randrange(1, 50 * 3600))
    first = _call(chosen, number, provider, model, labels, at)
    if chosen.random() < 0.5:
        provider, model = chosen.choice(MODELS)
    return first, _call(chosen, number + 1, provider, model, labels, at + timedelta(seconds=30))


def _call(chosen, number, provider, model, labels, at):
    environment = "production" if number % 5 else "o'b"
    tokens = {
        bucket: chosen.choice((0, chosen.randrange(9000)))
        for bucket in (*INPUTS, "output", "reasoning")
    }
    if number % 9 == 0:  # answered or refused, without usage
        tokens = {}
    attributes = {
        **labels,
        **{f"centspan.tokens.{bucket}": count for bucket, count in tokens.items() if count},
        "gen_ai.operation.name": chosen.choice(("chat", "chat", "embeddings")),
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "gen_ai.response.id": f"r{number}",
        "gen_ai.response.finish_reasons": chosen.choice(("stop", "length", "MAX_TOKENS")),
        "centspan.usage.source": "provider" if tokens else "none",
        "centspan.sections": f"system:{chosen.randrange(1, 99)},history:{chosen.randrange(1, 999)},user:9,found:7",
        "centspan.fingerprint.request": f"{number // 2 + 1:016x}",
        "centspan.fingerprint.key_id": "0000002a",
        "centspan.stream.abandoned": chosen.choice(("true", "", "", "")),
        "centspan.attempts.unseen": chosen.choice((1, 0, 0)),
    }
    billed = {"gen_ai.usage.cost.amount": "0.25", "gen_ai.usage.cost.source": "gateway"}
    attributes |= chosen.choice((billed, {"centspan.served_from": "cache"}, *[{}] * 18))
    status = chosen.choice(("Error", *["Unset"] * 5))
    return _span(
        number, "chat", attributes, at, environment, chosen.randrange(1, 20_000_000), status
    )


def _span(number, name, attributes, at=END, environment="production", micros=5, status="Unset"):
    texts = {key: str(value) for key, value in attributes.items() if value not in ("", 0)}
    resource = {"service.name": "app", "deployment.environment.name": environment}
    kind = 0 if name == "chat" else 10_000
    return [
        at,
        f"{number // 2 + 1:032x}",
        f"{number + 1 + kind:016x}",
        "" if kind else f"{number // 2 * 2 + 10_001:016x}",
        name,
        "Client",
        "app",
        resource,
        "centspan",
        texts,
        micros * 1000,
        status,
    ]


def _deliver(client, spans):
    client.insert("otel_traces", spans, column_names=COLUMNS)
