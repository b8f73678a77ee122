"""An app cannot tell that its streams are observed."""

import asyncio
import gc
import weakref
from typing import Any

import pytest

MESSAGES = [{"role": "user", "content": "hi"}]


def dumps(chunks: list[Any]) -> list[Any]:
    """All that an app can see of chunks: fields, what was set, both renderings, order."""
    return [
        (type(c), c.model_dump(), c.to_dict(), c.to_json(), c.model_fields_set, list(vars(c)))
        for c in chunks
    ]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, instrumented: Any) -> Any:
    """Takes our wrappers off the SDK while a function runs."""

    def run(function: Any) -> Any:
        base = instrumented("openai")._base_client
        with monkeypatch.context() as patch:
            for client in (base.SyncAPIClient, base.AsyncAPIClient):
                patch.setattr(client, "request", client.request._centspan_original)
            return function()

    return run


@pytest.mark.parametrize("usage", ["asked", "extra", "last_chunk", "every_chunk", "never"])
@pytest.mark.parametrize("asked", [None, {"include_usage": True}, {"include_usage": False}])
def test_chunks_are_the_same(
    openai_client: Any, fake_llm: Any, scenario: Any, plain: Any, usage: str, asked: Any
) -> None:
    """Chunks are equal to those of the bare SDK in every respect, wherever usage stands."""
    fake_llm.default = scenario(usage=usage, extra=True, tools=(("get", "{}"),))
    extra = {} if asked is None else {"stream_options": asked}

    def chunks() -> list[Any]:
        arguments = {"model": "m", "messages": MESSAGES, "stream": True, **extra}
        return dumps(list(openai_client.chat.completions.create(**arguments)))

    assert chunks() == plain(chunks)
    assert fake_llm.requests[0].body == fake_llm.requests[1].body


@pytest.mark.parametrize("legacy", [False, True])
def test_usage_asked_on_the_apps_behalf_is_invisible(
    openai_client: Any,
    spans: Any,
    plain: Any,
    fake_llm: Any,
    monkeypatch: pytest.MonkeyPatch,
    legacy: bool,
) -> None:
    """Where we ask for usage the span has it and the chunks are as if nobody had asked."""
    monkeypatch.setenv("CENTSPAN_STREAM_USAGE_HOSTS", f"127.0.0.1:{fake_llm.port}")

    def chunks() -> list[Any]:
        if legacy:
            stream = openai_client.completions.create(model="m", prompt="hi", stream=True)
        else:
            stream = openai_client.chat.completions.create(
                model="m", messages=MESSAGES, stream=True
            )
        return dumps(list(stream))

    assert chunks() == plain(chunks)
    assert fake_llm.requests[0].body["stream_options"] == {"include_usage": True}
    assert "stream_options" not in fake_llm.requests[1].body
    span = spans.one()
    assert span.source == "provider"
    assert span.tokens == {"uncached_input": 400, "cache_read": 600, "output": 136, "reasoning": 64}


def test_a_stream_keeps_its_type_and_its_ways(
    openai_client: Any, instrumented: Any, spans: Any
) -> None:
    """Type, response, context manager, early break with later resumption and close all work."""
    openai = instrumented("openai")
    with openai_client.chat.completions.create(model="m", messages=MESSAGES, stream=True) as stream:
        assert type(stream) is openai.Stream
        assert stream.response.headers["x-request-id"] == "req_openai_1"
        first = next(stream)
        second = [each for _, each in zip(range(1), stream, strict=False)]
        rest = list(stream)
    assert first.choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in [*second, *rest])
    assert text == "Paris is the capital of France."
    assert stream.response.is_closed
    assert spans.one().attributes["gen_ai.response.time_to_first_chunk"] > 0


def test_stream_helpers_see_what_they_saw(openai_client: Any, plain: Any) -> None:
    """`chat.completions.stream()` and `responses.stream()` give the same events and results."""

    def chat() -> list[Any]:
        with openai_client.chat.completions.stream(model="m", messages=MESSAGES) as stream:
            kinds = [event.type for event in stream]
            return [kinds, stream.get_final_completion().to_dict()]

    def response() -> list[Any]:
        with openai_client.responses.stream(model="m", input="hi") as stream:
            kinds = [event.type for event in stream]
            return [kinds, stream.get_final_response().to_dict()]

    assert chat() == plain(chat)
    assert response() == plain(response)


def test_async_streams_are_the_same(instrumented: Any, fake_llm: Any, plain: Any) -> None:
    """An async stream gives the same chunks and is of the same type."""
    openai = instrumented("openai")

    async def chunks() -> list[Any]:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:
            arguments = {"model": "m", "messages": MESSAGES, "stream": True}
            async with await client.chat.completions.create(**arguments) as stream:
                assert type(stream) is openai.AsyncStream
                return dumps([chunk async for chunk in stream])

    assert asyncio.run(chunks()) == plain(lambda: asyncio.run(chunks()))


def test_nothing_of_a_call_outlives_it(openai_client: Any, spans: Any, fake_llm: Any) -> None:
    """After its stream is read and dropped neither the request nor the answer is kept alive."""

    class Prompt(dict[str, str]):
        """A message that can be watched."""

    message = Prompt(role="user", content="hi")
    stream = openai_client.chat.completions.create(model="m", messages=[message], stream=True)
    chunks = [weakref.ref(chunk) for chunk in stream]
    watched = [weakref.ref(message), weakref.ref(stream), *chunks]
    del message, stream
    gc.collect()
    assert [ref() for ref in watched] == [None] * len(watched)
