"""OpenAI's SDK under instrumentations of others: their span counts, completed, and no second one."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fake_llm.scenario import Scenario
from fake_llm.server import FakeLLM

from matrix import openai_column, truth
from matrix.case import Case, Column


def under(module: str) -> Callable[[Any, FakeLLM], Any]:
    """Return what opens the SDK while an instrumentation is active."""

    @contextmanager
    def opened(openai: Any, fake: FakeLLM) -> Iterator[Any]:
        instrumentor = importlib.import_module(module).OpenAIInstrumentor()
        instrumentor.instrument()
        try:
            with openai_column.opened(openai, fake) as app:
                yield app
        finally:
            instrumentor.uninstrument()

    return opened


def reasoning_as_output(plan: Scenario) -> truth.Tokens:
    """What a span says that leaves the reasoning of streams out."""
    tokens = truth.openai(plan)
    return tokens | {"output": plan.output, "reasoning": 0}


ROWS = ("chat", "chat, tools", "responses", "embeddings", "async")
CASES = tuple(case for case in openai_column.CASES if case.row in ROWS)
STREAM = Case("stream", openai_column.streamed_with_usage)


def column(name: str, module: str, stream: Case = STREAM) -> Column:
    return Column(
        "openai",
        "openai",
        truth.GPT,
        truth.openai,
        under(module),
        (*CASES, stream),
        title=f"openai under {name}",
    )


TRACELOOP = column(
    "Traceloop's",
    "opentelemetry.instrumentation.openai",
    replace(STREAM, reads=reasoning_as_output),
)
TRACELOOP = replace(  # it leaves wrappers behind when it is told to go
    TRACELOOP, cases=tuple(replace(case, once=True) for case in TRACELOOP.cases)
)
FOREIGN = (
    column("OpenTelemetry's", "opentelemetry.instrumentation.genai.openai"),
    column("OpenInference's", "openinference.instrumentation.openai"),
    TRACELOOP,
)
