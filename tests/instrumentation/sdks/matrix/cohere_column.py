"""Cohere's SDK: what an app does with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import asking, begin_and_drop, read
from matrix.case import GAVE_UP, LIMITED, RETRIED, TOOLS, Case, Column

COHERE_ASK = asking(truth.COMMAND)


@contextmanager
def cohere(module: Any, fake: FakeLLM) -> Iterator[Any]:
    client = module.ClientV2(api_key="k", base_url=fake.url)

    async def using(work: Any) -> None:
        async with module.AsyncClientV2(api_key="k", base_url=fake.url) as other:
            await work(other)

    yield SimpleNamespace(
        client=client,
        run=lambda work: asyncio.run(using(work)),
        error=module.core.api_error.ApiError,
    )


def cohere_limited(app: Any) -> None:
    with suppress(app.error):
        app.client.chat(**COHERE_ASK, request_options={"max_retries": 0})


async def cohere_awaited(client: Any) -> None:
    await client.chat(**COHERE_ASK)


async def cohere_awaited_stream(client: Any) -> None:
    await read(client.chat_stream(**COHERE_ASK))


COHERE = Column(
    "cohere",
    "cohere",
    truth.COMMAND,
    truth.plain,
    cohere,
    (
        Case("chat", lambda app: app.client.chat(**COHERE_ASK)),
        Case("chat, tools", lambda app: app.client.chat(**COHERE_ASK), plans=TOOLS),
        Case("stream", lambda app: list(app.client.chat_stream(**COHERE_ASK))),
        Case(
            "stream abandoned",
            lambda app: begin_and_drop(app.client.chat_stream(**COHERE_ASK), 4),
            GAVE_UP,
        ),
        Case("async", lambda app: app.run(cohere_awaited)),
        Case("async stream", lambda app: app.run(cohere_awaited_stream)),
        Case("error 429", cohere_limited, "error 429", LIMITED),
        Case(
            "429, 429, 200",
            lambda app: app.client.chat(**COHERE_ASK),
            "exact, $, 3 attempts",
            RETRIED,
            once=True,
        ),
    ),
)
