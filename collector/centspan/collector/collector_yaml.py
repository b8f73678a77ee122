"""Renders what the OpenTelemetry Collector keeps of a span, from the names that the store reads.

`python -m centspan.collector.collector_yaml FOLDER` writes content.yaml and sampling.yaml; both are committed in
collector/otelcol, and a test compares them.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from centspan.instrumentation import attributes
from centspan.instrumentation.spellings import COUNTS, TEXTS, TOLD_AGAIN

NAMESPACES: Final = (
    *(
        "ai",
        "anthropic",
        "embedding",
        "gen_ai",
        "input",
        "langfuse",
        "litellm",
        "llm",
        "logfire",
        "metadata",
    ),
    *(
        "openai",
        "openinference",
        "output",
        "prompt",
        "pydantic_ai",
        "reranker",
        "retrieval",
        "tool",
        "traceloop",
    ),
)
"""Where instrumentations of language models write; of these only what the store reads is kept."""
ALONE: Final = (
    *(
        "all_messages_events",
        "completion",
        "final_result",
        "hidden_params",
        "model_request_parameters",
    ),
    *("prompt", "request_data", "response_data", "error.message", "error.stack_trace"),
    *("exception.message", "exception.stacktrace"),
)
"""Names without such a namespace that may quote a prompt or an answer."""
CONTENT: Final = (
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.tool.definitions",
)
"""What `call_content` is made of, where prompts are kept."""
CALLS: Final = ("operation", "kind", "model")
"""Facts of which one at least is on every span that may stand for a call."""


def content() -> str:
    """What leaves prompts and answers out of spans and log records, unless CENTSPAN_KEEP_CONTENT is true."""
    kept = ", ".join(f'"{name}"' for name in sorted(read_names()))
    return _filled("content", namespaces="|".join(NAMESPACES), alone=_any_of(ALONE), kept=kept)


def sampling() -> str:
    """What samples traces by their ends and keeps every call: a span with one of these names is never sampled."""
    names = sorted({*_names(TEXTS[fact] for fact in CALLS), *_own()})
    called = " or ".join(f'attributes["{name}"] != nil' for name in names)
    return _filled("sampling", called=called)


def read_names() -> frozenset[str]:
    """Every attribute that the store reads of a span, without what prompts and answers stand in."""
    spelled = {*_names(COUNTS.values()), *_names(TEXTS.values()), *(name for name, _ in TOLD_AGAIN)}
    return frozenset({*spelled, *_constants()} - {*CONTENT, *ALONE, "llm.invocation_parameters"})


def _names(spellings: Iterable[Iterable[str]]) -> Iterator[str]:
    """Attributes, of spellings that may name a place in a document."""
    return (spelling.partition("#")[0] for of_fact in spellings for spelling in of_fact)


def _constants() -> Iterator[str]:
    every = (value for value in vars(attributes).values() if isinstance(value, str))
    return (value for value in every if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value))


def _own() -> Iterator[str]:
    return (name for name in _constants() if name.startswith("centspan."))


def _any_of(names: Iterable[str]) -> str:
    return "|".join(name.replace(".", "[.]") for name in names)


def _filled(name: str, **values: str) -> str:
    text = files("centspan.collector").joinpath(f"templates/{name}.yaml").read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "content.yaml").write_text(content(), "utf-8")
    (folder / "sampling.yaml").write_text(sampling(), "utf-8")
