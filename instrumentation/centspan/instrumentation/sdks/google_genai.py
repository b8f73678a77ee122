"""Google's GenAI SDK, 2 and 3: content and embeddings, on the Gemini API and on Vertex.

Wrapped below automatic function calling and continuation, so that each billed request is a call.
"""

import functools
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Request
from centspan.instrumentation.sdks.attempts import count_attempts
from centspan.instrumentation.sdks.google_content import (
    ContentFold,
    read_content,
    read_embedding,
)
from centspan.instrumentation.sdks.google_said import ContentListener
from centspan.instrumentation.sdks.method import Method, answer, answer_or_stream, wrap_methods
from centspan.instrumentation.sdks.record import member, number, whole

_MODELS: Final = ("Models", "AsyncModels")


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of every client, of now and later."""
    for name in _MODELS:
        wrap_methods(getattr(module, name), METHODS)
    client = sys.modules["google.genai._api_client"].BaseApiClient
    count_attempts(client, ("_request_once", "_async_request_once"))


def _describe(operation: str, stream: bool, self: Any, arguments: Mapping[str, Any]) -> Request:
    client = self._api_client
    url = urlsplit(client._http_options.base_url or "")
    config = arguments.get("config")
    embeds = operation == "embeddings"
    return Request(
        provider="gcp.vertex_ai" if client.vertexai else "gcp.gemini",
        operation=operation,
        model=str(arguments.get("model") or "").rpartition("/")[2],
        host=url.hostname or "",
        port=url.port or (80 if url.scheme == "http" else 443),
        stream=stream,
        max_tokens=whole(member(config, "max_output_tokens")),
        temperature=number(member(config, "temperature")),
        has_tools=bool(member(config, "tools")),
        fingerprint=(fingerprint.embeddings if embeds else fingerprint.gemini)(arguments),
    )


METHODS: Final = (
    Method(
        "_generate_content",
        functools.partial(_describe, "generate_content", False),
        answer(read_content, ContentListener),
    ),
    Method(
        "_generate_content_stream",
        functools.partial(_describe, "generate_content", True),
        answer_or_stream(read_content, ContentFold, listener=ContentListener),
    ),
    Method(
        "_embed_content",
        functools.partial(_describe, "embeddings", False),
        answer(read_embedding),
    ),
)
