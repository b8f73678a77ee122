"""Groq's SDK: chat completions and embeddings, in OpenAI's wire format."""

import sys
from dataclasses import replace
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation.sdks.exchange import Sdk
from centspan.instrumentation.sdks.foreign import client_makes_spans, resource_makes_spans
from centspan.instrumentation.sdks.hosts import provider_at
from centspan.instrumentation.sdks.openai import CHAT, EMBEDDINGS
from centspan.instrumentation.sdks.operation import Operation, finder
from centspan.instrumentation.sdks.stainless import patch

FIND: Final = finder(
    (
        (
            "/chat/completions",
            replace(CHAT, module="groq.resources.chat.completions", usage_on_request=False),
        ),
        ("/embeddings", replace(EMBEDDINGS, module="groq.resources.embeddings")),
    )
)
"""Its streams report usage unasked, in `x_groq`."""


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of every Groq client, of now and later."""
    sdk = Sdk(
        name="groq",
        find=FIND,
        provider=_provider,
        left_alone=_left_alone,
        models=module.BaseModel,
        streams=(module.Stream, module.AsyncStream),
        request_id_header="x-request-id",
    )
    patch(sdk, sys.modules["groq._base_client"])


def _provider(client: Any, host: str, port: int) -> str:
    return provider_at(host, port, "groq")


def _left_alone(client: Any, operation: Operation, expected: Any) -> bool:
    return client_makes_spans(client) or resource_makes_spans(operation.module, operation.cls)
