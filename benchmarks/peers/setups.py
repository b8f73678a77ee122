"""How each peer is switched on, as its own documentation says; runs inside the peer's environment.

A setup takes the SDK's name and returns the client class, what surrounds a call, and the flush.
Only traces are exported, over OTLP/HTTP to the OTEL_EXPORTER_OTLP_* of the environment.
"""

import json
import os
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

Around = Callable[[Callable[[], Any]], Any]


class Setup(NamedTuple):
    client: Any
    """The class the app would import."""
    around: Around = lambda call: call()
    flush: Callable[[], Any] = lambda: None


def _client(sdk: str) -> Any:
    if sdk == "openai":
        from openai import OpenAI

        return OpenAI
    from anthropic import Anthropic

    return Anthropic


def baseline(sdk: str) -> Setup:
    """The app without anything."""
    return Setup(_client(sdk))


def _provider() -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _exporting_provider() -> Any:
    from opentelemetry import trace

    provider = _provider()
    trace.set_tracer_provider(provider)
    return provider


def _counts(usage: Any) -> tuple[int, int]:
    if hasattr(usage, "prompt_tokens"):
        return usage.prompt_tokens, usage.completion_tokens
    return usage.input_tokens, usage.output_tokens


def floor(sdk: str) -> Setup:
    """A span written by hand around the call: twelve attributes, nothing computed."""
    os.environ["ANTHROPIC_OPEN_TELEMETRY"] = "false"
    provider = _exporting_provider()
    tracer = provider.get_tracer("app")

    def around(call: Callable[[], Any]) -> Any:
        with tracer.start_as_current_span("chat") as span:
            span.set_attribute("gen_ai.operation.name", "chat")
            span.set_attribute("gen_ai.provider.name", sdk)
            span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
            span.set_attribute("gen_ai.request.max_tokens", 50)
            span.set_attribute("gen_ai.request.temperature", 0.5)
            span.set_attribute("server.address", "127.0.0.1")
            answer = call()
            taken, given = _counts(answer.usage)
            span.set_attribute("gen_ai.response.model", answer.model)
            span.set_attribute("gen_ai.response.id", answer.id)
            span.set_attribute("gen_ai.response.finish_reasons", ["stop"])
            span.set_attribute("gen_ai.usage.input_tokens", taken)
            span.set_attribute("gen_ai.usage.output_tokens", given)
            span.set_attribute("app.feature", "support-answer")
            return answer

    return Setup(_client(sdk), around, provider.force_flush)


def centspan(sdk: str) -> Setup:
    """Ours, with all it does: fingerprints, cost, attribution."""
    from opentelemetry import trace

    import centspan.auto  # noqa: F401 - the import is the switch
    from centspan.instrumentation import label

    def around(call: Callable[[], Any]) -> Any:
        with label(feature="support-answer", tenant="t_42", prompt_version="v7"):
            return call()

    return Setup(_client(sdk), around, lambda: trace.get_tracer_provider().force_flush())


def native(sdk: str) -> Setup:
    """The SDK's own spans, which only Anthropic's has."""
    provider = _exporting_provider()
    return Setup(_client(sdk), flush=provider.force_flush)


def official(sdk: str) -> Setup:
    """OpenTelemetry's GenAI instrumentation; for Anthropic beside the SDK's own span."""
    provider = _exporting_provider()
    if sdk == "openai":
        from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor as Instrumentor
    else:
        from opentelemetry.instrumentation.genai.anthropic import (
            AnthropicInstrumentor as Instrumentor,
        )
    Instrumentor().instrument()
    return Setup(_client(sdk), flush=provider.force_flush)


def _langfuse(**options: Any) -> Setup:
    from langfuse import Langfuse
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    client = Langfuse(public_key="pk", secret_key="sk", span_exporter=OTLPSpanExporter(), **options)
    from langfuse.openai import OpenAI

    return Setup(OpenAI, flush=client.flush)


def langfuse(sdk: str) -> Setup:
    """Langfuse's drop-in client."""
    return _langfuse()


def langfuse_lean(sdk: str) -> Setup:
    """The same, with its mask that leaves prompts and answers out."""
    return _langfuse(mask=lambda *, data, **_: None)


