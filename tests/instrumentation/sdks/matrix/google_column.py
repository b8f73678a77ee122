"""Google's GenAI SDK: what an app does with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.scenario import Scenario
from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import begin_and_drop, read
from matrix.case import LIMITED, RETRIED, TOOLS, Case, Column

CONTENT: dict[str, Any] = {"model": truth.GEMINI.name, "contents": "What is the capital?"}


@contextmanager
def google(genai: Any, fake: FakeLLM) -> Iterator[Any]:
    retries = {"attempts": 3, "initial_delay": 0.01, "jitter": 0.01}
    options = {"base_url": fake.url, "retry_options": retries}
    client = genai.Client(api_key="k", http_options=options)
    once = genai.Client(api_key="k", http_options={"base_url": fake.url})

    async def using(work: Any) -> None:
        other = genai.Client(api_key="k", http_options=options)
        await work(other.aio.models)
        await other.aio.aclose()

    yield SimpleNamespace(
        models=client.models,
        once=once.models,
        run=lambda work: asyncio.run(using(work)),
        error=genai.errors.APIError,
    )


def google_limited(app: Any) -> None:
    with suppress(app.error):
        app.once.generate_content(**CONTENT)


async def google_awaited(models: Any) -> None:
    await models.generate_content(**CONTENT)


async def google_awaited_stream(models: Any) -> None:
    await read(await models.generate_content_stream(**CONTENT))


def google_so_far(plan: Scenario) -> truth.Tokens:
    """Every part of a stream carries the counts until then."""
    return truth.openai(plan) | {"output": 1, "reasoning": 0}


GOOGLE = Column(
    "google-genai",
    "google.genai",
    truth.GEMINI,
    truth.openai,
    google,
    (
        Case("chat", lambda app: app.models.generate_content(**CONTENT)),
        Case("chat, tools", lambda app: app.models.generate_content(**CONTENT), plans=TOOLS),
        Case("stream", lambda app: list(app.models.generate_content_stream(**CONTENT))),
        Case(
            "stream abandoned",
            lambda app: begin_and_drop(app.models.generate_content_stream(**CONTENT)),
            "exact, $, abandoned",
            reads=google_so_far,
        ),
        Case("async", lambda app: app.run(google_awaited)),
        Case("async stream", lambda app: app.run(google_awaited_stream)),
        Case("error 429", google_limited, "error 429", LIMITED),
        Case(
            "429, 429, 200",
            lambda app: app.models.generate_content(**CONTENT),
            "exact, $, 3 attempts",
            RETRIED,
        ),
    ),
)
