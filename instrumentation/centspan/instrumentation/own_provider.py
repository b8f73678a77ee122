"""The provider for apps that have none: the SDK's own, configured by every OTEL_* variable."""

import logging
import os
import weakref
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final

from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import Sampler
from opentelemetry.trace import Tracer

from centspan.instrumentation.attach import adopt
from centspan.instrumentation.exporters import destinations
from centspan.instrumentation.sender import Sender

_log: Final = logging.getLogger("centspan")
_SDK_SAMPLERS: Final = (
    "always_on",
    "always_off",
    "parentbased_always_on",
    "parentbased_always_off",
    "traceidratio",
    "parentbased_traceidratio",
)
_AT_FIRST_REQUEST: Final = (
    "netrc",  # by requests
    "urllib3.contrib.hface.protocols.http1",  # by urllib3-future, which niquests puts in urllib3's place
    "urllib3.contrib.hface.protocols.http2",
)


class OwnProvider(TracerProvider):
    """Remembers its tracers, so that they can be led to the app's provider should it set one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(shutdown_on_exit=False, **options)
        self._scopes: weakref.WeakKeyDictionary[Tracer, tuple[Any, ...]] = (
            weakref.WeakKeyDictionary()
        )

    def get_tracer(self, *args: Any, **named: Any) -> Tracer:
        """As the SDK's."""
        tracer = super().get_tracer(*args, **named)
        self._scopes[tracer] = (args, named)
        return tracer

    def hand_over(self, successor: Any) -> None:
        """Lead the tracers issued so far to `successor`; what they recorded until now stays here."""
        for tracer, (args, named) in list(self._scopes.items()):
            target = successor.get_tracer(*args, **named)
            for name in ("sampler", "resource", "span_processor", "id_generator"):
                if hasattr(tracer, name) and hasattr(target, name):
                    setattr(tracer, name, getattr(target, name))


def preload() -> None:
    """Import all that sending needs now, while the app imports an SDK anyway.

    Not in the sender's thread: a fork in the middle of an import there leaves that module locked in
    the child for good.
    """
    for destination in destinations():
        if destination.survives_forks:
            destination.make().shutdown()
    for name in _AT_FIRST_REQUEST:
        with suppress(ImportError):
            import_module(name)
    "localhost".encode("idna")  # as every look-up of a host name does


def configured_by_file() -> bool:
    """Let OTEL_CONFIG_FILE configure all of OpenTelemetry; False, with a warning, if it cannot."""
    path = os.environ.get("OTEL_CONFIG_FILE", "").strip()
    if not path:
        return False
    try:
        configuration = import_module("opentelemetry.configuration")
        configuration.configure_sdk(configuration.load_config_file(path))
    except Exception as error:  # noqa: BLE001 - the other variables still apply
        _log.warning(
            "centspan: expected OTEL_CONFIG_FILE=%s to be usable, found %s: %s; the other OTEL_* "
            "variables are used. Is opentelemetry-configuration installed?",
            *(path, type(error).__name__, error),
        )
        return False
    return True


def build() -> OwnProvider:
    """Make a provider that samples, limits, identifies and exports as the environment says.

    Nothing is connected and no thread runs before the first span ends.
    """
    provider = OwnProvider(sampler=_sampler(), id_generator=_id_generator(), resource=_resource())
    adopt(provider)
    for destination in destinations():
        provider.add_span_processor(Sender(destination))
    return provider


def _resource() -> Resource:
    """The SDK's resource; it detects in threads, which a process whose main thread ended lacks."""
    try:
        return Resource.create()
    except RuntimeError:
        return Resource({"service.name": "unknown_service"}).merge(OTELResourceDetector().detect())


def _sampler() -> Sampler | None:
    """A sampler that another package provides; None leaves the choice to the SDK."""
    name = os.environ.get("OTEL_TRACES_SAMPLER", "").strip()
    if not name or name.lower() in _SDK_SAMPLERS:
        return None
    argument = os.environ.get("OTEL_TRACES_SAMPLER_ARG")
    return _plugin("opentelemetry_traces_sampler", name, lambda found: found(argument))


def _id_generator() -> IdGenerator | None:
    name = os.environ.get("OTEL_PYTHON_ID_GENERATOR", "").strip() or "random"
    if name == "random":
        return None
    return _plugin("opentelemetry_id_generator", name, lambda found: found())


def _plugin(group: str, name: str, make: Callable[[Any], Any]) -> Any:
    """What an installed package registers under `name`; None, with a warning, if it cannot be."""
    try:
        for point in entry_points(group=group, name=name):
            return make(point.load())
        reason = "no installed package provides it"
    except Exception as error:  # noqa: BLE001 - a broken plugin must not stop the app
        reason = f"{type(error).__name__}: {error}"
    _log.warning("centspan: expected %r in %s, but %s; the SDK's default", name, group, reason)
    return None
