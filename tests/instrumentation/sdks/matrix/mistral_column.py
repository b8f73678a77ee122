"""Mistral's SDK: what an app does with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import asking, begin_and_drop, read
from matrix.case import GAVE_UP, LIMITED, RETRIED, TOOLS, Case, Column

LAST = ({"usage": "last_chunk"},)
MISTRAL_ASK = asking(truth.MISTRAL)


@contextmanager
def mistral(module: Any, fake: FakeLLM) -> Iterator[Any]:
    utils = __import__(f"{module.__name__}.utils", fromlist=["utils"])
    patient = utils.RetryConfig("backoff", utils.BackoffStrategy(1, 2, 1.1, 1000), True)

    async def using(work: Any) -> None:
        async with module.Mistral(api_key="k", server_url=fake.url) as other:
            await work(other.chat)

    with module.Mistral(api_key="k", server_url=fake.url) as client:
        yield SimpleNamespace(
            chat=client.chat, patient=patient, run=lambda work: asyncio.run(using(work))
        )


def mistral_limited(app: Any) -> None:
    with suppress(Exception):  # its class moved between the generations
        app.chat.complete(**MISTRAL_ASK)


async def mistral_awaited(chat: Any) -> None:
    await chat.complete_async(**MISTRAL_ASK)


async def mistral_awaited_stream(chat: Any) -> None:
    await read(await chat.stream_async(**MISTRAL_ASK))


def mistral_retried(app: Any) -> None:
    app.chat.complete(**MISTRAL_ASK, retries=app.patient)


MISTRAL = Column(
    "mistralai",
    "mistralai.client",
    truth.MISTRAL,
    truth.openai,
    mistral,
    (
        Case("chat", lambda app: app.chat.complete(**MISTRAL_ASK)),
        Case("chat, tools", lambda app: app.chat.complete(**MISTRAL_ASK), plans=TOOLS),
        Case("stream", lambda app: list(app.chat.stream(**MISTRAL_ASK)), plans=LAST),
        Case(
            "stream abandoned",
            lambda app: begin_and_drop(app.chat.stream(**MISTRAL_ASK)),
            GAVE_UP,
        ),
        Case("async", lambda app: app.run(mistral_awaited)),
        Case("async stream", lambda app: app.run(mistral_awaited_stream), plans=LAST),
        Case("error 429", mistral_limited, "error 429", LIMITED),
        Case("429, 429, 200", mistral_retried, "exact, $, 3 attempts", RETRIED),
    ),
)
MISTRAL_1 = replace(MISTRAL, module="mistralai")
