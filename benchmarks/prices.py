"""Prices: what SQL answers against genai-prices, and what the client's own figure takes to compute."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress
from genai_prices import calc_price
from price_source.cases import Case, cases, source_usage

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.dialects import context_band
from centspan.instrumentation.pricing import cost_attributes
from centspan.instrumentation.usage import Usage

_TEACHES = """\
1. Stores random calls over every model, tier, context band and edge of a price's time, prices them in
   SQL with corrections and overrides off, and counts those that differ from genai-prices by more
   than the book's rounding (1e-18 USD a token).
2. Times the client's cost of a call beside genai_prices.calc_price, in one run.

examples:
  python benchmarks/prices.py
  python benchmarks/prices.py --calls 5000 --seed 7
"""
_SOURCE = "genai_prices.calc_price"
_TIMED = (
    ("openai", "gpt-4o", Usage(uncached_input=2000, cache_read=8000, output=1000)),
    ("openai", "gpt-5.4", Usage(uncached_input=292_000, cache_read=8000, output=1000)),
    ("anthropic", "claude-sonnet-4-5", Usage(uncached_input=2000, cache_write_5m=900, output=90)),
    ("google", "gemini-2.5-pro", Usage(uncached_input=210_000, output=1000, reasoning=2000)),
)
_THEIRS = [source_usage(usage) for *_, usage in _TIMED]
_AT = datetime(2026, 11, 16, 12, tzinfo=UTC)


def measure(options: argparse.Namespace) -> Result:
    """Compare amounts, then speeds."""
    drawn = list(cases(options.calls, options.seed))
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / "store")
        try:
            amounts = _amounts(engine.client(), drawn)
        finally:
            engine.close()
    progress("comparing with genai-prices")
    priced = [
        (case, amount) for case, amount in zip(drawn, amounts, strict=True) if amount is not None
    ]
    differing = [c for c, usd in priced if abs(usd - c.source_usd) > c.tolerated]
    ours, theirs = _timed(_by_us), _timed(_by_source)
    return Result(
        (
            Figure(
                "calls that SQL prices unlike genai-prices", "calls", len(differing), bars=(Bar(0),)
            ),
            Figure(
                "cost of a call in the app",
                "µs",
                ours,
                peers={_SOURCE: theirs},
                bars=(Bar(0.1, _SOURCE),),
            ),
        ),
        notes=(_covered(drawn, len(priced)), *(f"differs: {_told(c)}" for c in differing[:10])),
    )


def _amounts(client: Any, drawn: Sequence[Case]) -> list[Any]:
    migrate(client)
    client.command("SYSTEM STOP TTL MERGES llm_calls")
    progress(f"storing {len(drawn):,} calls")
    columns = _row(0, drawn[0]).keys()
    rows = [list(_row(number, case).values()) for number, case in enumerate(drawn)]
    for start in range(0, len(rows), 10_000):
        client.insert("llm_calls", rows[start : start + 10_000], column_names=list(columns))
    sources = load_sources(corrections=False)
    while (found := resolve(client, sources)).new_names:
        progress(f"priced {found.priced} names")
    answered = client.query("SELECT list_usd FROM calls ORDER BY toUInt32(request_id)")
    return [row[0] for row in answered.result_rows]


def _row(number: int, case: Case) -> dict[str, Any]:
    tokens = {f"{bucket}_tokens": getattr(case.usage, bucket) for bucket in BUCKETS}
    return {
        "started_at": case.at,
        "trace_id": (number + 1).to_bytes(16, "big"),
        "span_id": (number + 1).to_bytes(8, "big"),
        "request_id": str(number),
        "provider": case.provider.id,
        "model": case.model.id,
        "service_tier": case.tier,
        "context_band": context_band(case.usage.total_input),
        "web_searches": case.usage.web_searches,
        "requests": case.usage.requests,
        "usage_source": "provider",
        "counted": 1,
        "weight": 1.0,
        **tokens,
    }


def _timed(price: Callable[[int], object]) -> float:
    """Median µs of a call, over rounds of all the timed usages."""
    took: list[float] = []
    for _ in range(400):
        started = time.perf_counter()
        for number in range(len(_TIMED)):
            price(number)
        took.append((time.perf_counter() - started) / len(_TIMED) * 1e6)
    return sorted(took)[len(took) // 2]


def _by_us(number: int) -> object:
    provider, model, usage = _TIMED[number]
    return cost_attributes(provider, model, usage, _AT)


def _by_source(number: int) -> object:
    provider, model, _ = _TIMED[number]
    return calc_price(_THEIRS[number], model, provider_id=provider, genai_request_timestamp=_AT)


def _covered(drawn: Sequence[Case], priced: int) -> str:
    models = len({(case.provider.id, case.model.id) for case in drawn})
    return (
        f"{len(drawn):,} calls of {models:,} models; {len(drawn) - priced:,} are unpriced: charged for "
        "what no span reports, or older than prices by the hour are written out"
    )


def _told(case: Case) -> str:
    return f"{case.provider.id} {case.model.id} {case.tier} {case.at.isoformat()} {case.usage}"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=100_000, help="default 100,000")
    parser.add_argument("--seed", type=int, default=20261121)


if __name__ == "__main__":
    sys.exit(main(Benchmark("prices", _TEACHES, measure, _options)))
