"""Where each provider's request keeps its tools, its system prompt and its messages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.instrumentation.plain import absent, member, plain


@dataclass(frozen=True, slots=True)
class Parts:
    """A request taken apart; `settings` are the other arguments that determine the answer."""

    tools: Collection[Any]
    system: Any
    messages: Collection[Any]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """Argument names of one kind of request; `nested` is an argument that holds more of them."""

    messages: tuple[str, ...]
    system: str = ""
    tools: tuple[str, ...] = ("tools",)
    nested: str = ""


CHAT: Final = Shape(("messages",), tools=("tools", "functions"))
RESPONSES: Final = Shape(("input",), system="instructions")
ANTHROPIC: Final = Shape(("messages",), system="system")
GEMINI: Final = Shape(("contents",), system="system_instruction", nested="config")
BEDROCK: Final = Shape(("messages",), system="system", nested="toolConfig")
PLAIN: Final = Shape(("input", "prompt", "query", "documents", "texts", "contents"))

HOLDERS: Final = ("function", "toolSpec", "custom")
"""Fields of a tool that hold its definition."""
# fmt: off
NOT_CONTENT: Final = frozenset((
    "api_base", "api_key", "api_version", "background", "base_url", "callbacks", "client",
    "custom_llm_provider", "extra_headers", "extra_query", "headers", "http_options", "labels",
    "litellm_call_id", "litellm_logging_obj", "max_retries", "metadata", "num_retries",
    "prompt_cache_key", "prompt_cache_retention", "requestMetadata", "request_options",
    "retries", "safety_identifier", "server_url", "service_tier", "store", "stream",
    "stream_options", "timeout", "timeout_in_seconds", "timeout_ms", "user",
))
# fmt: on
"""Arguments that do not determine the answer."""


def split(request: Mapping[str, Any], shape: Shape) -> Parts | None:
    """Take a request apart; None where a part is an iterator, which only the SDK may consume."""
    arguments = {key: value for key, value in request.items() if key not in NOT_CONTENT}
    if shape.nested and not absent(nested := arguments.pop(shape.nested, None)):
        inner = plain(nested)
        arguments |= inner if isinstance(inner, dict) else {shape.nested: inner}
    tools = _gather(arguments, shape.tools)
    messages = _gather(arguments, shape.messages)
    if tools is None or messages is None:
        return None
    system = arguments.pop(shape.system, None)
    return Parts(tools, None if absent(system) else system, messages, arguments)


def tool_definitions(tools: Collection[Any]) -> list[tuple[str, Any]]:
    """Return (name, definition) per tool; a list of function declarations counts one by one."""
    each = [one for tool in tools for one in _declared(tool)]
    return [(name, tool) for tool in each if (name := _tool_name(tool))]


def _declared(tool: Any) -> Collection[Any]:
    declared = member(tool, "function_declarations") or member(tool, "functionDeclarations")
    return declared if isinstance(declared, (list, tuple)) and declared else (tool,)


def _gather(arguments: dict[str, Any], names: tuple[str, ...]) -> Collection[Any] | None:
    gathered: Collection[Any] = ()
    for name in names:
        value = arguments.pop(name, None)
        if absent(value):
            continue
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Collection):
            if hasattr(value, "__next__"):
                return None
            value = (value,)
        elif isinstance(value, list) and type(value[0]) is int:  # one text as token ids
            value = (value,)
        gathered = (*gathered, *value) if gathered else value
    return gathered


def _tool_name(tool: Any) -> str:
    if name := member(tool, "name") or getattr(tool, "__name__", None):
        return str(name)
    for holder in HOLDERS:
        if inner := member(tool, holder):
            return str(member(inner, "name") or "")
    if kind := member(tool, "type"):
        return str(kind)
    # Gemini names its own tools by their one key: {"google_search": {}}.
    keys = [key for key in plain(tool) if key not in ("cachePoint", "cache_point")]
    return str(keys[0]) if keys else ""
