"""Two months of calls whose every amount is known."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

HOUR = timedelta(hours=1)
END = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - HOUR
DAYS = 60
COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "SpanName", "SpanKind", "ServiceName"),
    *("ResourceAttributes", "ScopeName", "SpanAttributes", "Duration", "StatusCode"),
)
EVERY_DAY = {"max_partitions_per_insert_block": 0}


@dataclass(frozen=True)
class Call:
    """What one call was billed, and for whom."""

    at: datetime
    usd: Decimal
    tokens_in: int
    tokens_out: int
    environment: str
    feature: str
    team: str
    tenant: str
    user: str
    route: str


def calls():
    """One every five hours: `chat` for 60 days, `code` beside it for 40, `young` for ten."""
    chosen = random.Random(5)
    for number in range(DAYS * 24 // 5):
        at = END - number * 5 * HOUR - timedelta(minutes=20)
        days = (END - at).days
        features = ["chat", *["code"] * (days < 40), *["young"] * (days < 10)]
        feature = features[number % len(features)]
        tokens = chosen.randrange(100, 5000)
        yield Call(
            at,
            Decimal(chosen.randrange(100, 900)) / 100,
            tokens,
            tokens // (2 if feature == "chat" else 50),
            "production" if number % 4 else "staging",
            feature,
            {"chat": "support", "code": "tools", "young": ""}[feature],
            f"tenant-{number % 3}",
            f"user-{number % 2}",
            "/a" if number % 7 else "",
        )


def span(number, call):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.id": f"answer-{number}",
        "centspan.tokens.uncached_input": str(call.tokens_in),
        "centspan.tokens.output": str(call.tokens_out),
        "centspan.usage.source": "provider",
        "gen_ai.usage.cost.amount": str(call.usd),
        "gen_ai.usage.cost.source": "gateway",
        "centspan.feature": call.feature,
        "centspan.team": call.team,
        "centspan.tenant": call.tenant,
        "user.id": call.user,
        "centspan.route": call.route,
    }
    resource = {"service.name": "app", "deployment.environment.name": call.environment}
    said = {name: value for name, value in attributes.items() if value}
    ids = (f"{number + 1:032x}", f"{number + 1:016x}")
    return [call.at, *ids, "chat", "Client", "app", resource, "app", said, 10**9, "Unset"]
