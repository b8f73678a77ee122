"""What a client is told: OTLP's responses, in the form it asked in."""

import json
from dataclasses import dataclass

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from centspan.collector.receiver.checks import Checked
from centspan.collector.receiver.errors import RequestError
from centspan.collector.receiver.prepare import Form, Signal

MEDIA_TYPES: dict[str, Form] = {
    "application/x-protobuf": "protobuf",
    "application/protobuf": "protobuf",
    "application/json": "json",
}
CONTENT_TYPES: dict[Form, str] = {
    "protobuf": "application/x-protobuf",
    "json": "application/json",
}
CODES = {
    400: Code.INVALID_ARGUMENT,
    408: Code.DEADLINE_EXCEEDED,
    413: Code.INVALID_ARGUMENT,
    415: Code.INVALID_ARGUMENT,
    429: Code.RESOURCE_EXHAUSTED,
    503: Code.UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    body: bytes
    headers: dict[str, str]


def success(signal: Signal, form: Form, checked: Checked) -> Answer:
    """Say that a request is stored, but for the items that were refused."""
    body = _success_json(signal, checked) if form == "json" else success_bytes(signal, checked)
    return Answer(200, body, {"content-type": CONTENT_TYPES[form]})


def success_bytes(signal: Signal, checked: Checked) -> bytes:
    """Return the signal's response message, serialized."""
    return _response(signal, checked).SerializeToString()


def failure(form: Form, error: RequestError) -> Answer:
    """Say why a request was turned down, and when to try again if that may help."""
    headers = {"content-type": CONTENT_TYPES[form]}
    if error.retry_after:
        headers["retry-after"] = str(error.retry_after)
    status = failure_status(error)
    if form == "json":
        body = json.dumps({"code": status.code, "message": status.message}).encode()
    else:
        body = status.SerializeToString()
    return Answer(error.status, body, headers)


def failure_status(error: RequestError) -> Status:
    """Return the error as gRPC's status, with RetryInfo where another try may help."""
    status = Status(code=CODES[error.status], message=str(error))
    if error.retry_after:
        delay = RetryInfo(retry_delay=Duration(seconds=error.retry_after))
        status.details.add().Pack(delay)
    return status


def _response(signal: Signal, checked: Checked) -> Message:
    if signal == "traces":
        response = ExportTraceServiceResponse()
        if checked.refused:
            response.partial_success.rejected_spans = checked.refused
            response.partial_success.error_message = checked.why
        return response
    if signal == "metrics":
        return ExportMetricsServiceResponse()
    logs = ExportLogsServiceResponse()
    if checked.refused:
        logs.partial_success.rejected_log_records = checked.refused
        logs.partial_success.error_message = checked.why
    return logs


def _success_json(signal: Signal, checked: Checked) -> bytes:
    if not checked.refused:
        return b"{}"
    rejected = {"traces": "rejectedSpans", "logs": "rejectedLogRecords"}[signal]
    partial = {rejected: str(checked.refused), "errorMessage": checked.why}
    return json.dumps({"partialSuccess": partial}).encode()
