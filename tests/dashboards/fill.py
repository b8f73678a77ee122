"""Fills a migrated store with a few thousand calls of odd names over five weeks: `fill.py STORE MOMENT`.

A process of its own, since the engine keeps to one store in each.
"""

import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from centspan.collector.engine import Engine
from centspan.collector.marks import mark
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

ODD = ("<script>alert(1)</script>", "o'b", "", "über ✓ 数", 'a"b\\c', "100%", "(none)x")
MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("nobody", "nobody-1"),
)
DAYS = (3, 4, 5, 8, 15, 30, 34)
"""Days ago with calls, few as each is judged by itself."""
KEYS = {"app": ("0000000a", "0000000b"), "worker": ("0000000c", "0000000c")}
"""Fingerprint keys of each service: replicas of one share theirs."""
COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "SpanKind", "ServiceName"),
    *("ResourceAttributes", "ScopeName", "SpanAttributes", "Duration", "StatusCode"),
)


def fill(client, now):
    """Most calls are rolled up; then more came, of which some repeat others, and stand as drafts."""
    chosen = random.Random(4)
    spans = [_span(chosen, now, number) for number in range(2400)]
    again = [_seen_by_another(span) for span in spans[1::40]]
    _deliver(client, [span for number, span in enumerate(spans) if number % 8] + again)
    resolve(client, load_sources())
    roll(client, settle_seconds=-1)
    time.sleep(2)  # what comes now is later than what was settled
    _deliver(client, spans[::8])
    resolve(client, load_sources())
    roll(client)
    _decide(client, now)


def _deliver(client, spans):
    client.insert("otel_traces", spans, column_names=COLUMNS)


def _span(chosen, now, number):
    """A call of any time of the last two days, or of three hours of one of a few days before."""
    provider, model = chosen.choice(MODELS)
    back = chosen.randrange(1, 172_800)
    if day := chosen.choice((0, *DAYS)):
        back = day * 86400 + chosen.choice((0, 7, 13)) * 3600 + chosen.randrange(1, 3600)
    at = now - timedelta(seconds=back)
    failed = chosen.random() < 0.05
    resource = {
        "service.name": chosen.choice(("app", "worker")),
        "deployment.environment.name": chosen.choice(("production", "o'b")),
    }
    attributes = {
        **_labels(chosen),
        "gen_ai.operation.name": chosen.choice(("chat", "chat", "embeddings")),
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "gen_ai.response.id": f"r{number}",
        **_usage(chosen, number),
        "centspan.fingerprint.key_id": KEYS[resource["service.name"]][number % 2],
        "centspan.weight": chosen.choice((1, 1, 1, 4)),
        "centspan.attempts": chosen.choice((1, 1, 1, 2)),
        **(_losses(number, back, resource) if number % 5 == 0 else {}),
    }
    return [
        at,
        f"{number // 3 + 1:032x}",
        f"{number + 1:016x}",
        "",
        "chat",
        "Client",
        resource["service.name"],
        resource,
        "centspan",
        {name: str(value) for name, value in attributes.items() if value != ""},
        chosen.randrange(1, 20_000) * 1_000_000,
        "Error" if failed else "Unset",
    ]


def _losses(number, back, resource):
    """What a sender tells on a span of a batch: one lost a span now and then, the other none."""
    lost = (number % 2) * (40 * 86400 - back) // 50_000
    sender = "-".join((*resource.values(), str(number % 2)))
    return {"centspan.sender.id": sender, "centspan.sender.dropped_spans": lost}


def _usage(chosen, number):
    """Of every ninth call nobody knows what was used, answered or refused."""
    usage = {
        "gen_ai.usage.input_tokens": chosen.randrange(1, 90000),
        "gen_ai.usage.cache_read.input_tokens": chosen.choice((0, 0, 1)),
        "gen_ai.usage.output_tokens": chosen.randrange(1, 9000),
    }
    return usage if number % 9 else {}


def _seen_by_another(span):
    """The same call as a second instrumentation tells it."""
    (*before, scope, attributes, duration, status) = span
    other = f"{int(before[2], 16) + 100_000:016x}"
    return [*before[:2], other, *before[3:], f"not {scope}", attributes, duration, status]


def _labels(chosen):
    labels = {
        "centspan.feature": chosen.choice((*ODD, *(f"feature {n}" for n in range(6)))),
        "centspan.team": chosen.choice(("red", "o'b", "")),
        "centspan.tenant": chosen.choice((*ODD, *(f"tenant-{n}" for n in range(30)))),
        "user.id": chosen.choice(("", *(f"u{n}" for n in range(40)))),
        "session.id": chosen.choice(("", *(f"s{n}" for n in range(200)))),
        "centspan.task.id": chosen.choice(("", *(f"t{n}" for n in range(300)))),
        "centspan.route": chosen.choice(("", "a", "b")),
        "centspan.prompt_version": chosen.choice(("", "v1", "v2")),
        "centspan.purpose": chosen.choice(("", "", "eval")),
    }
    billed = {"gen_ai.usage.cost.amount": "0.25", "gen_ai.usage.cost.source": "provider"}
    return labels | chosen.choice((billed, {"centspan.served_from": "cache"}, *[{}] * 18))


def _decide(client, now):
    """A budget that was changed once, a mark, and proposals of two levers."""
    budgets = [("all", 1, 900, 0), ("all", 2, 1000, 0), ("gone", 1, 77, 0), ("gone", 2, 77, 1)]
    client.insert(
        "budgets",
        [[*row[:2], {}, "usd", row[2], "month", row[3]] for row in budgets],
        column_names=["id", "version", "scope", "unit", "amount", "period", "removed"],
    )
    mark(client, "o'b <script>alert(1)</script>", feature="o'b", at=now - timedelta(hours=3))
    proposals = [
        ["p1", "cache", {"feature": "o'b"}, "cache it", 10, None, None, "proposed", 1],
        ["p2", "cache", {}, "cache all", 20, now - timedelta(hours=5), 15, "adopted", 1],
        ["p3", "routing", {"team": ""}, "route it", 40, None, None, "dismissed", 1],
        ["p1", "cache", {"feature": "o'b"}, "cache it", 12, None, None, "proposed", 2],
    ]
    names = ["id", "lever", "scope", "change", "saving_usd_per_month", "adopted_at"]
    names += ["realised_usd_per_month", "status", "version"]
    client.insert("proposals", proposals, column_names=names)
    plans = [
        ["r1", now - timedelta(days=2), 200, 70, 60, 80, ["p1"], [70]],
        ["r2", now - timedelta(days=1), 100, 60, 50, 70, ["p3", "p2", "p1"], [36, 15, 9]],
    ]
    names = ["run_id", "planned_at", "baseline_usd", "saving_usd_per_month", "saving_low_usd"]
    names += ["saving_high_usd", "step_ids", "step_usd"]
    client.insert("plans", plans, column_names=names)


def main(store, moment):
    engine = Engine(Path(store))
    with engine.client() as client:
        fill(client, datetime.fromisoformat(moment))
    engine.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
