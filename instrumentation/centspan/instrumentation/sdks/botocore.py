"""Amazon Bedrock through botocore: converse and invoke_model, whole and streaming."""

import functools
import json
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.instrumentation import fingerprint
from centspan.instrumentation.call import Call, Request
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.bedrock_answers import ConverseFold, InvokeFold, read_answer
from centspan.instrumentation.sdks.bedrock_said import ConverseListener, InvokeListener
from centspan.instrumentation.sdks.ending import Ending
from centspan.instrumentation.sdks.flight import flight
from centspan.instrumentation.sdks.listening import answered, folded
from centspan.instrumentation.sdks.method import Method, wrap_methods
from centspan.instrumentation.sdks.operation import Fold
from centspan.instrumentation.sdks.record import number, whole
from centspan.instrumentation.sdks.stream_watch import watched

_STREAMS: Final = ("ConverseStream", "InvokeModelWithResponseStream")
_OPERATIONS: Final = ("Converse", "InvokeModel", *_STREAMS)
_MAX_BODY: Final = 4 * 1024 * 1024
_MARK: Final = "_centspan_original"
_FOLDS: Final = (
    ("stream", ConverseFold, ConverseListener),
    ("body", InvokeFold, InvokeListener),
)


def instrument(module: ModuleType) -> None:
    """Make spans of the LLM calls of every bedrock-runtime client, of now and later."""
    wrap_methods(module.BaseClient, METHODS)
    _count_retries(sys.modules["botocore.endpoint"].Endpoint)


def _describe(self: Any, arguments: Mapping[str, Any]) -> Request | None:
    operation = arguments.get("operation_name")
    if operation not in _OPERATIONS or self._service_model.service_name != "bedrock-runtime":
        return None
    given = arguments.get("api_params") or {}
    url = urlsplit(self.meta.endpoint_url)
    body = given if operation.startswith("Converse") else _body(given)
    settings = given.get("inferenceConfig") or body
    model = str(given.get("modelId") or "")
    embeds = "embed" in model
    return Request(
        provider="aws.bedrock",
        operation="embeddings" if embeds else "chat",
        model=model.rpartition("/")[2] if model.startswith("arn:") else model,
        host=url.hostname or "",
        port=url.port or (80 if url.scheme == "http" else 443),
        stream=operation in _STREAMS,
        max_tokens=whole(settings.get("maxTokens") or settings.get("max_tokens")),
        temperature=number(settings.get("temperature")),
        has_tools=bool(given.get("toolConfig") or body.get("tools")),
        fingerprint=_fingerprint(operation, given, body),
    )


def _fingerprint(
    operation: str, given: Mapping[str, Any], body: Mapping[str, Any]
) -> fingerprint.Fingerprint | None:
    if operation.startswith("Converse"):
        return fingerprint.bedrock(given)
    body = {"model": given.get("modelId"), **body}
    return fingerprint.anthropic(body) if "messages" in body else fingerprint.embeddings(body)


def _body(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the JSON that invoke_model sends, an empty one where it is not plain bytes."""
    body = given.get("body")
    if not isinstance(body, (bytes, bytearray, str)) or len(body) > _MAX_BODY:
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _observe(call: Call, result: dict[str, Any]) -> Any:
    request_id = (result.get("ResponseMetadata") or {}).get("RequestId", "")
    for key, fold, listener in _FOLDS:
        if hasattr(stream := result.get(key), "_event_generator"):
            kept = folded(call, fold(request_id), listener)
            _watch(stream, kept, Ending(call, kept))
            return result
    call.finish(answered(call, result, read_answer, ConverseListener))
    return result


def _watch(stream: Any, fold: Fold, ending: Ending) -> None:
    """Observe an event stream in place: what it parses, how it ends, when it is closed."""
    parse, close = stream._parse_event, stream.close

    def parse_event(message: Any) -> Any:
        event = parse(message)
        try:
            fold.see(event or {})
        except Exception as error:  # noqa: BLE001 - the app gets its event whatever we make of it
            swallow("watching a stream", error)
        return event

    def closing() -> None:
        ending.closed()
        close()

    stream._event_generator = watched(stream._event_generator, _ignore, ending)
    stream._parse_event, stream.close = parse_event, closing


def _ignore(message: Any) -> None:
    """Messages are taken in where the stream parses them."""


def _count_retries(endpoint: Any) -> None:
    """Count the attempts after which botocore decides to send again."""
    original = endpoint._needs_retry
    if hasattr(original, _MARK):
        return

    @functools.wraps(original)
    def needs_retry(self: Any, *args: Any, **kwargs: Any) -> Any:
        again = original(self, *args, **kwargs)
        if again and (current := flight()) is not None:
            http = next((each[0] for each in args if isinstance(each, tuple)), None)
            current.call.attempt_failed(getattr(http, "status_code", None))
        return again

    setattr(needs_retry, _MARK, original)
    endpoint._needs_retry = needs_retry


METHODS: Final = (Method("_make_api_call", _describe, _observe),)
