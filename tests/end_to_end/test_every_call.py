"""Every call is stored once, with exactly the tokens the provider counted and their exact price."""

from collections import Counter
from decimal import Decimal

import pytest
from genai_prices import calc_price
from genai_prices.types import Usage
from ledger import BUCKETS, of_ledger, of_store

OPENAI = """
import centspan.auto, asyncio, openai
client, later = openai.OpenAI(), openai.AsyncOpenAI()
MODELS = ("gpt-4o-mini", "gpt-4.1", "gpt-5", "o3")
ASK = {"messages": [{"role": "user", "content": "hi"}]}
for number in range(12):
    ask = ASK | {"model": MODELS[number % 4]}
    client.chat.completions.create(**ask)
    for chunk in client.chat.completions.create(**ask, stream=True): pass
    asked = {"include_usage": True}
    for chunk in client.chat.completions.create(**ask, stream=True, stream_options=asked): pass
    client.chat.completions.with_raw_response.create(**ask).parse()
    client.responses.create(model=ask["model"], input="hi")
    for event in client.responses.create(model=ask["model"], input="hi", stream=True): pass
    client.embeddings.create(model="text-embedding-3-small", input="hi")
async def main():
    for number in range(8):
        ask = ASK | {"model": MODELS[number % 4]}
        await asyncio.gather(*(later.chat.completions.create(**ask) for _ in range(4)))
        async for chunk in await later.chat.completions.create(**ask, stream=True): pass
asyncio.run(main())
"""
ANTHROPIC = """
import centspan.auto, anthropic, asyncio
client, later = anthropic.Anthropic(), anthropic.AsyncAnthropic()
MODELS = ("claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-1")
ASK = {"max_tokens": 9000, "messages": [{"role": "user", "content": "hi"}]}
for number in range(12):
    ask = ASK | {"model": MODELS[number % 3]}
    client.messages.create(**ask)
    for event in client.messages.create(**ask, stream=True): pass
    with client.messages.stream(**ask) as stream: stream.get_final_message()
async def main():
    for number in range(6):
        ask = ASK | {"model": MODELS[number % 3]}
        await asyncio.gather(*(later.messages.create(**ask) for _ in range(4)))
asyncio.run(main())
"""


def listed(provider, model, tokens, at):
    """What genai-prices charges for exclusive buckets."""
    count = dict.fromkeys(BUCKETS, 0) | tokens
    written = count["cache_write_5m"] + count["cache_write_1h"]
    usage = Usage(
        input_tokens=count["uncached_input"] + count["cache_read"] + written,
        cache_read_tokens=count["cache_read"],
        cache_write_tokens=written,
        cache_write_5m_tokens=count["cache_write_5m"],
        cache_write_1h_tokens=count["cache_write_1h"],
        output_tokens=count["output"] + count["reasoning"],
        output_reasoning_tokens=count["reasoning"],
    )
    price = calc_price(usage, model, provider_id=provider, genai_request_timestamp=at)
    return price.total_price


@pytest.mark.filterwarnings("ignore:Unsupported usage key")
def test_every_call_is_there_once_with_exact_tokens_and_dollars(run_apps, app, stack, provider):
    """Random calls of the real SDKs: each in `calls` once, exact buckets, exact Decimal dollars."""
    run_apps(app("every-openai", OPENAI), app("every-anthropic", ANTHROPIC))
    for name, vendor, count in (
        ("every-openai", "openai", 12 * 7 + 8 * 5),
        ("every-anthropic", "anthropic", 12 * 3 + 6 * 4),
    ):
        rows, billed = stack.calls(name, priced=True), provider.of(name)
        assert len(rows) == len(billed) == count
        assert len({(row["trace_id"], row["span_id"]) for row in rows}) == count
        assert Counter(map(of_store, rows)) == Counter(map(of_ledger, billed))
        assert {row["usage_source"] for row in rows} == {"provider"}
        assert {(row["usage_status"], row["counted"]) for row in rows} == {("ok", 1)}
        for row in rows:
            tokens = {bucket: row[f"{bucket}_tokens"] for bucket in BUCKETS}
            exact = listed(vendor, row["model"], tokens, row["started_at"])
            assert isinstance(row["list_usd"], Decimal)
            assert row["list_usd"] == row["effective_usd"] == exact
            assert row["recorded_by"] == "client"
            assert abs(row["recorded_usd"] - exact) < Decimal("1e-11")
