"""Every emitter: its environment, how its instrumentation is switched on, which apps run under it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Emitter:
    """`switches` are `module:attribute` to instrument with, or a function of `switches.py`."""

    name: str
    environment: str
    packages: tuple[str, ...]
    switches: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    program: tuple[str, ...] = ()
    """A program of its own instead of Python's apps."""
    folder: str = "spans"


_OPENAI, _CLAUDE, _AWS = ("openai",), ("anthropic",), ("boto3",)
_SILENT = (("ANTHROPIC_OPEN_TELEMETRY", "false"),)
_GENAI = "opentelemetry.instrumentation.genai"
_LOOP = "opentelemetry.instrumentation"
_INFER = "openinference.instrumentation"


def _official(of: str, switch: str, apps: tuple[str, ...], sdk: tuple[str, ...]) -> Emitter:
    return Emitter(
        f"opentelemetry-{of}",
        "newest",
        (f"opentelemetry-instrumentation-genai-{of}", *sdk),
        (f"{_GENAI}.{of}:{switch}",),
        apps,
        _SILENT,
    )


def _traceloop(of: str, switch: str, apps: tuple[str, ...], sdk: tuple[str, ...]) -> Emitter:
    return Emitter(
        f"traceloop-{of}",
        "newest",
        (f"opentelemetry-instrumentation-{of}", *sdk),
        (f"{_LOOP}.{of}:{switch}",),
        apps,
        _SILENT,
    )


def _openinference(
    of: str, switch: str, apps: tuple[str, ...], sdk: tuple[str, ...], environment: str = "newest"
) -> Emitter:
    return Emitter(
        f"openinference-{of}",
        environment,
        (f"openinference-instrumentation-{of.replace('_', '-')}", *sdk),
        (f"{_INFER}.{of}:{switch}",),
        apps,
        _SILENT,
    )


