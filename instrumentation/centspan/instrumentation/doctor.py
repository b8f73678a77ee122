"""The facts `centspan doctor` prints about the client: no opinion, no output, no change."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from centspan.instrumentation import activation, provider, settings
from centspan.instrumentation.attribution import defaults
from centspan.instrumentation.doctor_export import ExportFact, export_facts
from centspan.instrumentation.doctor_sampler import SamplerFact, sampler_fact
from centspan.instrumentation.doctor_sdks import SdkFact, sdk_facts
from centspan.instrumentation.fingerprint_key import fingerprint_key
from centspan.instrumentation.guard import swallowed
from centspan.instrumentation.health import Health, health


@dataclass(frozen=True, slots=True)
class SettingFact:
    """An environment variable of ours that is set; secrets are never shown."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the client knows about itself in this environment."""

    client_version: str
    opentelemetry_version: str
    python_version: str
    disabled_by: str
    """The variable that turns recording off, '' for none."""
    active_here: bool
    """Whether this very process imported `centspan.auto`; a terminal's usually did not."""
    provider: str
    """Whose TracerProvider this process uses: `none yet`, `centspan`, or the class of the app's."""
    sdks: tuple[SdkFact, ...]
    sampler: SamplerFact
    exports: tuple[ExportFact, ...]
    fingerprint_key_origin: str
    """`environment`, `file`, or `memory`: replicas agree only on the first."""
    fingerprint_key_id: str
    captures_content: bool
    default_labels: dict[str, str]
    """Attribute → value that every call carries unless the app labels it otherwise."""
    settings: tuple[SettingFact, ...]
    health: Health
    failures: dict[str, int]
    """Our own failures in this process, by place."""


def facts(timeout: float = 2.0) -> Facts:
    """Collect the facts; asks each OTLP endpoint for at most `timeout` seconds, sending no span."""
    key = fingerprint_key()
    return Facts(
        client_version=_version("centspan"),
        opentelemetry_version=_version("opentelemetry-sdk"),
        python_version=platform.python_version(),
        disabled_by=_disabled_by(),
        active_here=activation.is_active(),
        provider=_provider(),
        sdks=sdk_facts(),
        sampler=sampler_fact(),
        exports=export_facts(timeout),
        fingerprint_key_origin=key.origin,
        fingerprint_key_id=key.id,
        captures_content=settings.CAPTURE_CONTENT.flag(),
        default_labels={name: str(value) for name, value in defaults().items()},
        settings=_settings(),
        health=health(),
        failures=swallowed(),
    )


def _disabled_by() -> str:
    if settings.DISABLED.flag():
        return settings.DISABLED.name
    return "OTEL_SDK_DISABLED" if provider.sdk_disabled() else ""


def _provider() -> str:
    attached = provider.attached()
    if attached is None:
        return "none yet"
    kind = type(attached.provider)
    return "centspan" if attached.ours else f"{kind.__module__}.{kind.__qualname__}"


def _settings() -> tuple[SettingFact, ...]:
    secret = (settings.FINGERPRINT_KEY,)
    return tuple(
        SettingFact(each.name, "(set)" if each in secret else each.text())
        for each in settings.SETTINGS
        if each.text() != each.default
    )


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # a source tree on the path
        return "not installed as a package"
