"""OpenAI's SDK: what an app does with it, the same for all its generations."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import asking, begin_and_drop, read
from matrix.case import (
    EVERY_MODEL,
    GAVE_UP,
    GUESSED,
    LIMITED,
    RETRIED,
    TIMED_OUT,
    TIMEOUT,
    TOOLS,
    UNPRICED,
    Case,
    Column,
)

ASK = asking(truth.GPT)
INPUT: dict[str, Any] = {"model": truth.GPT.name, "input": "hi"}
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
USAGE: dict[str, Any] = {"stream_options": {"include_usage": True}}
PARIS = ({"text": '{"city": "Paris"}'},)
KNOWN_HOST = (("CENTSPAN_STREAM_USAGE_HOSTS", "127.0.0.1:{port}"),)


@contextmanager
def opened(openai: Any, fake: FakeLLM) -> Iterator[Any]:
    """The client, sync and (made anew for each event loop) async."""
    options: dict[str, Any] = {"base_url": f"{fake.url}/v1", "api_key": "sk-test"}
    with openai.OpenAI(**options) as client:

        async def using(work: Any) -> None:
            async with openai.AsyncOpenAI(**options) as other:
                await work(other)

        yield SimpleNamespace(
            client=client,
            chat=client.chat.completions,
            run=lambda work: asyncio.run(using(work)),
            error=openai.APIStatusError,
        )


def limited(app: Any) -> None:
    with suppress(app.error):
        app.client.with_options(max_retries=0).chat.completions.create(**ASK)


def answer_type() -> Any:
    from pydantic import BaseModel

    class Answer(BaseModel):
        city: str

    return Answer


def parsed(app: Any) -> None:
    answer = app.chat.parse(**ASK, response_format=answer_type())
    assert answer.choices[0].message.parsed.city == "Paris"


def parsed_response(app: Any) -> None:
    answer = app.client.responses.parse(**INPUT, text_format=answer_type())
    assert answer.output_parsed.city == "Paris"


def helped(app: Any) -> None:
    with app.chat.stream(**ASK) as stream:
        assert stream.get_final_completion().choices[0].message.content


def helped_response(app: Any) -> None:
    with app.client.responses.stream(**INPUT) as stream:
        assert stream.get_final_response().output_text


def streamed_bytes(app: Any) -> None:
    with app.chat.with_streaming_response.create(**ASK, stream=True, **USAGE) as response:
        assert b"".join(response.iter_bytes(7))


def streaming_response(app: Any) -> None:
    with app.chat.with_streaming_response.create(**ASK) as response:
        assert b"".join(response.iter_bytes())


def abandoned(app: Any) -> None:
    begin_and_drop(app.chat.create(**ASK, stream=True))


def streamed_with_usage(app: Any) -> None:
    list(app.chat.create(**ASK, stream=True, **USAGE))


async def awaited(client: Any) -> None:
    await client.chat.completions.create(**ASK)


async def awaited_stream(client: Any) -> None:
    await read(await client.chat.completions.create(**ASK, stream=True))


async def awaited_embedding(client: Any) -> None:
    await client.embeddings.create(model=truth.EMBEDDING.name, input="hi")


CASES = (
    Case("chat", lambda app: app.chat.create(**ASK)),
    Case("chat, tools", lambda app: app.chat.create(**ASK, tools=[TOOL]), plans=TOOLS),
    Case("stream, usage asked for", streamed_with_usage),
    Case(
        "stream, usage unasked, host known",
        lambda app: list(app.chat.create(**ASK, stream=True)),
        env=KNOWN_HOST,
    ),
    Case(
        "stream, usage unasked, host unknown",
        lambda app: list(app.chat.create(**ASK, stream=True)),
        GUESSED,
    ),
    Case(
        "stream, usage in every chunk",
        lambda app: list(app.chat.create(**ASK, stream=True)),
        plans=({"usage": "every_chunk"},),
    ),
    Case("stream by its helper", helped, plans=({"usage": "last_chunk"},)),
    Case("`.parse()`", parsed, plans=PARIS),
    Case("`.with_raw_response`", lambda app: app.chat.with_raw_response.create(**ASK).parse()),
    Case("`.with_streaming_response`", streaming_response),
    Case("`.with_streaming_response`, a stream", streamed_bytes),
    Case("stream abandoned", abandoned, GAVE_UP),
    Case("responses", lambda app: app.client.responses.create(**INPUT)),
    Case("responses, stream", lambda app: list(app.client.responses.create(**INPUT, stream=True))),
    Case("responses, stream by its helper", helped_response),
    Case("responses, `.parse()`", parsed_response, plans=PARIS),
    Case(
        "embeddings",
        lambda app: app.client.embeddings.create(model=truth.EMBEDDING.name, input="hi"),
        reads=truth.embedded,
        model=truth.EMBEDDING,
    ),
    Case("async", lambda app: app.run(awaited)),
    Case("async stream", lambda app: app.run(awaited_stream), plans=({"usage": "last_chunk"},)),
    Case(
        "async embeddings",
        lambda app: app.run(awaited_embedding),
        reads=truth.embedded,
        model=truth.EMBEDDING,
    ),
    Case("error 429", limited, "error 429", LIMITED),
    Case("429, 429, 200", lambda app: app.chat.create(**ASK), "exact, $, 3 attempts", RETRIED),
    Case(
        "answered after the client's timeout",
        lambda app: app.client.with_options(timeout=TIMEOUT).chat.completions.create(**ASK),
        "exact, $, 2 attempts, 1 unseen",
        TIMED_OUT,
        once=True,
    ),
    Case(
        EVERY_MODEL,
        lambda app: app.chat.create(**{**ASK, "model": "model-of-next-year"}),
        "exact",
        UNPRICED,
    ),
)
OPENAI = Column("openai", "openai", truth.GPT, truth.openai, opened, CASES)
