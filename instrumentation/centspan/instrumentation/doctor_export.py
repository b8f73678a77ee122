"""Where spans go, and whether anything there takes them."""

import socket
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from centspan.instrumentation import provider
from centspan.instrumentation.export_attempt import ExportAttempt
from centspan.instrumentation.exporters import Destination, destinations, protocol


@dataclass(frozen=True, slots=True)
class ExportFact:
    """One exporter. `arrives` is None where that was not asked."""

    exporter: str
    protocol: str
    endpoint: str
    arrives: bool | None
    answer: str


def export_facts(timeout: float) -> tuple[ExportFact, ...]:
    """Send an empty OTLP request to every endpoint; with the app's provider, its own are used."""
    attached = provider.attached()
    if attached is not None and not attached.ours:
        answer = "the app's provider exports with the app's own exporters"
        return (ExportFact("the app's", "", "", arrives=None, answer=answer),)
    return tuple(_fact(each, timeout) for each in destinations())


def _fact(destination: Destination, timeout: float) -> ExportFact:
    if not destination.name.startswith("otlp"):
        answer = "not asked: only OTLP has an empty request"
        return ExportFact(destination.name, "", destination.endpoint, arrives=None, answer=answer)
    named = {"otlp_proto_http": "http/protobuf", "otlp_proto_grpc": "grpc"}.get(destination.name)
    brief = partial(destination.make, timeout=timeout)
    attempt = ExportAttempt(replace(destination, make=brief))
    arrives = attempt.export([])
    attempt.close()
    return ExportFact(
        destination.name,
        named or protocol(),
        destination.endpoint,
        arrives,
        "took an empty request"
        if arrives
        else _why_no_connection(destination.endpoint, timeout) or attempt.reason,
    )


def _why_no_connection(endpoint: str, timeout: float) -> str:
    """Ask the socket: exporters that ran out of time often keep the reason to themselves."""
    url = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        socket.create_connection((url.hostname or "", port), timeout).close()
    except (OSError, ValueError) as error:
        return f"{url.hostname}:{port}: {error}"
    return ""
