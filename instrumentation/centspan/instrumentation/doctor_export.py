"""Where spans go, and whether anything there takes them."""

import socket
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from centspan.instrumentation import provider
from centspan.instrumentation.doctor_app_export import ask, exporters_of, is_otlp
from centspan.instrumentation.export_attempt import ExportAttempt
from centspan.instrumentation.exporters import Destination, destinations, protocol

_NOT_ASKED: Final = "not asked: only OTLP has an empty request"


@dataclass(frozen=True, slots=True)
class ExportFact:
    """One exporter. `arrives` is None where that was not asked."""

    exporter: str
    protocol: str
    endpoint: str
    arrives: bool | None
    answer: str


def export_facts(timeout: float) -> tuple[ExportFact, ...]:
    """Send an empty OTLP request to every endpoint; with the app's provider, through its exporters."""
    attached = provider.attached()
    if attached is None or attached.ours:
        return tuple(_fact(each, timeout) for each in destinations())
    found = exporters_of(attached.provider)
    if found is None:
        unknown = "the app's provider is not the SDK's: where it exports cannot be seen"
        return (ExportFact("the app's", "", "", arrives=None, answer=unknown),)
    return tuple(_of_app(each, timeout) for each in found)


def _fact(destination: Destination, timeout: float) -> ExportFact:
    if not destination.name.startswith("otlp"):
        return ExportFact(
            destination.name, "", destination.endpoint, arrives=None, answer=_NOT_ASKED
        )
    named = {"otlp_proto_http": "http/protobuf", "otlp_proto_grpc": "grpc"}.get(destination.name)
    brief = partial(destination.make, timeout=timeout)
    attempt = ExportAttempt(replace(destination, make=brief))
    arrives = attempt.export([])
    attempt.close()
    answer = _answer(destination.endpoint, timeout, attempt.reason, arrives=arrives)
    return ExportFact(destination.name, named or protocol(), destination.endpoint, arrives, answer)


def _of_app(exporter: Any, timeout: float) -> ExportFact:
    endpoint = str(getattr(exporter, "_endpoint", ""))
    name = f"the app's {type(exporter).__name__}"
    if not is_otlp(exporter):
        return ExportFact(name, "", endpoint, arrives=None, answer=_NOT_ASKED)
    over = "grpc" if ".grpc" in type(exporter).__module__ else "http/protobuf"
    arrives, reason = ask(exporter, endpoint, timeout)
    answer = _answer(endpoint, timeout, reason, arrives=arrives)
    return ExportFact(name, over, endpoint, arrives, answer)


def _answer(endpoint: str, timeout: float, reason: str, *, arrives: bool) -> str:
    return "took an empty request" if arrives else _why_no_connection(endpoint, timeout) or reason


def _why_no_connection(endpoint: str, timeout: float) -> str:
    """Ask the socket: exporters that ran out of time often keep the reason to themselves."""
    url = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        socket.create_connection((url.hostname or "", port), timeout).close()
    except (OSError, ValueError) as error:
        return f"{url.hostname}:{port}: {error}"
    return ""
