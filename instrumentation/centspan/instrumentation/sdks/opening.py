"""From a Stainless client's request to an open span, where it is an LLM call of ours."""

from collections.abc import Mapping
from typing import Any

from centspan.instrumentation import provider
from centspan.instrumentation.call import begin
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks import stream_usage
from centspan.instrumentation.sdks.arguments import Arguments, keeping_unparsed
from centspan.instrumentation.sdks.exchange import Exchange, Sdk
from centspan.instrumentation.sdks.hosts import address
from centspan.instrumentation.sdks.listening import listening
from centspan.instrumentation.sdks.operation import Asked, Operation
from centspan.instrumentation.sdks.request_body import body_of, describe, service_tier


def begin_exchange(
    sdk: Sdk, client: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Exchange | None:
    """Open the span of an LLM call; None for any other request, and where we fail."""
    try:
        arguments = Arguments(args, kwargs)
        options = arguments.options
        operation = sdk.find(options.url)
        if operation is None or options.method.lower() != "post":
            return None
        if sdk.left_alone(client, operation, arguments.expected):
            provider.ensure()  # else the other one's span would go nowhere
            return None
        return _begin(sdk, client, operation, arguments)
    except Exception as error:  # noqa: BLE001 - the app's request goes out whatever we make of it
        swallow(f"beginning a call of {sdk.name}", error)
        return None


def _begin(sdk: Sdk, client: Any, operation: Operation, arguments: Arguments) -> Exchange | None:
    host, port = address(client.base_url)
    body = body_of(arguments.options)
    stream = bool(arguments.kwargs.get("stream"))
    request = describe(operation, body, sdk.provider(client, host, port), host, port, stream)
    unparsed: list[Any] = []
    sent = keeping_unparsed(arguments, unparsed) if operation.parses else arguments
    asks = stream and stream_usage.asks(operation, arguments.options, host, port)
    asked = Asked(request.model, service_tier(body))
    if request.fingerprint is not None and request.fingerprint.content is not None:
        operation = listening(operation)
    call = begin(request)
    if call is None:
        return None
    return Exchange(
        sdk,
        operation,
        call,
        asked,
        host,
        sent=stream_usage.asking(sent) if asks else sent,
        fallback=sent if asks else None,
        unparsed=unparsed,
    )
