"""Groq's SDK: what an app does with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import asking, begin_and_drop, read
from matrix.case import GAVE_UP, LIMITED, RETRIED, TOOLS, Case, Column

X_GROQ = ({"usage": "x_groq"},)

GROQ_ASK = asking(truth.LLAMA)


@contextmanager
def groq(module: Any, fake: FakeLLM) -> Iterator[Any]:
    options: dict[str, Any] = {"base_url": fake.url, "api_key": "k"}
    with module.Groq(**options) as client:

        async def using(work: Any) -> None:
            async with module.AsyncGroq(**options) as other:
                await work(other.chat.completions)

        yield SimpleNamespace(
            client=client,
            chat=client.chat.completions,
            run=lambda work: asyncio.run(using(work)),
            error=module.APIStatusError,
        )


def groq_limited(app: Any) -> None:
    with suppress(app.error):
        app.client.with_options(max_retries=0).chat.completions.create(**GROQ_ASK)


async def groq_awaited(chat: Any) -> None:
    await chat.create(**GROQ_ASK)


async def groq_awaited_stream(chat: Any) -> None:
    await read(await chat.create(**GROQ_ASK, stream=True))


GROQ = Column(
    "groq",
    "groq",
    truth.LLAMA,
    truth.openai,
    groq,
    (
        Case("chat", lambda app: app.chat.create(**GROQ_ASK)),
        Case("chat, tools", lambda app: app.chat.create(**GROQ_ASK), plans=TOOLS),
        Case("stream", lambda app: list(app.chat.create(**GROQ_ASK, stream=True)), plans=X_GROQ),
        Case("`.with_raw_response`", lambda app: app.chat.with_raw_response.create(**GROQ_ASK)),
        Case(
            "stream abandoned",
            lambda app: begin_and_drop(app.chat.create(**GROQ_ASK, stream=True)),
            GAVE_UP,
        ),
        Case("async", lambda app: app.run(groq_awaited)),
        Case("async stream", lambda app: app.run(groq_awaited_stream), plans=X_GROQ),
        Case("error 429", groq_limited, "error 429", LIMITED),
        Case(
            "429, 429, 200",
            lambda app: app.chat.create(**GROQ_ASK),
            "exact, $, 3 attempts",
            RETRIED,
        ),
    ),
)
