"""The diagnosis for people, in plain text: the base install has no table library."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

from centspan.deploy.doctor.findings import Finding
from centspan.deploy.doctor.store import StoreFacts, Trust
from centspan.instrumentation.doctor import Facts
from centspan.instrumentation.doctor_export import ExportFact

NAME_WIDTH = 13
FILE_WIDTH = 120
"""Characters a line may have where no terminal says otherwise."""
SDK_HEADER = ("SDK", "version", "spans made by", "")
TRUST_HEADER = (
    "service",
    "last call (UTC)",
    "calls",
    "no feature",
    "no tenant",
    "no user",
    "unpriced",
    "assumed",
    "estimated",
    "no usage",
    "inconsistent",
)
KEY_ORIGINS = {
    "environment": "from the environment: replicas with the same key can be compared",
    "file": "from a file on this machine: replicas elsewhere have others",
    "memory": "made for this process only: set CENTSPAN_FINGERPRINT_KEY",
}


def text(client: Facts, store: StoreFacts, found: Sequence[Finding]) -> str:
    """The whole diagnosis, problems last, where a terminal shows them."""
    parts = ["\n".join(_client(client)), "\n".join(_sdks(client)), "\n".join(_store(store))]
    return "\n\n".join([*filter(None, parts), "\n".join(_findings(found))])


def _client(client: Facts) -> Iterator[str]:
    yield _line(
        "client",
        f"centspan {client.client_version}, OpenTelemetry SDK {client.opentelemetry_version}, "
        f"Python {client.python_version}",
    )
    yield _line("recording", _recording(client))
    yield _line("sampler", f"{_brief(client.sampler.description)}: {client.sampler.meaning}")
    for export in client.exports:
        yield _line("sends to", _export(export))
    yield _line(
        "fingerprints",
        f"key {client.fingerprint_key_id} {KEY_ORIGINS[client.fingerprint_key_origin]}",
    )
    if client.default_labels:
        labels = ", ".join(f"{name}={value}" for name, value in client.default_labels.items())
        yield _line("labels", f"every call carries {labels}")
    if client.settings:
        given = ", ".join(f"{each.name}={each.value}" for each in client.settings)
        yield _line("settings", given)


def _recording(client: Facts) -> str:
    if client.disabled_by:
        return f"off: {client.disabled_by}"
    if not client.active_here:
        return "where an app imports centspan.auto"
    made_by = {"centspan": "by centspan", "none yet": "made with the first call"}
    return f"on; TracerProvider {made_by.get(client.provider, f'of the app, {client.provider}')}"


def _brief(description: str) -> str:
    """`ParentBased{root:TraceIdRatioBased{0.05},…}`: what remote parents mean is in the meaning."""
    first, comma, _ = description.partition(",")
    return f"{first},…}}" if comma else description


def _export(export: ExportFact) -> str:
    over = f" over {export.protocol}" if export.protocol else ""
    where = f"{export.exporter}{over}, {export.endpoint}".removesuffix(", ")
    arrives = {True: "arrives", False: "DOES NOT ARRIVE", None: "not known"}[export.arrives]
    return f"{where}: {arrives}, {export.answer}"


def _sdks(client: Facts) -> Iterator[str]:
    rows = [
        (each.distribution, each.version, each.instrumented_by, each.detail) for each in client.sdks
    ]
    if not rows:
        yield _line("SDKs", "none installed that is known")
        return
    yield from _aligned([SDK_HEADER, *rows], numbers_from=len(SDK_HEADER))


def _store(store: StoreFacts) -> Iterator[str]:
    if not store.store:
        return
    yield _line(
        "store", f"{store.store}, {store.start:%Y-%m-%d %H:%M} to {store.end:%Y-%m-%d %H:%M} UTC"
    )
    if store.services:
        yield ""
        yield from _aligned([TRUST_HEADER, *map(_trust, store.services)], numbers_from=2)


def _trust(service: Trust) -> tuple[str, ...]:
    lacking = (
        service.without_feature,
        service.without_tenant,
        service.without_user,
        service.unpriced,
        service.assumed_price,
        service.estimated_usage,
        service.no_usage,
        service.inconsistent,
    )
    return (
        service.service or "(none)",
        f"{service.last_call_at:%Y-%m-%d %H:%M:%S}",
        f"{service.calls:,}",
        *(f"{count / service.calls:.1%}" if count else "–" for count in lacking),
    )


def _findings(found: Sequence[Finding]) -> Iterator[str]:
    for each in found:
        yield _line(each.level.upper() if each.level == "problem" else each.level, each.text)
    if all(each.level != "problem" for each in found):
        yield _line("result", "no problem found")


def _line(name: str, content: str) -> str:
    return textwrap.fill(
        content,
        width=shutil.get_terminal_size((FILE_WIDTH, 0)).columns,
        initial_indent=name.ljust(NAME_WIDTH),
        subsequent_indent=" " * NAME_WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _aligned(rows: Sequence[Sequence[str]], numbers_from: int) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if place >= numbers_from else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
