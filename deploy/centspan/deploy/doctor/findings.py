"""What follows from the facts: what loses calls or money now, and what is good to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from centspan.deploy.doctor.store import StoreFacts, Trust
from centspan.instrumentation.doctor import Facts

Level = Literal["problem", "note"]
_NO_EXPORTER = "OTEL_TRACES_EXPORTER names no exporter that is installed"
_NO_EXPORTER_OF_APP = (
    "the app's TracerProvider has no exporter, and centspan adds none to it; give it a "
    "BatchSpanProcessor(OTLPSpanExporter()), or leave the provider to centspan"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A `problem` loses calls, money or the answer that was asked for; a `note` does not."""

    level: Level
    text: str


def findings(client: Facts, store: StoreFacts, module: str) -> tuple[Finding, ...]:
    """Judge the facts, the gravest first; `module` is the app that was loaded, '' for none."""
    found = (*_recording(client, module), *_sending(client), *_storing(store))
    return tuple(sorted(found, key=lambda finding: finding.level != "problem"))


def _recording(client: Facts, module: str) -> Iterator[Finding]:
    if client.disabled_by:
        yield Finding("problem", f"{client.disabled_by} turns recording off: unset it")
    elif module and not client.active_here:
        yield Finding("problem", f"{module} does not import centspan.auto: no call is recorded")
    elif not module:
        yield Finding(
            "note", "this is what an app started from this shell gets; --module NAME loads one"
        )
    if not client.sampler.keeps_every_call and not client.sampler.probability:
        yield Finding("problem", client.sampler.meaning)
    for sdk in client.sdks:
        if sdk.instrumented_by == "not covered":
            yield Finding("note", f"{sdk.distribution} is not covered: {sdk.detail}")
        if "in this process: failed" in sdk.detail:
            yield Finding("problem", f"calls of {sdk.distribution} are not seen: {sdk.detail}")
    for place, count in client.failures.items():
        yield Finding("problem", f"centspan failed {count} times in {place}; please report it")
    if client.captures_content:
        yield Finding(
            "note",
            "the text of prompts and answers, and messages of exceptions, leave the app: "
            "CENTSPAN_CAPTURE_CONTENT is on",
        )


def _sending(client: Facts) -> Iterator[Finding]:
    if not client.exports:
        ours = client.provider in ("centspan", "none yet")
        yield Finding(
            "problem", f"spans go nowhere: {_NO_EXPORTER if ours else _NO_EXPORTER_OF_APP}"
        )
    for export in client.exports:
        if export.arrives is False:
            yield Finding(
                "problem",
                f"spans do not arrive at {export.endpoint} ({export.answer}): start a collector "
                "there (`centspan up` is one) or set OTEL_EXPORTER_OTLP_ENDPOINT",
            )


def _storing(store: StoreFacts) -> Iterator[Finding]:
    if store.unanswered:
        yield Finding("problem" if store.asked_for else "note", f"no store: {store.unanswered}")
    elif store.store and not store.services:
        yield Finding(
            "note", f"the store at {store.store} has no call since {store.start:%Y-%m-%d %H:%M} UTC"
        )
    for service in store.services:
        yield from _trusting(service)


def _trusting(service: Trust) -> Iterator[Finding]:
    name = service.service or "(no service.name)"
    if service.unpriced:
        models = ", ".join(service.unpriced_models)
        yield Finding("problem", f"{service.unpriced:,} calls of {name} are unpriced: {models}")
    if service.inconsistent:
        yield Finding(
            "problem",
            f"{service.inconsistent:,} calls of {name} have tokens that do not add up to what the "
            "provider reported",
        )
    if service.fingerprint_keys > 1:
        yield Finding(
            "note",
            f"{name} shows {service.fingerprint_keys} fingerprint keys, whose fingerprints are "
            "never compared: give all its replicas the same CENTSPAN_FINGERPRINT_KEY",
        )
    if service.without_feature == service.calls:
        yield Finding(
            "note",
            f"no call of {name} names a feature: use `with label(feature=…)` or CENTSPAN_FEATURE",
        )
