"""How instrumentations that are no `Instrumentor` are switched on."""

import importlib
import inspect
import os
from typing import Any

from record import emitting

OWN_PROVIDER = ("logfire",)
"""Switches that make the tracer provider themselves."""


def switch_openlit() -> None:
    """OpenLIT, on the app's provider, its prices from a file of ours."""
    openlit: Any = importlib.import_module("openlit")
    openlit.init(
        otlp_endpoint=emitting.SINK,
        disable_batch=True,
        disable_metrics=True,
        disabled_instrumentors=["httpx", "requests", "urllib", "urllib3", "aiohttp-client"],
        pricing_json=os.path.join(os.path.dirname(__file__), "openlit_prices.json"),
    )


def switch_langfuse() -> None:
    """Langfuse, its spans to our collector alone."""
    langfuse: Any = importlib.import_module("langfuse")
    from opentelemetry import trace

    langfuse.Langfuse(
        public_key="pk-lf-golden",
        secret_key="sk-lf-golden",
        host=emitting.SINK,
        tracer_provider=trace.get_tracer_provider(),
        span_exporter=_Nowhere(),
    ) if _takes("span_exporter", langfuse.Langfuse) else langfuse.Langfuse(
        public_key="pk-lf-golden", secret_key="sk-lf-golden", host=emitting.SINK
    )


def _takes(name: str, function: Any) -> bool:
    return name in inspect.signature(function).parameters


class _Nowhere:
    def export(self, spans: Any) -> Any:
        from opentelemetry.sdk.trace.export import SpanExportResult

        return SpanExportResult.SUCCESS

    def shutdown(self) -> None: ...

    def force_flush(self, timeout_millis: int = 0) -> bool:
        return True


def switch_logfire() -> None:
    """Logfire on openai and anthropic, its spans to our collector."""
    logfire: Any = importlib.import_module("logfire")
    logfire.configure(
        send_to_logfire=False,
        console=False,
        service_name="golden",
        additional_span_processors=[emitting.processor()],
    )
    logfire.instrument_openai()
    logfire.instrument_anthropic()


def switch_pydantic_ai() -> None:
    """Pydantic AI's own spans."""
    agents: Any = importlib.import_module("pydantic_ai")
    agents.Agent.instrument_all()


def switch_litellm() -> None:
    """LiteLLM's own OpenTelemetry callback, on the app's provider."""
    litellm: Any = importlib.import_module("litellm")
    litellm.callbacks = ["otel"]


def switch_centspan() -> None:
    """Ours."""
    importlib.import_module("centspan.auto")
