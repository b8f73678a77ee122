"""Re-pricing stored calls: how soon spend answers the new total, and that nothing else moves."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.prices.reprice import apply, plan
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.prices.undo import undo
from centspan.collector.query import load
from centspan.collector.rolling import statements

_TEACHES = """\
Generates calls of the last 30 days inside the engine (40 features, 24 models, four tiers and bands),
rolls them up, and reprices the book with a file that gives a discount from a day in the middle and
another price for one model. The clock of the first figure starts before the version is appended and
stops when `spend` has answered 30 days by feature. Digests of `llm_calls` and of the rollups before and
after, and the amounts of `calls` and `spend` by feature, must agree to the last digit.

examples:
  python benchmarks/reprice.py
  python benchmarks/reprice.py --calls 500000
"""
_CHUNK = 1_000_000
_MODELS = (
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4.1",
    "gpt-4.1-mini",
    "gpt-5",
    "gpt-5-mini",
    "gpt-5-nano",
    "gpt-5.1",
    "gpt-5.2",
    "gpt-5.4",
    "gpt-5.5",
    "gpt-6-sol",
    "gpt-6-luna",
    "gpt-6.1-terra",
    "o3",
    "o4-mini",
)
_FILE = """
[[discount]]
provider = "openai"
percent = 12
from = {middle}

[[price]]
provider = "openai"
model = "gpt-5"
input = 3
output = 9
"""
_FILL = """
INSERT INTO llm_calls (started_at, trace_id, span_id, environment, service, feature, route, tenant, provider,
  model, operation, service_tier, context_band, status, attempts, uncached_input_tokens, cache_read_tokens,
  output_tokens, reasoning_tokens, requests, usage_source, usage_status, weight, counted, duration_us)
SELECT {first:DateTime('UTC')} + toIntervalMicrosecond(rand64(1) % (30 * 86400 * 1000000)) AS started_at,
  unhex(leftPad(hex(number + 1), 32, '0')), unhex(leftPad(hex(number + 1), 16, '0')),
  'production', concat('service-', toString(r % 4)), concat('feature-', toString(r % 40)),
  concat('route-', toString(r % 80)), concat('tenant-', toString(rand(3) % 500)), 'openai',
  {models:Array(String)}[1 + (r % 40 + rand(4) % 3) % length({models:Array(String)})], 'chat',
  if(rand(5) % 50 = 0, 'batch', '') AS service_tier, if(rand(6) % 40 = 0, 200000, 0) AS context_band,
  if(rand(7) % 100 = 0, 'error', 'ok'), 1, 200 + rand(8) % 4000, rand(9) % 8000, rand(10) % 900,
  rand(11) % 300, 1, 'provider', 'ok', 1, 1, 500000 + rand(12) % 3000000
