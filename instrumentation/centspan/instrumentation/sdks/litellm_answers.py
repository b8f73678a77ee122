"""LiteLLM's requests and answers: OpenAI's shapes, whoever answers, with cache counts added."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Request, Response
from centspan.instrumentation.sdks.listening import Listening
from centspan.instrumentation.sdks.openai_chat import ChatFold, read_chat, usage_of
from centspan.instrumentation.sdks.openai_responses import ResponseFold, read_response
from centspan.instrumentation.sdks.openai_said import ChatListener, ResponseListener
from centspan.instrumentation.sdks.openai_text import read_embeddings
from centspan.instrumentation.sdks.operation import Asked, Fold
from centspan.instrumentation.sdks.record import field, number, text, whole
from centspan.instrumentation.usage import NO_USAGE, Usage

PROVIDERS: Final = {
    "gemini": "gcp.gemini",
    "vertex_ai": "gcp.vertex_ai",
    "vertex_ai_beta": "gcp.vertex_ai",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "sagemaker": "aws.sagemaker",
    "azure": "azure.ai.openai",
    "azure_ai": "azure.ai.inference",
    "cohere_chat": "cohere",
    "mistral": "mistral_ai",
    "ollama_chat": "ollama",
    "text-completion-openai": "openai",
    "xai": "x_ai",
    "watsonx": "ibm.watsonx.ai",
    "moonshot": "moonshotai",
    "together_ai": "together",
    "fireworks_ai": "fireworks",
}
"""LiteLLM's name of a provider → the conventions'; others are the same."""
_NOTHING: Final = Asked()


@dataclass(frozen=True, slots=True)
class Operation:
    """One of LiteLLM's functions, sync and (with an `a` before its name) async."""

    function: str
    name: str
    fingerprint: Callable[[Mapping[str, Any]], fingerprint.Fingerprint | None]
    read: Callable[[Any], Response]
    listener: Listening = None


def describe(operation: Operation, given: Mapping[str, Any]) -> Request | None:
    """Return what was asked of whom, None where LiteLLM knows no provider for it."""
    asked = str(given.get("model") or "")
    resolve = sys.modules["litellm"].get_llm_provider
    base = given.get("api_base") or given.get("base_url")
    try:
        model, provider, _, found = resolve(asked, given.get("custom_llm_provider"), base)
    except Exception:  # noqa: BLE001 - LiteLLM has told the app so
        return None
    url = urlsplit(str(base or found or ""))
    return Request(
        provider=PROVIDERS.get(provider, provider) or "",
        operation=operation.name,
        model=model.rpartition("/")[2] if provider == "bedrock" else model,
        host=url.hostname or "",
        port=url.port or (80 if url.scheme == "http" else 443 if url.hostname else 0),
        stream=given.get("stream") is True,
        max_tokens=whole(given.get("max_tokens") or given.get("max_output_tokens")),
        temperature=number(given.get("temperature")),
        has_tools=bool(given.get("tools")),
        user=given.get("user") if isinstance(given.get("user"), str) else None,
        fingerprint=operation.fingerprint({**given, "model": model}),
    )


def usage_in(reported: Any) -> Usage:
    """Return the buckets; LiteLLM keeps cache writes and their lifetimes in places of its own."""
    if reported is None:
        return NO_USAGE
    usage = usage_of(reported)
    if not usage.cache_write_5m:
        written = whole(field(reported, "cache_creation_input_tokens")) or 0
        inside = written if written <= usage.uncached_input else 0  # old streams leave it out
        usage = usage._replace(uncached_input=usage.uncached_input - inside, cache_write_5m=written)
    details = field(field(reported, "prompt_tokens_details"), "cache_creation_token_details")
    hours = whole(field(details, "ephemeral_1h_input_tokens")) or 0
    return usage._replace(
        cache_write_5m=usage.cache_write_5m - hours, cache_write_1h=usage.cache_write_1h + hours
    )


def _usage_of_stream(chunks: Iterable[Any]) -> tuple[Usage, Any]:
    """Return the buckets and the last report; in some versions it leaves out the input."""
    reports = [usage for each in chunks if (usage := field(each, "usage")) is not None]
    if not reports:
        return NO_USAGE, None
    read = [usage_in(each) for each in reports]
    asked = max(read, key=lambda usage: usage.total_input)
    if asked.total_input <= read[-1].total_input:
        return read[-1], reports[-1]
    return asked._replace(output=read[-1].output, reasoning=read[-1].reasoning), reports[-1]


class _Fold:
    """What is kept of a stream: the app's chunks, and the usage in those LiteLLM keeps.

    LiteLLM takes usage out of the app's chunks, and makes one up where none was reported.
    """

    __slots__ = ("_chat", "_kept")

    def __init__(self, kept: list[Any]) -> None:
        self._chat = ChatFold(_NOTHING)
        self._kept = kept

    @property
    def complete(self) -> bool:
        """A finish reason came."""
        return self._chat.complete

    def see(self, chunk: Any) -> None:
        """Take in one of the app's chunks."""
        self._chat.see(chunk)

    def response(self) -> Response:
        """Return what was answered until now; counts of an unfinished answer are placeholders."""
        usage, reported = _usage_of_stream(self._kept)
        if not self.complete and reported is not None:
            usage = usage._replace(output=0, reasoning=0, source="estimated")
        return _completed(self._chat.response(), usage, reported)


def _completed(response: Response, usage: Usage, reported: Any) -> Response:
    """Return a response with what LiteLLM's usage says of it."""
    tier = response.service_tier or _NOTHING.tier(text(reported, "service_tier"))
    return response._replace(usage=usage, service_tier=tier)


def fold_for(stream: Any) -> Fold:
    """Return the fold of one of LiteLLM's streams; it must not keep the stream alive."""
    kept = getattr(stream, "chunks", None)
    return _Fold(kept) if isinstance(kept, list) else ResponseFold(_NOTHING)


def _read_chat(answer: Any) -> Response:
    reported = field(answer, "usage")
    return _completed(read_chat(answer, _NOTHING), usage_in(reported), reported)


def _read_response(answer: Any) -> Response:
    return read_response(answer, _NOTHING)


def _read_embedding(answer: Any) -> Response:
    return read_embeddings(answer, _NOTHING)


OPERATIONS: Final = (
    Operation("completion", "chat", fingerprint.chat, _read_chat, ChatListener),
    Operation("responses", "chat", fingerprint.responses, _read_response, ResponseListener),
    Operation("embedding", "embeddings", fingerprint.embeddings, _read_embedding),
)
