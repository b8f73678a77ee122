"""A stream that the app gives up still reports what was used."""

import asyncio
import gc
from typing import Any

import pytest

MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]
ASK = {"model": "m", "messages": MESSAGES, "stream": True}


def close(stream: Any) -> None:
    for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    stream.close()


def leave(stream: Any) -> None:
    with stream:
        next(stream), next(stream)


def close_response(stream: Any) -> None:
    next(stream), next(stream)
    stream.response.close()


def drop(stream: Any) -> None:
    next(stream), next(stream)
    del stream
    gc.collect()


@pytest.mark.parametrize("give_up", [close, leave, close_response, drop])
def test_an_abandoned_stream_reports_an_estimate(
    openai_client: Any, spans: Any, scenario: Any, fake_llm: Any, give_up: Any
) -> None:
    """However a stream is given up, its span ends, marked, with the text seen as an estimate."""
    fake_llm.answer(scenario(text="x" * 4000, chunk=400))
    stream = openai_client.chat.completions.create(**ASK)
    give_up(stream)
    del stream
    gc.collect()
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert span.source == "estimated"
    assert span.tokens["output"] == 100
    assert span.tokens["uncached_input"] > 0
    assert span.status == "UNSET"


def test_a_stream_that_was_never_read_is_abandoned(openai_client: Any, spans: Any) -> None:
    """A stream that is dropped before its first chunk is reported as well."""
    stream = openai_client.chat.completions.create(**ASK)
    del stream
    gc.collect()
    assert spans.one().attributes["centspan.stream.abandoned"] is True


def test_leaving_after_the_last_content_is_no_abandonment(openai_client: Any, spans: Any) -> None:
    """An app that stops at the finish reason has all output: the call is finished."""
    for chunk in (stream := openai_client.chat.completions.create(**ASK)):
        if chunk.choices[0].finish_reason:
            break
    stream.close()
    span = spans.one()
    assert "centspan.stream.abandoned" not in span.attributes
    assert span.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_a_stream_that_tells_its_usage_as_it_goes_is_exact(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Where every chunk carries the usage so far, an abandoned stream reports the last of it."""
    fake_llm.answer(scenario(usage="every_chunk"))
    with openai_client.chat.completions.create(**ASK) as stream:
        next(stream)
    span = spans.one()
    assert span.source == "provider"
    assert span.attributes["gen_ai.usage.output_tokens"] == 200 // 8


def test_an_abandoned_message_keeps_its_exact_input(
    anthropic_client: Any, spans: Any, scenario: Any, fake_llm: Any
) -> None:
    """Anthropic reports input and cache at the start: only the output is estimated."""
    fake_llm.answer(scenario(text="x" * 4000, chunk=400))
    ask = {"model": "claude-test", "messages": MESSAGES, "max_tokens": 5}
    with anthropic_client.messages.stream(**ask) as stream:
        for _ in stream.text_stream:
            break
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert span.source == "estimated"
    assert span.tokens == {
        "uncached_input": 100,
        "cache_read": 5000,
        "cache_write_5m": 1500,
        "cache_write_1h": 500,
        "output": 100,
    }


def test_a_cancelled_reader_has_abandoned_its_stream(
    instrumented: Any, fake_llm: Any, scenario: Any, spans: Any
) -> None:
    """A task that is cancelled while it reads has given the stream up: no error."""
    fake_llm.answer(scenario(hang_after=3))
    openai = instrumented("openai")

    async def calls() -> None:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:

            async def read() -> None:
                async for _ in await client.chat.completions.create(**ASK):
                    pass

            with pytest.raises(TimeoutError):
                await asyncio.wait_for(read(), 0.3)
        fake_llm.released.set()

    asyncio.run(calls())
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert span.status == "UNSET"


def test_an_async_stream_that_is_dropped_is_abandoned(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """Leaving an `async for` early and letting the stream go reports the call."""
    openai = instrumented("openai")

    async def calls() -> None:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:
            stream = await client.chat.completions.create(**ASK)
            async for _ in stream:
                break
            del stream
            gc.collect()
            await asyncio.sleep(0)

    asyncio.run(calls())
    assert spans.one().attributes["centspan.stream.abandoned"] is True


def test_open_streams_are_reported_when_the_app_exits(
    run_python: Any, otlp_sink: Any, fake_llm: Any
) -> None:
    """A script that ends with a stream still open loses nothing."""
    script = """
import centspan.auto, openai, os
client = openai.OpenAI(base_url=os.environ["PROVIDER"], api_key="x")
stream = client.chat.completions.create(model="m", messages=[], stream=True)
next(stream)
"""
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint,
        "PROVIDER": f"{fake_llm.url}/v1",
    }
    result = run_python(script, environment)
    assert result.returncode == 0, result.stderr
    (span,) = otlp_sink.wait_for(1)
    assert span["attributes"]["centspan.stream.abandoned"] is True
