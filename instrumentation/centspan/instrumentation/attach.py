"""Attaching to a TracerProvider: our processor on it, our exception in its sampler, no exporter."""

import gc
from typing import Any, Final

from opentelemetry.sdk.trace import Tracer

from centspan.instrumentation import settings
from centspan.instrumentation.processor import Enricher
from centspan.instrumentation.sampling import KeepCalls

_adopted: Final[list[Any]] = []


def adopt(provider: Any) -> None:
    """Add our processor and wrap the sampler, once; what a vendor's provider lacks is skipped."""
    if any(each is provider for each in _adopted):
        return
    _adopted.append(provider)
    for each in (provider, getattr(provider, "provider", None)):  # Logfire's wraps the SDK's
        if hasattr(each, "sampler"):
            _wrap_sampler(each)
    if hasattr(provider, "add_span_processor"):
        provider.add_span_processor(Enricher())


def _wrap_sampler(provider: Any) -> None:
    """Wrap the sampler for tracers to come and for those that copied it before."""
    app = provider.sampler
    if isinstance(app, KeepCalls):
        return
    provider.sampler = KeepCalls(app, keep=settings.KEEP_ALL.flag())
    for tracer in _issued(provider):
        if tracer.sampler is app:
            tracer.sampler = provider.sampler


def _issued(provider: Any) -> list[Any]:
    """The tracers a provider has given out; older SDKs keep no list, but the collector does."""
    listed = getattr(provider, "_tracers", None)
    if listed is not None:
        return list(listed.values())
    processor = getattr(provider.get_tracer("centspan"), "span_processor", None)
    tracers = (each for each in gc.get_objects() if type(each) is Tracer)
    return [each for each in tracers if each.span_processor is processor]
