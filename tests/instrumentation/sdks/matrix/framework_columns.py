"""LlamaIndex and OpenAI Agents: what an app does with them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import begin_and_drop, read
from matrix.case import GAVE_UP, LIMITED, RETRIED, Case, Column

QUESTION = "What is the capital of France?"
LAST = ({"usage": "last_chunk"},)


@contextmanager
def llama_index(module: Any, fake: FakeLLM) -> Iterator[Any]:
    from llama_index.core.llms import ChatMessage

    options: dict[str, Any] = {
        "model": truth.GPT.name,
        "api_key": "k",
        "api_base": f"{fake.url}/v1",
    }
    yield SimpleNamespace(
        llm=module.OpenAI(**options, max_retries=2),
        once=module.OpenAI(**options, max_retries=0),
        ask=[ChatMessage(role="user", content=QUESTION)],
        new=lambda: module.OpenAI(**options),
    )


def llama_limited(app: Any) -> None:
    with suppress(Exception):  # tenacity's or the SDK's, by the version
        app.once.chat(app.ask)


async def llama_awaited_stream(app: Any) -> None:
    await read(await app.new().astream_chat(app.ask))


LLAMA_INDEX = Column(
    "llama-index-llms-openai",
    "llama_index.llms.openai",
    truth.GPT,
    truth.openai,
    llama_index,
    (
        Case("chat", lambda app: app.llm.chat(app.ask)),
        Case("stream", lambda app: list(app.llm.stream_chat(app.ask)), plans=LAST),
        Case(
            "stream abandoned", lambda app: begin_and_drop(app.llm.stream_chat(app.ask), 3), GAVE_UP
        ),
        Case("async", lambda app: asyncio.run(app.new().achat(app.ask))),
        Case("async stream", lambda app: asyncio.run(llama_awaited_stream(app)), plans=LAST),
        Case("error 429", llama_limited, "error 429", LIMITED),
        Case("429, 429, 200", lambda app: app.llm.chat(app.ask), "exact, $, 3 attempts", RETRIED),
    ),
)


@contextmanager
def agents(module: Any, fake: FakeLLM) -> Iterator[Any]:
    from openai import AsyncOpenAI

    module.set_tracing_disabled(True)

    async def using(kind: str, retries: int, work: Any) -> None:
        options: dict[str, Any] = {"base_url": f"{fake.url}/v1", "api_key": "k"}
        async with AsyncOpenAI(**options, max_retries=retries) as client:
            model = getattr(module, kind)(model=truth.GPT.name, openai_client=client)
            await work(module.Runner, module.Agent(name="a", model=model))

    yield lambda kind, work, retries=2: asyncio.run(using(kind, retries, work))


RESPONSES, CHAT = "OpenAIResponsesModel", "OpenAIChatCompletionsModel"


async def run(runner: Any, agent: Any) -> None:
    await runner.run(agent, QUESTION)


async def run_streamed(runner: Any, agent: Any) -> None:
    await read(runner.run_streamed(agent, QUESTION).stream_events())


async def run_limited(runner: Any, agent: Any) -> None:
    with suppress(Exception):
        await runner.run(agent, QUESTION)


AGENTS = Column(
    "openai-agents",
    "agents",
    truth.GPT,
    truth.openai,
    agents,
    (
        Case("async", lambda app: app(RESPONSES, run)),
        Case("async stream", lambda app: app(RESPONSES, run_streamed)),
        Case("chat", lambda app: app(CHAT, run)),
        Case("stream", lambda app: app(CHAT, run_streamed), plans=LAST),
        Case("error 429", lambda app: app(RESPONSES, run_limited, 0), "error 429", LIMITED),
        Case("429, 429, 200", lambda app: app(RESPONSES, run), "exact, $, 3 attempts", RETRIED),
    ),
)
