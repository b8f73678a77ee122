"""One right span for each billed request of Google's GenAI SDK."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

ASK = {"model": "gemini-2.5-flash", "contents": "What is the capital of France?"}
TRUTH = {"uncached_input": 400, "cache_read": 600, "output": 136, "reasoning": 64}
RETRIES = {"attempts": 3, "initial_delay": 0.01}


@pytest.fixture
def client(instrumented: Any, fake_llm: Any) -> Iterator[Any]:
    """A client of the local provider that retries quickly."""
    genai = instrumented("google.genai")
    options = {"base_url": fake_llm.url, "retry_options": RETRIES}
    with genai.Client(api_key="k", http_options=options) as client:
        yield client


def test_content_and_chats_report_exact_buckets(client: Any, spans: Any) -> None:
    """Content, whole, streamed or in a chat, is one span with thoughts and cache apart."""
    config = {"max_output_tokens": 9, "temperature": 0.5, "system_instruction": "Be brief."}
    client.models.generate_content(**ASK, config=config)
    list(client.models.generate_content_stream(**ASK))
    client.chats.create(model="gemini-2.5-flash").send_message("hi")
    found = spans.all(3)
    assert [span.tokens for span in found] == [TRUTH] * 3
    expected = {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-2.5-flash",
        "gen_ai.response.model": "gemini-2.5-flash-001",
        "gen_ai.response.id": "gemini-1",
        "gen_ai.request.max_tokens": 9,
        "gen_ai.response.finish_reasons": ("stop",),
    }
    assert expected.items() <= found[0].attributes.items()
    assert "centspan.fingerprint.system" in found[0].attributes


def test_embeddings_without_usage_are_estimated(client: Any, spans: Any) -> None:
    """The Gemini API counts no tokens of embeddings: the text is an estimate, marked as one."""
    client.models.embed_content(model="gemini-embedding-001", contents="x" * 400)
    span = spans.one()
    assert span.attributes["gen_ai.operation.name"] == "embeddings"
    assert span.source == "estimated"
    assert span.tokens["uncached_input"] > 0


def test_functions_called_by_the_sdk_are_calls_of_their_own(
    client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Automatic function calling makes one span for each request that is billed."""

    def get_weather() -> str:
        """Tell the weather."""
        return "sunny"

    fake_llm.answer(scenario(tools=(("get_weather", "{}"),)))
    client.models.generate_content(**ASK, config={"tools": [get_weather]})
    first, second = spans.all(2)
    assert first.attributes["centspan.tools"].endswith(":1")
    assert second.tokens == TRUTH


def test_async_and_abandoned_content(client: Any, spans: Any) -> None:
    """Async content is exact, and a stream that is left early is reported as abandoned."""

    async def calls() -> None:
        await client.aio.models.generate_content(**ASK)
        async for _ in await client.aio.models.generate_content_stream(**ASK):
            pass
        await client.aio.aclose()  # its socket would outlive the loop

    asyncio.run(calls())
    assert [span.tokens for span in spans.all(2)] == [TRUTH] * 2
    stream = client.models.generate_content_stream(**ASK)
    next(stream)
    del stream
    gc.collect()
    assert spans.all(3)[2].attributes["centspan.stream.abandoned"] is True


def test_retries_and_errors(
    client: Any, instrumented: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Attempts that the SDK retries are counted; an error is recorded and passes unchanged."""
    errors = instrumented("google.genai").errors
    fake_llm.answer(scenario(status=503), scenario(status=429))
    client.models.generate_content(**ASK)
    fake_llm.answer(scenario(status=400))
    with pytest.raises(errors.ClientError):
        client.models.generate_content(**ASK)
    retried, failed = spans.all(2)
    assert retried.attributes["centspan.attempts"] == 3
    assert failed.attributes["http.response.status_code"] == 400
    assert failed.attributes["error.type"] == "google.ClientError"
