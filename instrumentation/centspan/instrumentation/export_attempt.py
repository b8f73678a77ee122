"""One exporter, made when first needed, and why its last attempt failed."""

import logging
import re
import threading
from collections.abc import Sequence
from typing import Final

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from centspan.instrumentation.exporters import Destination

_CAUSES: Final = (
    re.compile(r"Caused by \w+\(['\"]?(?:<[^>]*>|\w+\([^)]*\)): (.+?)['\"]?\)\)"),
    re.compile(r"Transient error (.+) encountered while exporting"),
)
_overheard = threading.local()


class ExportAttempt:
    """Exports batches without raising; the exporter's own log records become `reason`.

    Belongs to one thread. Records that other exporters of the app write elsewhere stay untouched.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._exporter: SpanExporter | None = None
        self.reason = ""

    def export(self, batch: Sequence[ReadableSpan]) -> bool:
        """Say whether the endpoint took the batch; blocks as long as the exporter's timeout."""
        self.reason = ""
        _overheard.records = records = list[str]()
        try:
            result = self._made().export(batch)
        except Exception as error:  # noqa: BLE001 - whatever an exporter raises, the app must not see it
            self.reason = f"{type(error).__name__}: {error}"
            return False
        finally:
            _overheard.records = None
        self.reason = _brief(records[0]) if records else "the exporter gave no reason"
        return result is SpanExportResult.SUCCESS

    def close(self) -> None:
        """Close the exporter's connections; the next export opens new ones."""
        exporter, self._exporter = self._exporter, None
        if exporter is not None:
            exporter.shutdown()

    def _made(self) -> SpanExporter:
        if self._exporter is None:
            self._exporter = self._destination.make()
            for kind in type(self._exporter).__mro__:
                _overhear(kind.__module__)
        return self._exporter


def _brief(record: str) -> str:
    """The cause inside what exporters log: `Failed to establish a new connection: [Errno 111] …`."""
    for pattern in _CAUSES:
        if found := pattern.search(record):
            return found[1]
    return record


class _Overhear(logging.Filter):
    """Keeps back what an exporter logs during an attempt of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        records: list[str] | None = getattr(_overheard, "records", None)
        if records is None:
            return True
        records.append(record.getMessage())
        return False


_filter: Final = _Overhear()


def _overhear(module: str) -> None:
    logger = logging.getLogger(module)
    if module.startswith("opentelemetry.exporter") and _filter not in logger.filters:
        logger.addFilter(_filter)
