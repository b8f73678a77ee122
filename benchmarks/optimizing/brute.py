"""The levers' savings by plain loops over calls, to hold the engine's answers to: one call after the other, in Decimal."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_line import paid
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import load_sources
from centspan.optimizer.proposal import Proposal

CALLS = """
SELECT cityHash64(trace_id, span_id) AS call, started_at, toString(feature) AS feature, toString(tenant) AS tenant, task_id,
  toString(provider) AS provider, toString(model) AS model, has_tools, toString(status) AS status, duration_ms,
  uncached_input_tokens AS uncached, cache_read_tokens AS read, output_tokens AS output, request_fingerprint AS request
FROM calls WHERE started_at < {end:DateTime('UTC')} ORDER BY started_at, call
"""
PREFIXES = """
SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, prefixes, tool_hashes, tool_chars, tool_called,
  section_names, section_chars
FROM call_prefixes WHERE started_at < {end:DateTime('UTC')}
"""
MINIMA = (("haiku-4-5", 4096), ("", 1024))
WRITES = {"anthropic": {300: Decimal("1.25"), 3600: Decimal(2)}}
"""Of the price of input; others write for nothing more."""


@dataclass
class Call:
    """One call, what it cost, and its prompt."""

    row: Mapping[str, Any]
    usd: Decimal
    prices: Mapping[str, Decimal]
    prompt: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.row[name]

    @property
    def input(self) -> int:
        """All tokens of its prompt."""
        return self.uncached + self.read


def read(client: Any, end: datetime) -> list[Call]:
    """Every call before `end`, in order."""
    said = {"end": f"{end:%Y-%m-%d %H:%M:%S}"}
    prompts = {row["call"]: row for row in client.query(PREFIXES, said).named_results()}
    prices = _Prices()
    return [
        Call(row, _cost(row, each), each, prompts[row["call"]])
        for row in client.query(CALLS, said).named_results()
        for each in [prices.of(row["provider"], row["model"], "", row["started_at"])]
    ]


def cap(calls: list[Call], told: Proposal) -> Decimal:
    """What lies beyond the cap, of answers that ended well."""
    most = told.do["max_tokens"]
    return sum(
        (max(0, c.output - most) * c.prices["output"] for c in calls if c.status == "ok"),
        Decimal(0),
    )


def batch(calls: list[Call], told: Proposal) -> Decimal:
    """The same tokens at the batch tier."""
    prices = _Prices()
    return sum(
        (
            c.usd - _cost(c.row, prices.of(c.provider, c.model, "batch", c.started_at))
            for c in calls
        ),
        Decimal(0),
    )


def retry(calls: list[Call], told: Proposal) -> Decimal:
    """What came again within ten minutes of the same request, which had ended well."""
    saved, last = Decimal(0), dict[Any, Call]()
    for c in calls:
        key = c.tenant, c.task_id, c.model, c.request
        was = last.get(key)
        if was and was.status == "ok" and c.started_at - was.started_at <= timedelta(minutes=10):
            saved += c.usd
        last[key] = c
    return saved


def cache_exact(calls: list[Call], told: Proposal) -> Decimal:
    """What was asked before, was answered by then, and asked last within the time it is kept."""
    ttl, saved = told.do["ttl_seconds"], Decimal(0)
    last: dict[Any, datetime] = {}
    answered: dict[Any, datetime] = {}
    for c in calls:
        if c.has_tools:
            continue
        key = c.tenant, c.model, c.request
        kept = not ttl or (key in last and (c.started_at - last[key]).total_seconds() <= ttl)
        if key in answered and answered[key] <= c.started_at and kept:
            saved += c.usd
        last[key] = c.started_at
        if c.status == "ok":
            done = c.started_at + timedelta(milliseconds=c.duration_ms)
            answered[key] = min(answered.get(key, done), done)
    return saved


def trim(calls: list[Call], told: Proposal) -> Decimal:
    """Tools that were never called, in tokens as the prompts of each model have characters."""
    uses, saved = defaultdict[int, int](int), Decimal(0)
    for c in calls:
        for tool, called in zip(c.prompt["tool_hashes"], c.prompt["tool_called"], strict=True):
            uses[tool] += called
    for own in _by(calls, "model").values():
        with_tools = [c for c in own if c.prompt["tool_hashes"]]
        pairs = [
            p
            for c in own
            for p in zip(c.prompt["tool_hashes"], c.prompt["tool_chars"], strict=True)
        ]
        unused = sum(chars for tool, chars in pairs if not uses[tool])
        chars = sum(sum(c.prompt["section_chars"]) for c in own)
        if not unused:
            continue
        each = round(
            unused / len(with_tools) * (sum(c.input for c in own) / len(own)) / (chars / len(own))
        )
        for c in with_tools:
            kind = "cache_read" if c.read else "uncached_input"
            saved += min(each, c.read or c.uncached) * c.prices[kind]
    return saved


def prompt_cache(calls: list[Call], told: Proposal) -> Decimal:
    """Each prompt against what was sent before it; `calls` are of all features, as caches are shared."""
    ttl, saved, feature = told.do["ttl_seconds"], Decimal(0), told.scope["feature"]
    last: dict[tuple[str, int], datetime] = {}
    for c in calls:
        if c.status != "ok" and not c.uncached:
            continue
        least = next(tokens for name, tokens in MINIMA if name in c.model)
        blocks = [(c.model, block) for block in c.prompt["prefixes"]]
        hits = next((n for n, b in enumerate(blocks) if not _fresh(last, b, c, ttl)), len(blocks))
        if c.input >= least:
            last.update(dict.fromkeys(blocks, c.started_at))
        if c.feature == feature and _kept_for(c.provider, ttl):
            saved += _kept(c, hits, len(blocks), least, ttl)
    return saved


BRUTE: Mapping[str, Callable[[list[Call], Proposal], Decimal]] = {
    "retry": retry,
    "cache_exact": cache_exact,
    "trim": trim,
    "prompt_cache": prompt_cache,
    "cap": cap,
    "batch": batch,
}


def share(calls: list[Call], told: Proposal) -> Decimal:
    """The share of its feature's cost that a proposal saves, by plain loops."""
    own = [c for c in calls if c.feature == told.scope["feature"]]
    followed = own
    if told.lever == "prompt_cache":
        own = [c for c in own if _kept_for(c.provider, told.do["ttl_seconds"])]
        own = [c for c in own if c.status == "ok" or c.uncached]
        followed = calls
    return BRUTE[told.lever](followed, told) / sum(c.usd for c in own)


