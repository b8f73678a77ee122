"""Ollama's SDK: chat, generate, embeddings, at the one request method of its clients."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Request, Response
from centspan.instrumentation.provider_usage import ollama_usage
from centspan.instrumentation.sdks.hosts import address
from centspan.instrumentation.sdks.method import Method, answer_or_stream, wrap_methods
from centspan.instrumentation.sdks.ollama_said import ChatListener
from centspan.instrumentation.sdks.record import field, length, member, number, text, whole
from centspan.instrumentation.usage import NO_USAGE

_OPERATIONS: Final = {
    "/api/chat": "chat",
    "/api/generate": "text_completion",
    "/api/embed": "embeddings",
    "/api/embeddings": "embeddings",
}


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of every client, of now and later, and of the module's functions."""
    for client in (module.Client, module.AsyncClient):
        wrap_methods(client, METHODS)


def _describe(self: Any, arguments: Mapping[str, Any]) -> Request | None:
    url = (*arguments["*"], "", "")[1]
    operation = _OPERATIONS.get(url)
    body = arguments.get("json")
    if operation is None or not isinstance(body, Mapping):
        return None
    host, port = address(self._client.base_url)
    options = body.get("options")
    reads = fingerprint.chat if operation == "chat" else fingerprint.embeddings
    return Request(
        provider="ollama",
        operation=operation,
        model=str(body.get("model") or ""),
        host=host,
        port=port,
        stream=bool(arguments.get("stream")),
        max_tokens=whole(member(options, "num_predict")),
        temperature=number(member(options, "temperature")),
        has_tools=bool(body.get("tools")),
        fingerprint=reads(body),
    )


class _Fold:
    """What is kept of a stream of parts; the last one carries the counts."""

    __slots__ = ("_characters", "_last", "_model", "_tools")

    def __init__(self) -> None:
        self._model = ""
        self._characters = 0
        self._tools: list[str] = []
        self._last: Any = None

    @property
    def complete(self) -> bool:
        """The part that says done came."""
        return self._last is not None

    def see(self, part: Any) -> None:
        """Take in one part."""
        message = field(part, "message")
        self._characters += sum(length(message, name) for name in ("content", "thinking"))
        self._characters += length(part, "response")
        for call in field(message, "tool_calls") or ():
            self._tools.append(text(field(call, "function"), "name"))
        self._model = text(part, "model") or self._model
        if field(part, "done") or field(part, "prompt_eval_count") is not None:
            self._last = part

    def response(self) -> Response:
        """Return what was answered until now."""
        reason = text(self._last, "done_reason")
        return Response(
            usage=NO_USAGE if self._last is None else ollama_usage(self._last),
            model=self._model,
            finish_reasons=(reason,) if reason else (),
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )


def _read(answer: Any) -> Response:
    fold = _Fold()
    fold.see(answer)
    return fold.response()


METHODS: Final = (
    Method("_request", _describe, answer_or_stream(_read, _Fold, listener=ChatListener)),
)
