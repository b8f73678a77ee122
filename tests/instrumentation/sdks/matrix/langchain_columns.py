"""LangChain's chat models of OpenAI and Anthropic: what an app does with them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.app import begin_and_drop, in_one_loop, read
from matrix.case import GAVE_UP, LIMITED, RETRIED, TOOLS, Case, Column

QUESTION = "What is the capital of France?"
LAST = ({"usage": "last_chunk"},)


def get_weather(city: str) -> str:
    """Tell the weather."""
    return city


def opening(cls: str, model: truth.Model, path: str) -> Callable[[Any, FakeLLM], Any]:
    """Return what opens a chat model, one that retries and one that does not."""

    @contextmanager
    def opened(module: Any, fake: FakeLLM) -> Iterator[Any]:
        options: dict[str, Any] = {"model": model.name, "api_key": "k"}
        options["base_url"] = f"{fake.url}{path}"
        make = getattr(module, cls)
        yield SimpleNamespace(
            model=make(**options, max_retries=2), once=make(**options, max_retries=0)
        )

    return opened


def limited(app: Any) -> None:
    with suppress(Exception):  # of LangChain's own class, by the version
        app.once.invoke(QUESTION)


async def awaited_stream(app: Any) -> None:
    await read(app.model.astream(QUESTION))


CASES = (
    Case("chat", lambda app: app.model.invoke(QUESTION)),
    Case(
        "chat, tools", lambda app: app.model.bind_tools([get_weather]).invoke(QUESTION), plans=TOOLS
    ),
    Case("stream", lambda app: list(app.model.stream(QUESTION)), plans=LAST),
    Case("stream abandoned", lambda app: begin_and_drop(app.model.stream(QUESTION), 3), GAVE_UP),
    Case("async", lambda app: in_one_loop(app.model.ainvoke(QUESTION))),
    Case("async stream", lambda app: in_one_loop(awaited_stream(app)), plans=LAST),
    Case("error 429", limited, "error 429", LIMITED),
    Case(
        "429, 429, 200",
        lambda app: app.model.invoke(QUESTION),
        "exact, $, 3 attempts",
        RETRIED,
    ),
)
LANGCHAIN_OPENAI = Column(
    "langchain-openai",
    "langchain_openai",
    truth.GPT,
    truth.openai,
    opening("ChatOpenAI", truth.GPT, "/v1"),
    CASES,
)
LANGCHAIN_ANTHROPIC = Column(
    "langchain-anthropic",
    "langchain_anthropic",
    truth.CLAUDE,
    truth.anthropic,
    opening("ChatAnthropic", truth.CLAUDE, ""),
    CASES,
)