FROM (SELECT number, rand(2) AS r FROM numbers({from:UInt64}, {count:UInt64}))
"""
_BY_FEATURE = (
    "SELECT feature, sum(list_usd), sum(effective_usd) FROM {} GROUP BY feature ORDER BY 1"
)
_TABLES = (
    "llm_calls",
    "spend_rollup",
    "tenant_spend_rollup",
    "user_spend_rollup",
)


def measure(options: argparse.Namespace) -> Result:
    """Fill, roll, reprice, undo."""
    with tempfile.TemporaryDirectory(prefix="centspan-reprice-") as folder:
        engine = Engine(Path(folder) / "store")
        client = engine.client()
        migrate(client)
        first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=30)
        _fill(client, options.calls, first)
        result = _repriced(client, Path(folder), first)
        client.close()
        engine.close()
    return result


def _fill(client: Any, calls: int, first: datetime) -> None:
    for start in range(0, calls, _CHUNK):
        progress(f"generating calls: {start:,} of {calls:,}")
        client.command(
            _FILL,
            parameters={
                "first": first.strftime("%Y-%m-%d %H:%M:%S"),
                "models": list(_MODELS),
                "from": start,
                "count": min(_CHUNK, calls - start),
            },
        )
    resolve(client, load_sources(corrections=False))
    for day in range(31):
        progress(f"rolling up: day {day} of 30")
        _roll(client, first.replace(hour=0) + timedelta(days=day))


def _roll(client: Any, day: datetime) -> None:
    """As the roller does, but for its verdicts: every call here counts."""
    hours = [day + timedelta(hours=hour) for hour in range(24)]
    texts = [hour.strftime("%Y-%m-%d %H:%M:%S") for hour in hours]
    for statement in (statements.SPEND, statements.TENANT_SPEND):
        client.command(statement, parameters={"hours": texts, "version": 1, "draft": 0})
    now = datetime.now(UTC) + timedelta(seconds=5)
    client.insert("rolled_hours", [[hour, 1, now] for hour in hours])
    parameters = {"days": [f"{day:%Y-%m-%d}"], "version": 2}
    for statement in (statements.SPEND_DAYS, statements.TENANT_SPEND_DAYS, statements.USER_SPEND):
        client.command(statement, parameters=parameters)
    client.insert("rolled_days", [[day.date(), 2]])


def _repriced(client: Any, folder: Path, first: datetime) -> Result:
    file = folder / "prices.toml"
    file.write_text(_FILE.format(middle=f"{first + timedelta(days=15):%Y-%m-%d}"))
    before, query = _answers(client, "before")
    digests = _digests(client)
    progress("planning")
    found = plan(client, load_sources(file, corrections=False))
    started = time.perf_counter()
    apply(client, found, added_by="benchmark")
    total = _question(client)
    seen = time.perf_counter() - started
    after, again = _answers(client, "after")
    started = time.perf_counter()
    undo(client, added_by="benchmark")
    back_total = _question(client)
    taken_back = time.perf_counter() - started
    back, _ = _answers(client, "after undo")
    progress("comparing digests")
    moved = sum(a != b for a, b in zip(digests, _digests(client), strict=True))
    unlike = before[1] + after[1] + back[1] + (back[0] != before[0]) + (after[0] == before[0])
    rows = client.query("SELECT count() FROM spend_rollup").first_row[0]
    calls = client.query("SELECT count() FROM llm_calls").first_row[0]
    return Result(
        (
            Figure(
                "reprice, then 30 days of spend by feature",
                "ms",
                seen * 1e3,
                peers={"the same question before": query * 1e3, "and once more": again * 1e3},
                bars=(Bar(1000),),
            ),
            Figure("undo, then the same question", "ms", taken_back * 1e3, bars=(Bar(1000),)),
            Figure("tables whose rows changed", "tables", moved, bars=(Bar(0),)),
            Figure("totals that are not as they should be", "totals", unlike, bars=(Bar(0),)),
        ),
        (
            f"{calls:,} calls in {rows:,} rows of spend_rollup; {len(found.changes)} changed prices",
            f"30 days cost {_total(before[0]):,.2f} USD, repriced {total:,.2f}, undone {back_total:,.2f}",
        ),
    )


def _answers(client: Any, when: str) -> tuple[tuple[list[Any], int], float]:
    """Spend by feature, how many features calls sum otherwise, and how long the question took."""
    started = time.perf_counter()
    _question(client)
    took = time.perf_counter() - started
    progress(f"summing calls, {when}")
    spend = client.query(_BY_FEATURE.format("spend")).result_rows
    calls = client.query(_BY_FEATURE.format("calls WHERE counted")).result_rows
    return (spend, sum(a != b for a, b in zip(spend, calls, strict=True))), took


def _question(client: Any) -> Any:
    now = datetime.now(UTC)
    rows = load("spend_by").rows(
        client,
        by="feature",
        start=now - timedelta(days=31),
        end=now + timedelta(hours=1),
    )
    return sum(row["effective_usd"] or 0 for row in rows)


def _total(rows: list[Any]) -> Any:
    return sum(row[2] or 0 for row in rows)


def _digests(client: Any) -> list[Any]:
    """A sum of hashes of whole rows: the same rows in any order give the same."""
    return [
        client.query(f"SELECT count(), sum(cityHash64(*)) FROM {table}").first_row
        for table in _TABLES
    ]


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--calls", type=int, default=10_000_000, help="calls to store (default 10,000,000)")


if __name__ == "__main__":
    progress("reprice: a new version of the price book over stored calls")
    sys.exit(main(Benchmark("reprice", _TEACHES, measure, options_of)))
