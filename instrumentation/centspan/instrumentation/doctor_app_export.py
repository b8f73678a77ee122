"""The exporters of an app's own TracerProvider, found where the SDK keeps them: for doctor alone."""

import threading
from collections.abc import Iterator
from typing import Any, Final

from centspan.instrumentation.export_attempt import ExportAttempt
from centspan.instrumentation.exporters import Destination

_OTLP: Final = "opentelemetry.exporter.otlp."


def exporters_of(provider: Any) -> tuple[Any, ...] | None:
    """The provider's exporters, None where it is not the SDK's; SDK 1.30–1.45."""
    sdk = getattr(provider, "provider", None) or provider  # Logfire's wraps the SDK's
    processor = getattr(sdk, "_active_span_processor", None)
    return None if processor is None else tuple(_below(processor))


def is_otlp(exporter: Any) -> bool:
    """Say whether an exporter is one of OpenTelemetry's OTLP exporters, or made from one."""
    return any(kind.__module__.startswith(_OTLP) for kind in type(exporter).__mro__)


def ask(exporter: Any, endpoint: str, timeout: float) -> tuple[bool, str]:
    """Export nothing through the app's exporter: whether that was taken, and why not.

    The exporter has timeouts and retries of its own: after `timeout` seconds nobody waits for them.
    """
    attempt = ExportAttempt(Destination("", endpoint, survives_forks=False, make=lambda: exporter))
    taken: list[bool] = []
    thread = threading.Thread(target=lambda: taken.append(attempt.export([])), daemon=True)
    thread.start()
    thread.join(timeout)
    if not taken:
        return False, f"no answer within {timeout:g} s"
    return taken[0], attempt.reason


def _below(processor: Any) -> Iterator[Any]:
    for inner in getattr(processor, "_span_processors", ()):
        yield from _below(inner)
    for holder in (processor, getattr(processor, "_batch_processor", None)):
        found = getattr(holder, "span_exporter", None) or getattr(holder, "_exporter", None)
        if found is not None:
            yield found
            return
