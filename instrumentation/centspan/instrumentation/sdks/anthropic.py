"""Anthropic's SDK, before 1 and from 1: messages, on its own API and on other clouds.

From 1.14 the SDK makes spans itself. Ours takes their place: it also carries what an abandoned
stream used, fingerprints, and costs less. The SDK's own stays where the app configured it.
"""

import sys
from functools import lru_cache
from types import ModuleType
from typing import Any, Final

from opentelemetry import trace

from centspan.instrumentation import fingerprint
from centspan.instrumentation.sdks.anthropic_messages import MessageFold, read_message
from centspan.instrumentation.sdks.anthropic_said import MessageListener
from centspan.instrumentation.sdks.exchange import Sdk
from centspan.instrumentation.sdks.flight import flight
from centspan.instrumentation.sdks.foreign import client_makes_spans, resource_makes_spans
from centspan.instrumentation.sdks.hosts import provider_at
from centspan.instrumentation.sdks.operation import Operation, finder
from centspan.instrumentation.sdks.stainless import patch

MESSAGES: Final = Operation(
    "chat",
    fingerprint.anthropic,
    read_message,
    MessageFold,
    "anthropic.resources.messages",
    "Messages",
    parses=True,
    listener=MessageListener,
)
FIND: Final = finder((("/v1/messages", MESSAGES),))
"""Counting tokens is free; batches are billed when they run."""
_CLASSES: Final = (
    ("Bedrock", "aws.bedrock"),
    ("Mantle", "aws.bedrock"),
    ("Vertex", "gcp.vertex_ai"),
)


def instrument(module: ModuleType) -> None:
    """Make spans of the calls of every Anthropic client, of now and later."""
    base = sys.modules["anthropic._base_client"]
    sdk = Sdk(
        name="anthropic",
        find=FIND,
        provider=_provider,
        left_alone=_left_alone,
        models=module.BaseModel,
        streams=(module.Stream, module.AsyncStream),
        request_id_header="request-id",
    )
    patch(sdk, base)
    _silence_native(base.BaseClient)


def _silence_native(client: Any) -> None:
    """Let the SDK make no span of its own while ours stands for the call."""
    native = vars(client).get("_tracer")
    if isinstance(native, property) and not isinstance(native, _Silenced):
        client._tracer = _Silenced(native.fget, doc=native.__doc__)


class _Silenced(property):
    """The client's tracer; None, as where tracing is off, while a call of ours is under way."""

    def __get__(self, client: Any, owner: type | None = None) -> Any:
        if client is not None and flight() is not None and not _keeps_native(client):
            return None
        return super().__get__(client, owner)


def _left_alone(client: Any, operation: Operation, expected: Any) -> bool:
    place = operation.module
    if ".beta." in getattr(expected, "__module__", ""):
        place = place.replace(".resources.", ".resources.beta.")
    return (
        (_keeps_native(client) and _reports_here(client))
        or client_makes_spans(client)
        or resource_makes_spans(place, operation.cls)
    )


def _keeps_native(client: Any) -> bool:
    """Say whether the app asked something of the SDK's spans that ours do not do."""
    options = getattr(client, "_open_telemetry", None)
    if not options or not options["traces"]["enabled"]:
        return False
    return (
        "conversation_id" in options
        or "tracer_provider" in options
        or options["traces"]["content_mode"] != "metadata_only"
    )


def _reports_here(client: Any) -> bool:
    """Say whether the SDK's spans go where ours do; elsewhere they do not stand in for ours."""
    own = client._open_telemetry.get("tracer_provider")
    return own is None or own is trace.get_tracer_provider()


def _provider(client: Any, host: str, port: int) -> str:
    return provider_at(host, port, _provider_of_class(type(client)))


@lru_cache
def _provider_of_class(cls: type) -> str:
    names = " ".join(base.__name__ for base in cls.__mro__)
    return next((provider for part, provider in _CLASSES if part in names), "anthropic")
