"""Asking for the usage of a stream on the app's behalf, invisibly.

OpenAI's streams report usage only where `stream_options` asks for it. It is asked for only at
hosts known to take the option, never where the app set it, and what it adds is taken out again.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final

from centspan.instrumentation.sdks.arguments import Arguments
from centspan.instrumentation.sdks.operation import Operation
from centspan.instrumentation.sdks.record import field
from centspan.instrumentation.settings import STREAM_USAGE_HOSTS

HOSTS: Final = ("api.openai.com", "openai.azure.com", "api.groq.com")
"""Hosts (or the end of them after a dot) that take the option and else report no usage."""
REFUSALS: Final = (400, 422)
_MAX_REFUSED: Final = 256
_RAW_HEADER: Final = "x-stainless-raw-response"

_lock: Final = Lock()
_refused: Final[set[str]] = set()


def asks(operation: Operation, options: Any, host: str, port: int) -> bool:
    """Say whether to add the option to this request's options."""
    body = options.json_data
    return (
        operation.usage_on_request
        and isinstance(body, dict)
        and body.get("stream") is True
        and "stream_options" not in body
        and "stream_options" not in (options.extra_json or ())
        and takes_option(host, port)
        and not _reads_bytes(options)
    )


def takes_option(host: str, port: int) -> bool:
    """Say whether the host is known to take the option and has not refused it."""
    if host in _refused:
        return False
    known = (*HOSTS, *STREAM_USAGE_HOSTS.names())
    return f"{host}:{port}" in known or any(
        host == each or host.endswith("." + each) for each in known
    )


def asking(arguments: Arguments) -> Arguments:
    """Return arguments whose request asks for usage."""
    body = arguments.options.json_data
    return arguments.changed(json_data={**body, "stream_options": {"include_usage": True}})


def remember_refusal(host: str) -> None:
    """Never ask this host again: it answered the unchanged request and refused the changed one."""
    with _lock:
        if len(_refused) < _MAX_REFUSED:
            _refused.add(host)


def hiding(see: Callable[[Any], None]) -> Callable[[Any], bool]:
    """Return `see` saying True for the chunk that the app did not ask for.

    The `usage: null` of the other chunks is made to look unset.
    """

    def see_and_hide(chunk: Any) -> bool:
        see(chunk)
        if chunk.usage is None:
            given = field(chunk, "__pydantic_fields_set__") or field(chunk, "__fields_set__")
            given.discard("usage")
            return False
        return not chunk.choices

    return see_and_hide


def _reads_bytes(options: Any) -> bool:
    headers = options.headers
    return isinstance(headers, Mapping) and any(name.lower() == _RAW_HEADER for name in headers)