def _openlit(sdk: str, **options: Any) -> Setup:
    import openlit
    from opentelemetry import trace

    # Its own list is fetched from the network at start, and costs are 0 where that fails.
    price = {"promptPrice": 0.00015, "completionPrice": 0.0006}
    models = dict.fromkeys(("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "claude-sonnet-4-5"), price)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as prices:
        json.dump({"chat": models, "embeddings": {}, "images": {}, "audio": {}}, prices)
        prices.flush()
        openlit.init(pricing_json=prices.name, disable_metrics=True, disable_events=True, **options)
    return Setup(_client(sdk), flush=lambda: trace.get_tracer_provider().force_flush())


def openlit(sdk: str) -> Setup:
    """OpenLIT as installed: content, and a span for each HTTP request."""
    return _openlit(sdk)


def openlit_lean(sdk: str) -> Setup:
    """OpenLIT without content and without HTTP spans."""
    http = ["httpx", "requests", "urllib", "urllib3"]
    return _openlit(sdk, capture_message_content=False, disabled_instrumentors=http)


def openinference(sdk: str) -> Setup:
    """OpenInference's instrumentors, given a provider that is not the process's own."""
    provider = _provider()
    if sdk == "openai":
        from openinference.instrumentation.openai import OpenAIInstrumentor as Instrumentor
    else:
        from openinference.instrumentation.anthropic import AnthropicInstrumentor as Instrumentor
    Instrumentor().instrument(tracer_provider=provider)
    return Setup(_client(sdk), flush=provider.force_flush)


def openinference_lean(sdk: str) -> Setup:
    """The same without content."""
    _hide_content()
    return openinference(sdk)


def _hide_content() -> None:
    os.environ["OPENINFERENCE_HIDE_INPUTS"] = os.environ["OPENINFERENCE_HIDE_OUTPUTS"] = "true"


def phoenix(sdk: str) -> Setup:
    """Phoenix's client, which switches OpenInference on; for Anthropic beside the SDK's own span."""
    from phoenix.otel import register

    provider = register(
        endpoint=_traces_endpoint(), protocol="http/protobuf", batch=True, auto_instrument=True
    )
    return Setup(_client(sdk), flush=provider.force_flush)


def phoenix_lean(sdk: str) -> Setup:
    """The same without content."""
    _hide_content()
    return phoenix(sdk)


def _traces_endpoint() -> str:
    return os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"


def mlflow(sdk: str) -> Setup:
    """MLflow's autologging, sending spans over OTLP and not to a tracking server."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf"
    os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = _traces_endpoint()
    sink = os.environ.pop("OTEL_EXPORTER_OTLP_ENDPOINT")  # to which it would send metrics too
    import mlflow as sdk_of_mlflow

    # Nothing is asked of it; without one mlflow-tracing looks for one with modules it has not got.
    sdk_of_mlflow.set_tracking_uri(sink)
    getattr(sdk_of_mlflow, sdk).autolog()
    tracing = sdk_of_mlflow.tracing
    return Setup(_client(sdk), flush=lambda: tracing.get_bridged_tracer_provider().force_flush())


def mlflow_lean(sdk: str) -> Setup:
    """The same, with a filter that takes inputs and outputs off its spans."""
    setup = mlflow(sdk)
    import mlflow as sdk_of_mlflow

    sdk_of_mlflow.tracing.configure(span_processors=[_without_content])
    return setup


def _without_content(span: Any) -> None:
    span.set_inputs(None)
    span.set_outputs(None)


def traceloop(sdk: str) -> Setup:
    """Traceloop's SDK, which is OpenLLMetry; for Anthropic beside the SDK's own span."""
    from opentelemetry import trace
    from traceloop.sdk import Traceloop

    os.environ["TRACELOOP_METRICS_ENABLED"] = "false"
    Traceloop.init(
        app_name="bench",
        api_endpoint=os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"],
        telemetry_enabled=False,
    )
    return Setup(_client(sdk), flush=lambda: trace.get_tracer_provider().force_flush())


def traceloop_lean(sdk: str) -> Setup:
    """The same without content."""
    os.environ["TRACELOOP_TRACE_CONTENT"] = "false"
    return traceloop(sdk)


def logfire(sdk: str) -> Setup:
    """Logfire with genai-prices, sending over OTLP to where the environment says."""
    import logfire as sdk_of_logfire

    sdk_of_logfire.configure(send_to_logfire=False, console=False, metrics=False)
    if sdk == "openai":
        sdk_of_logfire.instrument_openai()
    else:
        sdk_of_logfire.instrument_anthropic()
    return Setup(_client(sdk), flush=sdk_of_logfire.force_flush)


SETUPS = (
    *(baseline, floor, centspan, native, official),
    *(langfuse, langfuse_lean, openlit, openlit_lean, logfire),
    *(openinference, openinference_lean, phoenix, phoenix_lean),
    *(mlflow, mlflow_lean, traceloop, traceloop_lean),
)
