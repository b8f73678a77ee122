"""LiteLLM: to OpenAI through that SDK, to Anthropic by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import MESSAGES, begin_and_drop, in_one_loop, read
from matrix.case import EXACT, GAVE_UP, LIMITED, TOOLS, Case, Column

TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}


INPUT = {"input": "What is the capital of France?"}


def opening(model: str, path: str) -> Callable[[Any, FakeLLM], Any]:
    """Return what opens LiteLLM on a model."""

    @contextmanager
    def opened(litellm: Any, fake: FakeLLM) -> Iterator[Any]:
        options: dict[str, Any] = {"api_base": f"{fake.url}{path}", "api_key": "k"}
        ask = {"model": model, "messages": MESSAGES, "max_retries": 0, **options}
        respond = {"model": model, **INPUT, **options}
        yield SimpleNamespace(litellm=litellm, ask=ask, respond=respond, options=options)

    return opened


def chat(app: Any) -> None:
    app.litellm.completion(**app.ask)


def streamed(app: Any) -> None:
    list(app.litellm.completion(**app.ask, stream=True))


def streamed_with_usage(app: Any) -> None:
    usage = {"include_usage": True}
    list(app.litellm.completion(**app.ask, stream=True, stream_options=usage))


def awaited(app: Any) -> None:
    in_one_loop(app.litellm.acompletion(**app.ask))


def awaited_stream(app: Any) -> None:
    async def work() -> None:
        stream = await app.litellm.acompletion(**app.ask, stream=True)
        await read(stream)

    in_one_loop(work())


def limited(app: Any) -> None:
    with suppress(app.litellm.RateLimitError):
        app.litellm.completion(**app.ask)


def embedded(app: Any) -> None:
    model = f"openai/{truth.EMBEDDING.name}"
    app.litellm.embedding(model=model, input=["hi"], **app.options)


def with_its_own_spans(app: Any) -> None:
    app.litellm.callbacks = ["otel"]
    try:
        app.litellm.completion(**app.ask)
    finally:
        app.litellm.callbacks = []


COMMON = (
    Case("chat", chat),
    Case("chat, tools", lambda app: app.litellm.completion(**app.ask, tools=[TOOL]), plans=TOOLS),
    Case("stream", streamed_with_usage),
    Case(
        "stream abandoned",
        lambda app: begin_and_drop(app.litellm.completion(**app.ask, stream=True), 3),
        GAVE_UP,
    ),
    Case("responses", lambda app: app.litellm.responses(**app.respond)),
    Case("responses, stream", lambda app: list(app.litellm.responses(**app.respond, stream=True))),
    Case("async", awaited),
    Case("error 429", limited, "error 429", LIMITED),
    Case("its own spans on", with_its_own_spans),
)
TO_OPENAI = Column(
    "litellm",
    "litellm",
    truth.GPT,
    truth.openai,
    opening(f"openai/{truth.GPT.name}", "/v1"),
    (
        *COMMON,
        Case("async stream", awaited_stream, plans=({"usage": "last_chunk"},)),
        Case("embeddings", embedded, reads=truth.embedded, model=truth.EMBEDDING),
    ),
    title="litellm to OpenAI",
)
TO_ANTHROPIC = replace(
    TO_OPENAI,
    model=truth.CLAUDE,
    reads=truth.anthropic,
    opened=opening(f"anthropic/{truth.CLAUDE.name}", ""),
    cases=(
        *COMMON,
        Case("async stream", awaited_stream, EXACT),
        Case("stream, usage unasked", streamed),
    ),
    title="litellm to Anthropic",
)
