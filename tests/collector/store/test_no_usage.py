from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.query import load
from centspan.collector.roll import roll

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
DAY = {"start": NOON - timedelta(hours=12), "end": NOON + timedelta(hours=12)}
CALL = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"gen_ai.usage.input_tokens": 1}, 0),
        ({"error.type": "429"}, 0),
        ({"centspan.served_from": "exact"}, 0),
        ({}, 2),
    ],
    ids=["measured", "failed", "from a cache", "answered"],
)
def test_every_page_counts_the_same_calls_without_usage(client, deliver, attributes, expected):
    """An answer without usage is doubtful, on every page alike; a failure without usage is not."""
    deliver([{"attributes": {**CALL, **attributes, "centspan.weight": 2}, "at": NOON}])
    roll(client, settle_seconds=0)
    (trust,) = load("trust_by_service", live=True).rows(client, **DAY)
    assert trust["no_usage"] == expected
    for source in ("spend", "tenant_spend", "user_spend"):
        (spend,) = load("spend_by", source, live=True).rows(client, by="model", **DAY)
        assert spend["no_usage_calls"] == expected, source
