"""What may be said of a failure: its class, and whether the provider may have served the request."""

from typing import Final

# fmt: off
_NEVER_SENT: Final = frozenset((
    "ConnectError", "ConnectTimeout", "ConnectionRefusedError", "EndpointConnectionError",
    "gaierror", "NewConnectionError", "PoolTimeout", "UnsupportedProtocol",
    "LocalProtocolError", "InvalidURL", "SSLCertVerificationError", "ClientConnectorError",
    "ConnectTimeoutError", "ProxyError",
))
# fmt: on
_NO_ANSWER: Final = ("Timeout", "TimeoutError")
# fmt: off
_CUT_OFF: Final = frozenset((
    "APIConnectionError", "ReadError", "WriteError", "RemoteProtocolError",
    "ConnectionResetError", "ConnectionError", "BrokenPipeError", "IncompleteRead",
    "ProtocolError", "ServerDisconnectedError", "ConnectionClosedError",
    "ResponseStreamingError", "ClientPayloadError", "CancelledError", "KeyboardInterrupt",
))
# fmt: on
_MAX_CAUSES: Final = 8


def error_type(error: BaseException) -> str:
    """The exception's class with its top package: `openai.RateLimitError`, `ValueError`."""
    kind = type(error)
    package = kind.__module__.partition(".")[0]
    return kind.__qualname__ if package == "builtins" else f"{package}.{kind.__qualname__}"


def may_have_been_served(error: BaseException | None) -> bool:
    """Say whether the provider may have served, and billed, a request without a seen answer.

    An SDK's own exception is judged by what caused it; without an exception nothing speaks
    against it.
    """
    if error is None:
        return True
    kinds = [type(each).__name__ for each in _chain(error)]
    if any(kind in _NEVER_SENT for kind in kinds):
        return False
    return any(kind in _CUT_OFF or kind.endswith(_NO_ANSWER) for kind in kinds)


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and len(chain) < _MAX_CAUSES:
        chain.append(each)
        each = each.__cause__ or each.__context__
    return chain