def _fresh(last: Mapping[Any, datetime], block: Any, c: Call, ttl: int) -> bool:
    return block in last and (c.started_at - last[block]).total_seconds() <= ttl


def _kept_for(provider: str, ttl: int) -> bool:
    return ttl in WRITES.get(provider, {300: Decimal(1)})


def _kept(c: Call, hits: int, blocks: int, least: int, ttl: int) -> Decimal:
    size = c.input / (blocks - (0.5 if blocks > 1 else 0))
    hit = min(c.input, round(hits * size)) if c.input >= least else 0
    was = c.uncached * c.prices["uncached_input"] + c.read * c.prices["cache_read"]
    if c.input < least:
        return was - c.input * c.prices["uncached_input"]
    read = hit if hit >= least else 0
    times = WRITES.get(c.provider, {300: Decimal(1)})[ttl]
    written = (c.input - read) * c.prices["uncached_input"] * times
    return was - read * c.prices["cache_read"] - written


class _Prices:
    """Prices of a model by day, as the book has them."""

    def __init__(self) -> None:
        self._sources, self._known = load_sources(), dict[Any, Any]()

    def of(self, provider: str, model: str, tier: str, at: datetime) -> Mapping[str, Decimal]:
        key = provider, model, tier, at.date()
        if key not in self._known:
            rows = [
                r for r in look_up(Name(provider, model, tier), self._sources) if not r.context_band
            ]
            row = paid(rows, at.replace(tzinfo=UTC))
            self._known[key] = dict(zip(PRICED, row.prices, strict=True)) if row else {}
        return self._known[key]


def _cost(row: Mapping[str, Any], prices: Mapping[str, Decimal]) -> Decimal:
    return (
        row["uncached"] * prices["uncached_input"]
        + row["read"] * prices["cache_read"]
        + row["output"] * prices["output"]
    )


def _by(calls: Iterable[Call], name: str) -> dict[Any, list[Call]]:
    found = defaultdict[Any, list[Call]](list)
    for c in calls:
        found[getattr(c, name)].append(c)
    return found
