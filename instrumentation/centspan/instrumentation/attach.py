"""Attaching to a TracerProvider: our processor on it, our exception in its sampler, no exporter."""

from typing import Any, Final

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
    """Wrap for tracers to come and, where the SDK lists them (1.40 on), for those there are."""
    if isinstance(provider.sampler, KeepCalls):
        return
    app = provider.sampler
    provider.sampler = KeepCalls(app, keep=settings.KEEP_ALL.flag())
    for tracer in list(getattr(provider, "_tracers", {}).values()):
        if getattr(tracer, "sampler", None) is app:
            tracer.sampler = provider.sampler
