"""Mistral's SDK, 1 and 3: chat, agents, fill-in-the-middle, embeddings.

From 3 all of it lives in `mistralai.client`. Its own telemetry is off unless the app turns it on; where it does, the SDK's spans stand.
"""

import functools
import os
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from opentelemetry import trace

from centspan.instrumentation import fingerprint, provider
from centspan.instrumentation.call import Request, Response
from centspan.instrumentation.sdks.attempts import count_resends, count_waits
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.method import Method, answer_or_stream, wrap_methods
from centspan.instrumentation.sdks.openai_chat import ChatFold, read_chat
from centspan.instrumentation.sdks.openai_said import ChatListener
from centspan.instrumentation.sdks.openai_text import read_embeddings
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import number, whole
from centspan.instrumentation.sdks.stream_watch import See, watch_close, watched

_NOTHING: Final = Asked()


def instrument(module: ModuleType) -> None:
    """Make spans of one of the SDK's lazily loaded resources."""
    for name, methods in _RESOURCES:
        if module.__name__.endswith("." + name.lower()):
            wrap_methods(getattr(module, name), methods)
    package = module.__name__.rpartition(".")[0]
    retries = import_module(f"{package}.utils.retries")
    if hasattr(retries, "_get_sleep_interval"):
        count_waits(retries, "_get_sleep_interval", _retried)
    else:
        for name in ("retry_with_backoff", "retry_with_backoff_async"):
            count_resends(retries, name)


def _retried(error: BaseException, *args: Any, **kwargs: Any) -> Any:
    return getattr(error, "response", None)


def _describe(
    operation: str, stream: bool, self: Any, arguments: Mapping[str, Any]
) -> Request | None:
    if _is_native(self):
        provider.ensure()  # else the SDK's span would go nowhere
        return None
    address = arguments.get("server_url") or self.sdk_configuration.get_server_details()[0]
    url = urlsplit(address)
    reads = fingerprint.chat if operation == "chat" else fingerprint.embeddings
    return Request(
        provider="mistral_ai",
        operation=operation,
        model=str(arguments.get("model") or arguments.get("agent_id") or ""),
        host=url.hostname or "",
        port=url.port or (80 if url.scheme == "http" else 443),
        stream=stream,
        max_tokens=whole(arguments.get("max_tokens")),
        temperature=number(arguments.get("temperature")),
        has_tools=isinstance(tools := arguments.get("tools"), (list, tuple)) and bool(tools),
        fingerprint=reads(arguments),
    )


def _is_native(resource: Any) -> bool:
    """Say whether the app had the SDK send spans of its own to where ours go."""
    if os.environ.get("MISTRAL_SDK_TELEMETRY", "").strip().lower() == "global":
        return True
    hooks = vars(resource.sdk_configuration).get("_hooks")
    here = trace.get_tracer_provider()
    return any(
        getattr(hook, "_telemetry_use_global_provider", False)
        or getattr(hook, "tracer_provider", None) is here
        for hook in getattr(hooks, "before_request_hooks", ())
    )


def _attach(stream: Any, see: See, ending: Ending) -> Any:
    stream.generator = watched(stream.generator, lambda event: see(event.data), ending)
    watch_close(stream.response, ending)
    return stream


def _read_chat(answer: Any) -> Response:
    return read_chat(answer, _NOTHING)


def _read_embeddings(answer: Any) -> Response:
    return read_embeddings(answer, _NOTHING)


def _methods(operation: str, whole_name: str, stream_name: str = "") -> tuple[Method, ...]:
    read = _read_embeddings if operation == "embeddings" else _read_chat
    once = functools.partial(_describe, operation, False)
    streams = functools.partial(_describe, operation, True)
    observe = answer_or_stream(read, functools.partial(ChatFold, _NOTHING), _attach, ChatListener)
    return (
        Method(whole_name, once, observe),
        Method(f"{whole_name}_async", once, observe),
        Method(stream_name, streams, observe),
        Method(f"{stream_name}_async", streams, observe),
    )


_RESOURCES: Final = (
    ("Chat", _methods("chat", "complete", "stream")),
    ("Agents", _methods("chat", "complete", "stream")),
    ("Fim", _methods("text_completion", "complete", "stream")),
    ("Embeddings", _methods("embeddings", "create")),
)
