"""OpenTelemetry's global TracerProvider: read, set softly, and followed when the app changes it.

The one place that touches what the API keeps private; where a future API lacks a name, we do
without: the next call of ours then notices what changed.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from opentelemetry import trace

from centspan.instrumentation.guard import swallow


def is_set() -> bool:
    """Say whether the app, or OTEL_PYTHON_TRACER_PROVIDER, has set a provider."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def set_softly(provider: Any) -> None:
    """Set the global provider without using up the one `set_tracer_provider` an app has."""
    if hasattr(trace, "_TRACER_PROVIDER"):
        trace._TRACER_PROVIDER = provider  # pyright: ignore[reportPrivateUsage] # no public way
    else:
        trace.set_tracer_provider(provider)


@cache
def on_change(action: Callable[[], object]) -> None:
    """Run `action()` after the app sets its provider, and before the first span without one."""
    api: Any = trace
    _after(api, "_set_tracer_provider", lambda: is_set() and action())
    _before_use(api.ProxyTracer, "_tracer", lambda: is_set() or action())


def _after(owner: Any, name: str, action: Callable[[], object]) -> None:
    function = getattr(owner, name, None)
    if function is None:
        return

    def followed(*args: Any, **named: Any) -> None:
        function(*args, **named)
        _run(action)

    setattr(owner, name, followed)


def _before_use(owner: Any, name: str, action: Callable[[], object]) -> None:
    getter = getattr(owner, name, None)
    if not isinstance(getter, property) or getter.fget is None:
        return
    read = getter.fget

    def announced(self: Any) -> Any:
        _run(action)
        return read(self)

    setattr(owner, name, property(announced))


def _run(action: Callable[[], object]) -> None:
    try:
        action()
    except Exception as error:  # noqa: BLE001 - the app's own tracing must not fail for us
        swallow("following the app's TracerProvider", error)
