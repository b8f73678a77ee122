"""OpenAI's SDK, 2 and 3: chat completions, responses, embeddings, legacy completions.

Serves every provider that the app reaches with it: Azure by client class, others by host.
"""

import sys
from functools import lru_cache
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation import fingerprint
from centspan.instrumentation.sdks.exchange import Sdk
from centspan.instrumentation.sdks.foreign import client_makes_spans, resource_makes_spans
from centspan.instrumentation.sdks.hosts import provider_at
from centspan.instrumentation.sdks.openai_chat import ChatFold, read_chat
from centspan.instrumentation.sdks.openai_responses import ResponseFold, read_response
from centspan.instrumentation.sdks.openai_said import ChatListener, ResponseListener
from centspan.instrumentation.sdks.openai_text import (
    CompletionFold,
    read_completion,
    read_embeddings,
)
from centspan.instrumentation.sdks.operation import Operation, finder
from centspan.instrumentation.sdks.stainless import patch

CHAT: Final = Operation(
    "chat",
    fingerprint.chat,
    read_chat,
    ChatFold,
    "openai.resources.chat.completions",
    "Completions",
    usage_on_request=True,
    parses=True,
    listener=ChatListener,
)
RESPONSES: Final = Operation(
    "chat",
    fingerprint.responses,
    read_response,
    ResponseFold,
    "openai.resources.responses",
    "Responses",
    parses=True,
    listener=ResponseListener,
)
COMPLETIONS: Final = Operation(
    "text_completion",
    fingerprint.embeddings,
    read_completion,
    CompletionFold,
    "openai.resources.completions",
    "Completions",
    usage_on_request=True,
)
EMBEDDINGS: Final = Operation(
    "embeddings",
    fingerprint.embeddings,
    read_embeddings,
    ChatFold,
    "openai.resources.embeddings",
    "Embeddings",
)
DECISIONS: Final = Operation(
    "generate_content", fingerprint.embeddings, read_response, ResponseFold
)

FIND: Final = finder(
    (
        ("/chat/completions", CHAT),
        ("/responses", RESPONSES),
        ("/responses/compact", RESPONSES),
        ("/embeddings", EMBEDDINGS),
        ("/completions", COMPLETIONS),
        ("/decisions", DECISIONS),
    )
)
"""What is billed by tokens. Batches, files and fine-tuning are billed when they run elsewhere."""
_CLASSES: Final = (("Azure", "azure.ai.openai"), ("Bedrock", "aws.bedrock"))


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of every OpenAI client, of now and later."""
    sdk = Sdk(
        name="openai",
        find=FIND,
        provider=_provider,
        left_alone=_left_alone,
        models=module.BaseModel,
        streams=(module.Stream, module.AsyncStream),
        request_id_header="x-request-id",
    )
    patch(sdk, sys.modules["openai._base_client"])


def _provider(client: Any, host: str, port: int) -> str:
    return provider_at(host, port, _provider_of_class(type(client)))


@lru_cache
def _provider_of_class(cls: type) -> str:
    names = [base.__name__ for base in cls.__mro__]
    return next((provider for part, provider in _CLASSES if part in " ".join(names)), "openai")


def _left_alone(client: Any, operation: Operation, expected: Any) -> bool:
    return client_makes_spans(client) or resource_makes_spans(operation.module, operation.cls)