_CHAINS = ("langchain_openai", "langchain_anthropic")
SPANS = (
    _official("openai", "OpenAIInstrumentor", ("openai",), _OPENAI),
    _official("anthropic", "AnthropicInstrumentor", ("anthropic",), _CLAUDE),
    _official("bedrock", "BedrockInstrumentor", ("bedrock",), _AWS),
    _official("langchain", "LangChainInstrumentor", _CHAINS, ("langchain-core",)),
    Emitter(
        "opentelemetry-botocore",
        "newest",
        ("opentelemetry-instrumentation-botocore", "boto3"),
        (f"{_LOOP}.botocore:BotocoreInstrumentor",),
        ("bedrock",),
    ),
    Emitter(
        "opentelemetry-google-genai",
        "google",
        ("opentelemetry-instrumentation-google-genai", "google-genai"),
        (f"{_LOOP}.google_genai:GoogleGenAiSdkInstrumentor",),
        ("gemini", "vertex"),
    ),
    Emitter(
        "opentelemetry-openai-v2",
        "former",
        ("opentelemetry-instrumentation-openai-v2", "openai"),
        (f"{_LOOP}.openai_v2:OpenAIInstrumentor",),
        ("openai",),
    ),
    Emitter("anthropic-native", "newest", _CLAUDE, (), ("anthropic",)),
    Emitter("anthropic-native-vertex", "google", _CLAUDE, (), ("anthropic_vertex",)),
    _traceloop("openai", "OpenAIInstrumentor", ("openai",), _OPENAI),
    _traceloop("anthropic", "AnthropicInstrumentor", ("anthropic",), _CLAUDE),
    _traceloop("bedrock", "BedrockInstrumentor", ("bedrock",), _AWS),
    _traceloop("langchain", "LangchainInstrumentor", _CHAINS, ("langchain-core",)),
    Emitter(
        "traceloop-google",
        "google",
        ("opentelemetry-instrumentation-google-generativeai", "google-genai"),
        (f"{_LOOP}.google_generativeai:GoogleGenerativeAiInstrumentor",),
        ("gemini",),
    ),
    Emitter(
        "former-traceloop-openai",
        "former-traceloop",
        ("opentelemetry-instrumentation-openai", "openai"),
        (f"{_LOOP}.openai:OpenAIInstrumentor",),
        ("openai_chat",),
    ),
    Emitter(
        "former-traceloop-anthropic",
        "former-traceloop",
        ("opentelemetry-instrumentation-anthropic", "anthropic"),
        (f"{_LOOP}.anthropic:AnthropicInstrumentor",),
        ("anthropic",),
    ),
    _openinference("openai", "OpenAIInstrumentor", ("openai",), _OPENAI),
    _openinference("anthropic", "AnthropicInstrumentor", ("anthropic",), _CLAUDE),
    _openinference("bedrock", "BedrockInstrumentor", ("bedrock",), _AWS),
    _openinference("langchain", "LangChainInstrumentor", _CHAINS, ("langchain-core",)),
    _openinference(
        "llama_index",
        "LlamaIndexInstrumentor",
        ("llama_index",),
        ("llama-index-core",),
        "llama-index",
    ),
    _openinference("litellm", "LiteLLMInstrumentor", ("litellm",), ("litellm",), "litellm"),
    _openinference(
        "google_genai", "GoogleGenAIInstrumentor", ("gemini",), ("google-genai",), "google"
    ),
    Emitter(
        "openlit",
        "openlit",
        ("openlit", "openai", "anthropic"),
        ("openlit",),
        ("openai", "anthropic"),
    ),
    Emitter(
        "langfuse",
        "langfuse",
        ("langfuse", "openai"),
        ("langfuse",),
        ("langfuse_openai", "langfuse_observe", "langfuse_langchain"),
    ),
    Emitter(
        "former-langfuse",
        "former-langfuse",
        ("langfuse", "openai"),
        ("langfuse",),
        ("langfuse_openai", "langfuse_observe"),
    ),
    Emitter(
        "logfire",
        "logfire",
        ("logfire", "openai", "anthropic"),
        ("logfire",),
        ("openai", "anthropic"),
        _SILENT,
    ),
    Emitter(
        "pydantic-ai", "logfire", ("pydantic-ai-slim",), ("pydantic_ai",), ("pydantic_ai",), _SILENT
    ),
    Emitter(
        "litellm",
        "litellm",
        ("litellm",),
        ("litellm",),
        ("litellm",),
        (("OTEL_EXPORTER_OTLP_ENDPOINT", "{sink}"),),
    ),
    Emitter(
        "azure",
        "newest",
        ("opentelemetry-instrumentation-genai-openai", "openai"),
        (f"{_GENAI}.openai:OpenAIInstrumentor",),
        ("azure",),
    ),
    Emitter(
        "azure-traceloop",
        "newest",
        ("opentelemetry-instrumentation-openai", "openai"),
        (f"{_LOOP}.openai:OpenAIInstrumentor",),
        ("azure",),
    ),
    Emitter(
        "azure-openinference",
        "newest",
        ("openinference-instrumentation-openai", "openai"),
        (f"{_INFER}.openai:OpenAIInstrumentor",),
        ("azure",),
    ),
    Emitter(
        "vercel-ai-sdk",
        "",
        ("ai", "@ai-sdk/openai", "@ai-sdk/anthropic"),
        program=("node", "vercel.mjs"),
    ),
    Emitter(
        "centspan",
        "newest",
        ("centspan", "openai", "anthropic", "boto3"),
        ("centspan",),
        ("openai", "anthropic", "bedrock", "azure", "openai_regions"),
    ),
    Emitter(
        "centspan-google",
        "google",
        ("centspan", "google-genai", "anthropic"),
        ("centspan",),
        ("gemini", "vertex", "anthropic_vertex"),
    ),
)
"""One instrumentation each: every fact that it carries, and what it loses."""
