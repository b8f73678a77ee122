"""Which LLM SDKs are installed, and who makes the spans of their calls."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, version
from typing import Literal

from centspan.instrumentation import hooks, settings
from centspan.instrumentation.known_sdks import KNOWN, OFFICIAL, OTHERS, KnownSdk
from centspan.instrumentation.sdks import SDKS

InstrumentedBy = Literal["centspan", "native", "official", "other", "excluded", "not covered"]


@dataclass(frozen=True, slots=True)
class SdkFact:
    """An installed SDK; `detail` says through what, or what is known besides."""

    distribution: str
    version: str
    instrumented_by: InstrumentedBy
    detail: str


def sdk_facts() -> tuple[SdkFact, ...]:
    """One fact for each known SDK that is installed."""
    installed = _instrumentations()
    return tuple(
        fact for known in KNOWN if (fact := _fact(known, _foreign(known, installed))) is not None
    )


def _fact(known: KnownSdk, foreign: tuple[str, ...]) -> SdkFact | None:
    try:
        found = version(known.distribution)
    except PackageNotFoundError:
        return None
    by, detail = _who(known, foreign)
    outcome = next((what for name, what in hooks.outcomes().items() if _is(name, known)), "")
    details = [detail, f"in this process: {outcome}" if outcome else ""]
    return SdkFact(known.distribution, found, by, "; ".join(filter(None, details)))


def _who(known: KnownSdk, foreign: tuple[str, ...]) -> tuple[InstrumentedBy, str]:
    watched = [each for each in SDKS if _is(each[0], known)]
    excluded = settings.EXCLUDE.names()
    if watched and all(set(each) & set(excluded) for each in watched):
        return "excluded", f"by {settings.EXCLUDE.name}"
    if watched:
        also = f"{', '.join(foreign)} makes them where the app activates it"
        return "centspan", also if foreign else ""
    covered = [name for name in known.through if any(_below(each, name) for each, _ in SDKS)]
    if covered:
        return "centspan", f"its calls through {', '.join(covered)}"
    if foreign:
        by = "official" if foreign[0].startswith(OFFICIAL) else "other"
        return by, f"{', '.join(foreign)}, where the app activates it"
    if known.native:
        return "native", f"if turned on: {known.native}"
    return "not covered", "record_call() or @llm_call can report its calls"


def _is(watched: str, known: KnownSdk) -> bool:
    return _below(watched, known.module)


def _below(watched: str, module: str) -> bool:
    return watched == module or watched.startswith(f"{module}.")


def _instrumentations() -> tuple[str, ...]:
    names = {each.name for each in distributions() if each.name}
    return tuple(sorted(name for name in names if name.startswith((*OFFICIAL, *OTHERS))))


def _foreign(known: KnownSdk, installed: tuple[str, ...]) -> tuple[str, ...]:
    """Instrumentations whose name ends in the SDK's, official ones first."""
    aliases = {known.distribution, known.module.replace(".", "-").replace("_", "-")}
    if known.distribution == "boto3":
        aliases |= {"bedrock", "botocore"}
    found = [
        name
        for name in installed
        if any(name.removesuffix("-v2").endswith(f"-{alias}") for alias in aliases)
    ]
    return tuple(sorted(found, key=lambda name: not name.startswith(OFFICIAL)))
