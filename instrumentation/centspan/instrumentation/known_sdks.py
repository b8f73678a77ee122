"""LLM SDKs an app may have installed, and who could make their spans: data for `doctor`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KnownSdk:
    """One SDK: its distribution, its import name, and how its calls can be seen without us."""

    distribution: str
    module: str
    through: tuple[str, ...] = ()
    """Import names of the SDKs it calls: their spans are its spans."""
    native: str = ""
    """How to turn on spans of its own, where it has them."""


KNOWN: Final = (
    KnownSdk("openai", "openai"),
    KnownSdk("anthropic", "anthropic", native="on by itself since 1.14"),
    KnownSdk("google-genai", "google.genai"),
    KnownSdk("boto3", "botocore"),
    KnownSdk("mistralai", "mistralai", native="MISTRAL_SDK_TELEMETRY=global, since 3.7"),
    KnownSdk("cohere", "cohere"),
    KnownSdk("groq", "groq"),
    KnownSdk("ollama", "ollama"),
    KnownSdk("litellm", "litellm", through=("openai",), native='litellm.callbacks = ["otel"]'),
    KnownSdk("langchain-openai", "langchain_openai", through=("openai",)),
    KnownSdk("langchain-anthropic", "langchain_anthropic", through=("anthropic",)),
    KnownSdk("langchain-google-genai", "langchain_google_genai", through=("google.genai",)),
    KnownSdk("langchain-aws", "langchain_aws", through=("botocore",)),
    KnownSdk("langchain-mistralai", "langchain_mistralai"),
    KnownSdk("langchain-groq", "langchain_groq", through=("groq",)),
    KnownSdk("langchain-ollama", "langchain_ollama", through=("ollama",)),
    KnownSdk("langchain-cohere", "langchain_cohere", through=("cohere",)),
    KnownSdk("llama-index-llms-openai", "llama_index.llms.openai", through=("openai",)),
    KnownSdk("llama-index-llms-anthropic", "llama_index.llms.anthropic", through=("anthropic",)),
    KnownSdk("openai-agents", "agents", through=("openai",)),
    KnownSdk(
        "pydantic-ai-slim",
        "pydantic_ai",
        through=("openai", "anthropic", "google.genai", "groq"),
        native="Agent.instrument_all()",
    ),
    KnownSdk("instructor", "instructor", through=("openai", "anthropic")),
    KnownSdk("dspy", "dspy", through=("litellm",)),
    KnownSdk("crewai", "crewai", through=("litellm", "openai", "anthropic")),
    KnownSdk("smolagents", "smolagents", through=("openai", "litellm")),
    KnownSdk("google-adk", "google.adk", through=("google.genai", "litellm")),
    KnownSdk("strands-agents", "strands", through=("botocore",)),
    KnownSdk("haystack-ai", "haystack", through=("openai",)),
    KnownSdk("semantic-kernel", "semantic_kernel", through=("openai",)),
    KnownSdk("autogen-ext", "autogen_ext", through=("openai",)),
    KnownSdk("claude-agent-sdk", "claude_agent_sdk"),
    KnownSdk("google-cloud-aiplatform", "vertexai"),
    KnownSdk("google-generativeai", "google.generativeai"),
    KnownSdk("huggingface-hub", "huggingface_hub"),
    KnownSdk("together", "together"),
    KnownSdk("fireworks-ai", "fireworks"),
    KnownSdk("replicate", "replicate"),
    KnownSdk("ai21", "ai21"),
    KnownSdk("xai-sdk", "xai_sdk", native="xai_sdk.telemetry.Telemetry()"),
    KnownSdk("cerebras-cloud-sdk", "cerebras.cloud"),
    KnownSdk("voyageai", "voyageai"),
    KnownSdk("zhipuai", "zhipuai"),
    KnownSdk("dashscope", "dashscope"),
    KnownSdk("ibm-watsonx-ai", "ibm_watsonx_ai"),
)

OFFICIAL: Final = ("opentelemetry-instrumentation-genai-", "opentelemetry-instrumentation-google-")
"""How the names of the official instrumentations' distributions begin."""
OTHERS: Final = ("opentelemetry-instrumentation-", "openinference-instrumentation-")
"""The same for those of Traceloop and OpenInference."""
