"""One environment for each set of emitters that can live together; made with uv where missing."""

import hashlib
import subprocess
import sys
from pathlib import Path

PLACE = Path(sys.prefix) / "golden"
_SENDER = ("opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http")
_CENTSPAN = ("genai-prices", "tiktoken")

REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "newest": (
        "openai",
        "anthropic",
        "boto3",
        "langchain-openai",
        "langchain-anthropic",
        "langchain",
        "langgraph",
        "opentelemetry-instrumentation-genai-openai==1.3b0",
        "opentelemetry-instrumentation-genai-anthropic==1.3b0",
        "opentelemetry-instrumentation-genai-bedrock==1.3b0",
        "opentelemetry-instrumentation-genai-langchain==1.3b0",
        "opentelemetry-instrumentation-botocore==0.66b2",
        "opentelemetry-instrumentation-openai",
        "opentelemetry-instrumentation-anthropic",
        "opentelemetry-instrumentation-bedrock",
        "opentelemetry-instrumentation-langchain",
        "openinference-instrumentation-openai",
        "openinference-instrumentation-anthropic",
        "openinference-instrumentation-bedrock",
        "openinference-instrumentation-langchain",
    ),
    "langfuse": (
        "langfuse",
        "openai",
        "anthropic",
        "langchain",
        "langchain-openai",
        "openinference-instrumentation-openai",
    ),
    "former-langfuse": ("langfuse>=3,<4", "openai"),
    "logfire": ("logfire", "pydantic-ai-slim[openai,anthropic]", "openai", "anthropic"),
    "openlit": ("openlit==1.45.0", "openai<3", "anthropic<1"),
    "litellm": (
        "litellm",
        "openai<3",
        "openinference-instrumentation-litellm",
        "openinference-instrumentation-openai",
        "opentelemetry-instrumentation-genai-openai==1.3b0",
    ),
    "llama-index": (
        "llama-index-core",
        "llama-index-llms-openai",
        "openinference-instrumentation-llama-index",
    ),
    "google": (
        "google-genai<3",
        "anthropic[vertex]",
        "opentelemetry-instrumentation-google-genai==1.3b0",
        "opentelemetry-instrumentation-google-generativeai",
        "openinference-instrumentation-google-genai",
    ),
    "former": (
        "openai<2",
        "boto3<1.36",
        "httpx<1",
        "opentelemetry-instrumentation-openai-v2==2.0b0",
    ),
    "former-traceloop": (
        "openai<2",
        "anthropic<0.50",
        "httpx<1",
        "opentelemetry-instrumentation-openai==0.33.12",
        "opentelemetry-instrumentation-anthropic==0.33.12",
    ),
}


def python_of(name: str) -> Path:
    """The interpreter of an environment; installs it, newest versions first, where it is missing."""
    wanted = (*_SENDER, *_CENTSPAN, *REQUIREMENTS[name])
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:12]
    place = PLACE / f"{name}-{digest}"
    python = place / "bin" / "python"
    if not place.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, place], check=True)
        install = ("uv", "pip", "install", "--quiet", "--python", python)
        subprocess.run([*install, *wanted], check=True)
    return python
