"""Which TracerProvider our spans go to: the app's if it has one, else one of ours, set softly.

Ours is set up with the process' first span, so that an app has until then to set its own; and set
softly: an app that comes later still succeeds, and everything moves over to its provider.
"""

import os
import threading
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from opentelemetry import trace

from centspan.instrumentation import own_provider, settings
from centspan.instrumentation.attach import adopt
from centspan.instrumentation.global_provider import is_set, on_change, set_softly
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sampling import KeepCalls, app_sampler

SCOPE: Final = "centspan"
"""The instrumentation scope of the spans we make ourselves."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The provider in use; `ours` is True where we set it up, with exporters of its own."""

    provider: Any
    tracer: trace.Tracer
    ours: bool


# Re-entrant: reading the global provider may load one, which brings us here again.
_lock = threading.RLock()
_attached: Attached | None = None


def tracer() -> trace.Tracer:
    """The tracer for our own spans; sets a provider up where the app has none by now."""
    try:
        attached = _attached
        if attached is None or attached.provider is not trace.get_tracer_provider():
            attached = ensure()
        return attached.tracer
    except Exception as error:  # noqa: BLE001 - a broken environment must not break the app
        swallow("setting up a TracerProvider", error)
        return trace.NoOpTracer()


def ensure() -> Attached:
    """Attach to the provider there is, or set one up; cheap when nothing changed."""
    global _attached
    with _lock:
        current = trace.get_tracer_provider()
        if _attached is None or _attached.provider is not current:
            _attached = _attach(current, _attached)
        return _attached


def prepare() -> None:
    """Do what can be done when an SDK is imported: attach, or load what the first span needs."""
    if sdk_disabled():
        return
    on_change(ensure)
    if is_set():
        ensure()
    else:
        own_provider.preload()


def attached() -> Attached | None:
    """The provider in use, None before the first span."""
    return _attached


def sdk_disabled() -> bool:
    """Say whether OTEL_SDK_DISABLED turns all of OpenTelemetry off."""
    return os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"


def _attach(current: Any, former: Attached | None) -> Attached:
    if not isinstance(current, trace.ProxyTracerProvider):
        return _to_the_apps(current, former)
    if sdk_disabled():
        return Attached(current, trace.NoOpTracer(), ours=False)
    if own_provider.configured_by_file() and is_set():
        return _to_the_apps(trace.get_tracer_provider(), former)
    own = _own_provider()
    set_softly(own)
    return Attached(own, _tracer_of(own), ours=True)


def _to_the_apps(current: Any, former: Attached | None) -> Attached:
    """Use the app's provider with nothing added but our processor; never a second exporter."""
    try:
        adopt(current)
        if former is not None and former.ours:
            former.provider.hand_over(current)
    except Exception as error:  # noqa: BLE001 - a vendor's provider may allow less than the SDK's
        swallow("attaching to the app's TracerProvider", error)
    return Attached(current, _tracer_of(current), ours=False)


def _tracer_of(provider: Any) -> trace.Tracer:
    made = provider.get_tracer(SCOPE, _version())
    if hasattr(made, "sampler"):
        keep = settings.KEEP_ALL.flag()
        made.sampler = KeepCalls(app_sampler(made.sampler), keep=keep, all_are_calls=True)
    return made


@cache
def _own_provider() -> Any:
    return own_provider.build()


def _after_fork() -> None:
    """A lock that another thread held at the fork would stay locked in the child."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@cache
def _version() -> str:
    try:
        return version("centspan")
    except PackageNotFoundError:  # a source tree on the path
        return ""
