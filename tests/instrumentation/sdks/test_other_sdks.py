"""One right span for each call of Groq's, Mistral's, Cohere's and Ollama's SDKs."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # these SDKs leave their connections to the collector
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]
TRUTH = {"uncached_input": 400, "cache_read": 600, "output": 136, "reasoning": 64}
PLAIN = {"uncached_input": 1000, "output": 200}


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What an SDK leaves open is collected in the test that opened it."""
    yield
    gc.collect()


def providers(spans: Any, count: int) -> list[tuple[str, str]]:
    return [
        (span.attributes["gen_ai.provider.name"], span.attributes["gen_ai.operation.name"])
        for span in spans.all(count)
    ]


def test_groq(instrumented: Any, fake_llm: Any, scenario: Any, spans: Any) -> None:
    """Groq's chats, whole, streamed and async, are one exact span each."""
    groq = instrumented("groq")
    fake_llm.default = scenario(usage="x_groq")
    ask: dict[str, Any] = {"model": "llama", "messages": MESSAGES}

    async def calls() -> None:
        async with groq.AsyncGroq(base_url=fake_llm.url, api_key="k") as client:
            await client.chat.completions.create(**ask)

    with groq.Groq(base_url=fake_llm.url, api_key="k") as client:
        client.chat.completions.create(**ask)
        list(client.chat.completions.create(**ask, stream=True))
        assert "stream_options" not in fake_llm.requests[-1].body
    asyncio.run(calls())
    assert providers(spans, 3) == [("groq", "chat")] * 3
    assert [span.tokens for span in spans.all()] == [TRUTH] * 3


def test_mistral(instrumented: Any, fake_llm: Any, scenario: Any, spans: Any) -> None:
    """Mistral's chats and embeddings, sync and async, are one exact span each."""
    for part in ("chat", "embeddings"):
        instrumented(f"mistralai.client.{part}")
    mistral = instrumented("mistralai.client")
    fake_llm.default = scenario(usage="last_chunk")
    ask: dict[str, Any] = {"model": "mistral-small", "messages": MESSAGES}

    async def calls(client: Any) -> None:
        await client.chat.complete_async(**ask)
        async for _ in await client.chat.stream_async(**ask):
            pass

    with mistral.Mistral(api_key="k", server_url=fake_llm.url) as client:
        client.chat.complete(**ask)
        with client.chat.stream(**ask) as stream:
            assert type(stream).__name__ == "EventStream"
            list(stream)
        asyncio.run(calls(client))
        client.embeddings.create(model="mistral-embed", inputs=["hi"])
        with client.chat.stream(**ask) as stream:
            next(stream)
    found = spans.all(6)
    assert [span.tokens for span in found[:4]] == [TRUTH] * 4
    assert found[4].tokens == {"uncached_input": 1000}
    assert found[5].attributes["centspan.stream.abandoned"] is True


def test_mistrals_own_spans_stand_where_the_app_turned_them_on(
    instrumented: Any, fake_llm: Any, spans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the SDK's own telemetry on there is one span a call: the SDK's."""
    instrumented("mistralai.client.chat")
    mistral = instrumented("mistralai.client")
    monkeypatch.setenv("MISTRAL_SDK_TELEMETRY", "global")
    with mistral.Mistral(api_key="k", server_url=fake_llm.url) as client:
        client.chat.complete(model="mistral-small", messages=MESSAGES)
        client.chat.complete(model="mistral-small", messages=MESSAGES)
    assert len(spans.all(2)) == 2


def test_cohere(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """Cohere's chats, embeddings and rerankings, sync and async, are one exact span each."""
    instrumented("cohere.v2.client")
    cohere = instrumented("cohere")
    ask: dict[str, Any] = {"model": "command-a", "messages": MESSAGES}

    async def calls() -> None:
        async with cohere.AsyncClientV2(api_key="k", base_url=fake_llm.url) as client:
            await client.chat(**ask)
            async for _ in client.chat_stream(**ask):
                pass

    client = cohere.ClientV2(api_key="k", base_url=fake_llm.url)
    client.chat(**ask, max_tokens=7)
    list(client.chat_stream(**ask))
    asyncio.run(calls())
    kinds = {"input_type": "search_query", "embedding_types": ["float"]}
    client.embed(model="embed-v4", texts=["a"], **kinds)
    client.rerank(model="rerank", query="q", documents=["a"])
    found = spans.all(6)
    assert [span.tokens for span in found[:4]] == [PLAIN] * 4
    assert found[4].tokens == {"uncached_input": 1000}
    assert found[5].attributes["centspan.units.requests"] == 1


def test_ollama(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """Ollama's chats, completions and embeddings, sync and async, are one exact span each."""
    ollama = instrumented("ollama")

    async def calls() -> None:
        client = ollama.AsyncClient(host=fake_llm.url)
        await client.chat("llama3", MESSAGES)
        async for _ in await client.chat("llama3", MESSAGES, stream=True):
            pass

    client = ollama.Client(host=fake_llm.url)
    client.chat("llama3", MESSAGES, options={"temperature": 0.1})
    list(client.chat("llama3", MESSAGES, stream=True))
    asyncio.run(calls())
    client.generate("llama3", "hi")
    client.embed("llama3", "hi")
    stream = client.chat("llama3", MESSAGES, stream=True)
    next(stream)
    del stream
    gc.collect()
    found = spans.all(7)
    assert [span.tokens for span in found[:5]] == [PLAIN] * 5
    assert found[5].tokens == {"uncached_input": 1000}
    assert found[6].attributes["centspan.stream.abandoned"] is True


def test_retries_and_errors(instrumented: Any, fake_llm: Any, scenario: Any, spans: Any) -> None:
    """Retries of Cohere and Mistral are counted; errors pass unchanged and are recorded."""
    for part in ("mistralai.client.chat", "cohere.v2.client"):
        instrumented(part)
    cohere, mistral = instrumented("cohere"), instrumented("mistralai.client")
    utils = instrumented("mistralai.client.utils")
    retries = utils.RetryConfig("backoff", utils.BackoffStrategy(1, 2, 1.1, 1000), True)
    client = cohere.ClientV2(api_key="k", base_url=fake_llm.url)
    fake_llm.answer(scenario(status=429), scenario(status=500))
    with mistral.Mistral(api_key="k", server_url=fake_llm.url, retry_config=retries) as other:
        other.chat.complete(model="mistral-small", messages=MESSAGES)
    fake_llm.answer(scenario(status=429))
    client.chat(model="command-a", messages=MESSAGES)
    fake_llm.answer(scenario(status=400))
    with pytest.raises(cohere.BadRequestError):
        client.chat(model="command-a", messages=MESSAGES)
    attempts = [span.attributes.get("centspan.attempts") for span in spans.all(3)]
    assert attempts == [3, 2, None]
    assert spans.all()[2].attributes["http.response.status_code"] == 400
