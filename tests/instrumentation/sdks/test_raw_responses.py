"""Responses that the app reads itself are observed as it reads, never on its behalf."""

import asyncio
import json
from typing import Any

import pytest

MESSAGES = [{"role": "user", "content": "hi"}]
ASK = {"model": "m", "messages": MESSAGES}
STREAM = {**ASK, "stream": True, "stream_options": {"include_usage": True}}
TRUTH = {"uncached_input": 400, "cache_read": 600, "output": 136, "reasoning": 64}


def test_a_raw_response_parses_as_ever(openai_client: Any, spans: Any) -> None:
    """`with_raw_response` gives headers, text and the parsed answer, and one exact span."""
    raw = openai_client.chat.completions.with_raw_response.create(**ASK)
    assert raw.headers["x-request-id"] == "req_openai_1"
    assert json.loads(raw.text)["id"] == raw.parse().id == "chatcmpl-1"
    assert spans.one().tokens == TRUTH


def test_a_raw_stream_is_observed_as_it_is_parsed(openai_client: Any, spans: Any) -> None:
    """A stream made by `with_raw_response(...).parse()` reports its usage when it is read."""
    raw = openai_client.chat.completions.with_raw_response.create(**STREAM)
    chunks = list(raw.parse())
    assert chunks[-1].usage.completion_tokens == 200
    span = spans.one()
    assert span.tokens == TRUTH
    assert span.attributes["gen_ai.response.time_to_first_chunk"] > 0


READERS = {
    "read": lambda r: r.read(),
    "json": lambda r: r.json(),
    "text": lambda r: r.text(),
    "parse": lambda r: r.parse(),
    "iter_bytes": lambda r: b"".join(r.iter_bytes()),
    "iter_bytes(7)": lambda r: b"".join(r.iter_bytes(7)),
    "iter_text": lambda r: "".join(r.iter_text()),
    "iter_lines": lambda r: list(r.iter_lines()),
    "iter_raw": lambda r: b"".join(r.http_response.iter_raw()),
    "read twice": lambda r: (r.read(), r.json(), r.parse()),
}


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("reader", READERS)
def test_every_way_to_read_a_streaming_response(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, reader: str, gzip: bool
) -> None:
    """Whole answers read through `with_streaming_response`, plain or compressed, are exact."""
    fake_llm.answer(scenario(gzip=gzip))
    with openai_client.chat.completions.with_streaming_response.create(**ASK) as response:
        assert READERS[reader](response)
    assert spans.one().tokens == TRUTH


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("reader", ["read", "iter_bytes(7)", "iter_lines", "iter_raw"])
def test_every_way_to_read_events(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, reader: str, gzip: bool
) -> None:
    """Events read as bytes, text or lines, plain or compressed, are exact."""
    fake_llm.answer(scenario(gzip=gzip, tools=(("get", "{}"),)))
    with openai_client.chat.completions.with_streaming_response.create(**STREAM) as response:
        READERS[reader](response)
    span = spans.one()
    assert span.tokens == TRUTH
    assert span.attributes["gen_ai.response.finish_reasons"] == ("tool_calls",)


def test_a_streaming_response_that_is_not_read_is_abandoned(openai_client: Any, spans: Any) -> None:
    """Nothing is read on the app's behalf: an unread body has unknown output."""
    with openai_client.chat.completions.with_streaming_response.create(**STREAM) as response:
        assert not response.http_response.is_stream_consumed
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert "output" not in span.tokens


def test_an_event_cut_off_in_the_middle_does_no_harm(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """An app that stops reading bytes in the middle of an event: the text before it counts."""
    fake_llm.answer(scenario(text="x" * 4000, chunk=400, split=500))
    with openai_client.chat.completions.with_streaming_response.create(**STREAM) as response:
        pieces = response.http_response.iter_raw()
        while b"xxx" not in next(pieces):
            pass
        next(pieces), next(pieces)
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert span.source == "estimated"
    assert span.tokens["output"] in (100, 200)


def test_async_bodies_and_anthropics(
    instrumented: Any, fake_llm: Any, anthropic_client: Any, spans: Any
) -> None:
    """Async clients and Anthropic's raw and streaming responses are observed alike."""
    openai = instrumented("openai")

    async def calls() -> None:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:
            (await client.chat.completions.with_raw_response.create(**ASK)).parse()
            streaming = client.chat.completions.with_streaming_response
            async with streaming.create(**STREAM) as response:
                async for _ in response.iter_lines():
                    pass

    asyncio.run(calls())
    assert [span.tokens for span in spans.all(2)] == [TRUTH] * 2
    ask = {"model": "claude-test", "messages": MESSAGES, "max_tokens": 5}
    anthropic_client.messages.with_raw_response.create(**ASK | ask).parse()
    with anthropic_client.messages.with_streaming_response.create(**ask, stream=True) as response:
        list(response.iter_lines())
    for span in spans.all(4)[2:]:
        assert span.tokens["cache_write_1h"] == 500
        assert span.tokens["output"] == 136
        assert span.attributes["centspan.request.id"] == "req_anthropic_1"
