"""Apps under two instrumentations at once."""

from record.emitters import Emitter

_OFFICIAL = "opentelemetry.instrumentation.genai"
_LOOP = "opentelemetry.instrumentation"
_INFER = "openinference.instrumentation"
_OPENAI = "OpenAIInstrumentor"
_LC = "LangChainInstrumentor"
_ANTHROPIC = "AnthropicInstrumentor"
_SILENT = (("ANTHROPIC_OPEN_TELEMETRY", "false"),)


def _trace(
    name: str, switches: tuple[str, ...], *apps: str, environment: str = "newest"
) -> Emitter:
    packages = {
        "newest": ("langchain-core", "openai", "anthropic"),
        "langfuse": ("langfuse", "openai"),
        "litellm": ("litellm", "openai"),
        "logfire": ("logfire", "openai"),
    }[environment]
    native = name.startswith("native")
    return Emitter(
        name, environment, packages, switches, apps, () if native else _SILENT, folder="traces"
    )


TRACES: tuple[Emitter, ...] = (
    _trace(
        "official-traceloop",
        (f"{_OFFICIAL}.openai:{_OPENAI}", f"{_LOOP}.openai:{_OPENAI}"),
        "twice_openai",
    ),
    _trace(
        "official-openinference",
        (f"{_OFFICIAL}.openai:{_OPENAI}", f"{_INFER}.openai:{_OPENAI}"),
        "twice_openai",
    ),
    _trace(
        "official-langchain-traceloop-openai",
        (f"{_OFFICIAL}.langchain:{_LC}", f"{_LOOP}.openai:{_OPENAI}"),
        "twice_langchain",
        "agent",
    ),
    _trace(
        "traceloop-langchain-official-openai",
        (f"{_LOOP}.langchain:LangchainInstrumentor", f"{_OFFICIAL}.openai:{_OPENAI}"),
        "twice_langchain",
        "agent",
    ),
    _trace(
        "openinference-langchain-openai",
        (f"{_INFER}.langchain:{_LC}", f"{_INFER}.openai:{_OPENAI}"),
        "twice_langchain",
        "agent",
    ),
    _trace("openinference-langchain", (f"{_INFER}.langchain:{_LC}",), "agent"),
    _trace(
        "native-official-anthropic", (f"{_OFFICIAL}.anthropic:{_ANTHROPIC}",), "twice_anthropic"
    ),
    _trace("native-traceloop-anthropic", (f"{_LOOP}.anthropic:{_ANTHROPIC}",), "twice_anthropic"),
    _trace(
        "native-openinference-anthropic", (f"{_INFER}.anthropic:{_ANTHROPIC}",), "twice_anthropic"
    ),
    _trace(
        "native-openinference-langchain",
        (f"{_INFER}.langchain:{_LC}",),
        "twice_langchain_anthropic",
    ),
    _trace(
        "native-traceloop-langchain",
        (f"{_LOOP}.langchain:LangchainInstrumentor",),
        "twice_langchain_anthropic",
    ),
    _trace(
        "centspan-openinference",
        (f"{_INFER}.langchain:{_LC}", "centspan"),
        "twice_langchain",
        "agent",
    ),
    _trace(
        "centspan-traceloop",
        (f"{_LOOP}.langchain:LangchainInstrumentor", "centspan"),
        "twice_langchain",
        "agent",
    ),
    _trace(
        "langfuse-openinference",
        ("langfuse", f"{_INFER}.openai:{_OPENAI}"),
        "twice_langfuse",
        environment="langfuse",
    ),
    _trace("langfuse-centspan", ("langfuse", "centspan"), "twice_langfuse", environment="langfuse"),
    _trace(
        "openinference-litellm-openai",
        (f"{_INFER}.litellm:LiteLLMInstrumentor", f"{_INFER}.openai:{_OPENAI}"),
        "litellm",
        environment="litellm",
    ),
    _trace(
        "litellm-official-openai",
        ("litellm", f"{_OFFICIAL}.openai:{_OPENAI}"),
        "litellm",
        environment="litellm",
    ),
    _trace("litellm-centspan", ("litellm", "centspan"), "litellm", environment="litellm"),
    _trace("gateway-client", ("litellm",), "gateway", environment="litellm"),
)
"""Each with what the same calls look like from two sides."""
