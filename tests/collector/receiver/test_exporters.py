"""OpenTelemetry's own exporters against the receiver."""

import pytest
from grpc import Compression as GrpcCompression
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as GrpcLogs
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter as GrpcMetrics
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcSpans
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as HttpLogs
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter as HttpMetrics
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpSpans
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode


@pytest.fixture(params=["http", "http gzip", "grpc", "grpc gzip"])
def exporter(request):
    """Makes an exporter for one protocol, from its gRPC and its HTTP class."""
    protocol, _, compressed = request.param.partition(" ")

    def make(receiver, over_grpc, over_http, path):
        if protocol == "grpc":
            kind = GrpcCompression.Gzip if compressed else GrpcCompression.NoCompression
            address = f"127.0.0.1:{receiver.grpc_port}"
            return over_grpc(endpoint=address, insecure=True, compression=kind)
        kind = Compression.Gzip if compressed else Compression.NoCompression
        return over_http(f"http://127.0.0.1:{receiver.http_port}{path}", compression=kind)

    return make


@pytest.fixture
def resource(service):
    return Resource.create({"service.name": service})


def test_spans_of_the_sdk_arrive(served, exporter, resource, service):
    """Attributes of every type the SDK has, an event, a link and an error, over each protocol."""
    exporting = exporter(served, GrpcSpans, HttpSpans, "/v1/traces")
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporting))
    tracer = provider.get_tracer("tests", "9")
    with tracer.start_as_current_span("parent") as parent:
        link = Link(parent.get_span_context(), {"l": 1})
        with tracer.start_as_current_span("chat", kind=SpanKind.CLIENT, links=[link]) as span:
            span.set_attributes({"s": "x", "i": 5, "d": 0.5, "b": True, "l": ["stop"], "n": [1, 2]})
            span.add_event("e", {"k": "v"})
            span.set_status(Status(StatusCode.ERROR, "boom"))
    provider.shutdown()
    columns = """ParentSpanId, SpanKind, StatusCode, StatusMessage, ScopeName, ScopeVersion,
        SpanAttributes, Events.Name, Links.SpanId, Links.Attributes"""
    parent_id = f"{parent.get_span_context().span_id:016x}"
    assert served.row(f"{span.get_span_context().span_id:016x}", columns) == [
        parent_id,
        "Client",
        "Error",
        "boom",
        "tests",
        "9",
        {"s": "x", "i": "5", "d": "0.5", "b": "true", "l": '["stop"]', "n": "[1,2]"},
        ["e"],
        [parent_id],
        [{"l": "1"}],
    ]
    assert served.count(service) == 2


def test_evaluations_of_the_sdk_arrive(whole, exporter, resource, service):
    """A log record named gen_ai.evaluation.result is stored and becomes an evaluation."""
    provider = LoggerProvider(resource=resource)
    exporting = exporter(whole, GrpcLogs, HttpLogs, "/v1/logs")
    provider.add_log_record_processor(BatchLogRecordProcessor(exporting))
    logger = provider.get_logger("judge")
    score = {"gen_ai.evaluation.name": service, "gen_ai.evaluation.score.value": 0.75}
    logger.emit(event_name="gen_ai.evaluation.result", attributes=score, body={"why": ["ok"]})
    logger.emit(event_name="something.else", body="not ours")
    provider.shutdown()
    where = f"ServiceName = '{service}'"
    columns = "EventName, Body, LogAttributes['gen_ai.evaluation.score.value'], ScopeName"
    assert whole.query(f"SELECT {columns} FROM otel_logs WHERE {where}") == [
        ["gen_ai.evaluation.result", '{"why":["ok"]}', "0.75", "judge"]
    ]
    assert whole.query(f"SELECT count() FROM evaluations WHERE name = '{service}'") == [[1]]


def test_metrics_of_the_sdk_are_accepted(served, exporter, resource):
    """Metrics are answered with success, and not stored."""
    exporting = exporter(served, GrpcMetrics, HttpMetrics, "/v1/metrics")
    reader = PeriodicExportingMetricReader(exporting, export_interval_millis=3_600_000)
    provider = MeterProvider(resource=resource, metric_readers=[reader])
    provider.get_meter("tests").create_counter("calls").add(1)
    assert provider.force_flush()
    provider.shutdown()
