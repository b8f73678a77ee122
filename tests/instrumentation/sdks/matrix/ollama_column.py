"""Ollama's SDK: what an app does with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import MESSAGES, begin_and_drop, read
from matrix.case import LIMITED, TOOLS, Case, Column


@contextmanager
def ollama(module: Any, fake: FakeLLM) -> Iterator[Any]:
    async def using(work: Any) -> None:
        await work(module.AsyncClient(host=fake.url))

    yield SimpleNamespace(
        client=module.Client(host=fake.url),
        run=lambda work: asyncio.run(using(work)),
        error=module.ResponseError,
    )


def ollama_limited(app: Any) -> None:
    with suppress(app.error):
        app.client.chat("llama3", MESSAGES)


async def ollama_awaited(client: Any) -> None:
    await client.chat("llama3", MESSAGES)


async def ollama_awaited_stream(client: Any) -> None:
    await read(await client.chat("llama3", MESSAGES, stream=True))


OLLAMA = Column(
    "ollama",
    "ollama",
    truth.LOCAL,
    truth.plain,
    ollama,
    (
        Case("chat", lambda app: app.client.chat("llama3", MESSAGES), "exact"),
        Case("chat, tools", lambda app: app.client.chat("llama3", MESSAGES), "exact", TOOLS),
        Case("stream", lambda app: list(app.client.chat("llama3", MESSAGES, stream=True)), "exact"),
        Case(
            "stream abandoned",
            lambda app: begin_and_drop(app.client.chat("llama3", MESSAGES, stream=True)),
            "estimate, abandoned",
        ),
        Case(
            "embeddings",
            lambda app: app.client.embed("llama3", "hi"),
            "exact",
            reads=truth.embedded,
        ),
        Case("async", lambda app: app.run(ollama_awaited), "exact"),
        Case("async stream", lambda app: app.run(ollama_awaited_stream), "exact"),
        Case("error 429", ollama_limited, "error 429", LIMITED),
    ),
)
