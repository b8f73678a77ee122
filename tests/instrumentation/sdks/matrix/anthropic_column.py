"""Anthropic's SDK: what an app does with it, the same for all its generations."""

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
    LIMITED,
    RETRIED,
    TIMED_OUT,
    TIMEOUT,
    TOOLS,
    UNPRICED,
    Case,
    Column,
)

ASK = asking(truth.CLAUDE) | {"max_tokens": 50}
TOOL = {"name": "get_weather", "input_schema": {"type": "object"}}


@contextmanager
def opened(anthropic: Any, fake: FakeLLM) -> Iterator[Any]:
    """The client, sync and (made anew for each event loop) async."""
    options: dict[str, Any] = {"base_url": fake.url, "api_key": "sk-test"}
    with anthropic.Anthropic(**options) as client:

        async def using(work: Any) -> None:
            async with anthropic.AsyncAnthropic(**options) as other:
                await work(other)

        yield SimpleNamespace(
            client=client,
            messages=client.messages,
            run=lambda work: asyncio.run(using(work)),
            error=anthropic.APIStatusError,
        )


def limited(app: Any) -> None:
    with suppress(app.error):
        app.client.with_options(max_retries=0).messages.create(**ASK)


def helped(app: Any) -> None:
    with app.messages.stream(**ASK) as stream:
        assert stream.get_final_message().usage.output_tokens


def streaming_response(app: Any) -> None:
    with app.messages.with_streaming_response.create(**ASK) as response:
        assert b"".join(response.iter_bytes())


def streamed_bytes(app: Any) -> None:
    with app.messages.with_streaming_response.create(**ASK, stream=True) as response:
        assert b"".join(response.iter_bytes(7))


def abandoned(app: Any) -> None:
    begin_and_drop(app.messages.create(**ASK, stream=True), 4)


async def awaited(client: Any) -> None:
    await client.messages.create(**ASK)


async def awaited_stream(client: Any) -> None:
    await read(await client.messages.create(**ASK, stream=True))


CASES = (
    Case("chat", lambda app: app.messages.create(**ASK)),
    Case("chat, tools", lambda app: app.messages.create(**ASK, tools=[TOOL]), plans=TOOLS),
    Case("chat, beta", lambda app: app.client.beta.messages.create(**ASK)),
    Case("stream", lambda app: list(app.messages.create(**ASK, stream=True))),
    Case("stream by its helper", helped),
    Case(
        "stream, last event repeats all counts",
        lambda app: list(app.messages.create(**ASK, stream=True)),
        plans=({"delta_repeats": True},),
    ),
    Case(
        "stream, last event counts output only",
        lambda app: list(app.messages.create(**ASK, stream=True)),
        plans=({"delta_repeats": False},),
    ),
    Case("`.with_raw_response`", lambda app: app.messages.with_raw_response.create(**ASK).parse()),
    Case("`.with_streaming_response`", streaming_response),
    Case("`.with_streaming_response`, a stream", streamed_bytes),
    Case("stream abandoned", abandoned, GAVE_UP),
    Case("async", lambda app: app.run(awaited)),
    Case("async stream", lambda app: app.run(awaited_stream)),
    Case("error 429", limited, "error 429", LIMITED),
    Case("429, 429, 200", lambda app: app.messages.create(**ASK), "exact, $, 3 attempts", RETRIED),
    Case(
        "answered after the client's timeout",
        lambda app: app.client.with_options(timeout=TIMEOUT).messages.create(**ASK),
        "exact, $, 2 attempts, 1 unseen",
        TIMED_OUT,
        once=True,
    ),
    Case(
        EVERY_MODEL,
        lambda app: app.messages.create(**{**ASK, "model": "model-of-next-year"}),
        "exact",
        UNPRICED,
    ),
)
ANTHROPIC = Column("anthropic", "anthropic", truth.CLAUDE, truth.anthropic, opened, CASES)
