"""Cohere's SDK from 5: chat, embeddings and reranking of its v1 and v2 clients."""

import functools
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Request, Response
from centspan.instrumentation.provider_usage import cohere_usage
from centspan.instrumentation.sdks.attempts import count_waits
from centspan.instrumentation.sdks.cohere_said import ChatListener
from centspan.instrumentation.sdks.method import Method, answer, answer_or_stream, wrap_methods
from centspan.instrumentation.sdks.record import field, length, number, text, whole
from centspan.instrumentation.usage import NO_USAGE, Usage

_CLIENTS: Final = ("V2Client", "AsyncV2Client", "BaseCohere", "AsyncBaseCohere")


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of the clients of one of the SDK's lazily loaded modules."""
    for name in _CLIENTS:
        if (client := vars(module).get(name)) is not None:
            wrap_methods(client, METHODS)
    sender = import_module("cohere.core.http_client")
    count_waits(sender, "_retry_timeout", _retried)
    count_waits(sender, "_retry_timeout_from_retries", _retried)


def _retried(response: Any = None, **rest: Any) -> Any:
    return response


def _describe(operation: str, stream: bool, self: Any, arguments: Mapping[str, Any]) -> Request:
    url = urlsplit(self._client_wrapper.get_base_url())
    reads = fingerprint.chat if "messages" in arguments else fingerprint.embeddings
    return Request(
        provider="cohere",
        operation=operation,
        model=_word(arguments.get("model")),
        host=url.hostname or "",
        port=url.port or (80 if url.scheme == "http" else 443),
        stream=stream,
        max_tokens=whole(arguments.get("max_tokens")),
        temperature=number(arguments.get("temperature")),
        has_tools=isinstance(tools := arguments.get("tools"), (list, tuple)) and bool(tools),
        fingerprint=reads(arguments),
    )


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


class _Fold:
    """What is kept of a stream of events; `message-end` (v1: `stream-end`) carries the counts."""

    __slots__ = ("_characters", "_id", "_last", "_tools")

    def __init__(self) -> None:
        self._id = ""
        self._characters = 0
        self._tools: list[str] = []
        self._last: Response | None = None

    @property
    def complete(self) -> bool:
        """The last event came."""
        return self._last is not None

    def see(self, event: Any) -> None:
        """Take in one event of either version."""
        self._id = self._id or text(event, "id") or text(event, "generation_id")
        self._characters += length(event, "text")
        if (whole_answer := field(event, "response")) is not None:
            self._last = _read(whole_answer)
        if (delta := field(event, "delta")) is not None:
            self._see_delta(delta)

    def _see_delta(self, delta: Any) -> None:
        message = field(delta, "message")
        content = field(message, "content")
        self._characters += length(content, "text") + length(content, "thinking")
        function = field(field(message, "tool_calls"), "function")
        self._characters += length(function, "arguments")
        if name := text(function, "name"):
            self._tools.append(name)
        if reason := field(delta, "finish_reason"):
            usage = _usage(field(delta, "usage"))
            self._last = Response(usage=usage, id=self._id, finish_reasons=(str(reason).lower(),))

    def response(self) -> Response:
        """Return what was answered until now."""
        last = self._last or Response(id=self._id)
        return Response(
            usage=last.usage,
            id=last.id,
            finish_reasons=last.finish_reasons,
            tools_called=last.tools_called or tuple(self._tools),
            output_characters=self._characters,
        )


def _read(answer: Any) -> Response:
    """Read an answer of either version; v1 keeps its counts in `meta`."""
    message = field(answer, "message")
    reason = field(answer, "finish_reason")
    calls = field(message, "tool_calls") or field(answer, "tool_calls") or ()
    parts = field(message, "content") or ()
    reported = field(answer, "usage")
    return Response(
        usage=_usage(reported if reported is not None else field(answer, "meta")),
        id=text(answer, "id") or text(answer, "generation_id"),
        finish_reasons=(str(reason).lower(),) if reason else (),
        tools_called=tuple(text(field(call, "function") or call, "name") for call in calls),
        output_characters=length(answer, "text") + sum(length(part, "text") for part in parts),
    )


def _usage(reported: Any) -> Usage:
    return NO_USAGE if reported is None else cohere_usage(reported)


METHODS: Final = (
    Method("chat", functools.partial(_describe, "chat", False), answer(_read, ChatListener)),
    Method(
        "chat_stream",
        functools.partial(_describe, "chat", True),
        answer_or_stream(_read, _Fold, listener=ChatListener),
    ),
    Method("embed", functools.partial(_describe, "embeddings", False), answer(_read)),
    Method("rerank", functools.partial(_describe, "rerank", False), answer(_read)),
)
