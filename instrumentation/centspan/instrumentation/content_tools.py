"""Definitions of tools as the conventions write them down: a type, a name, a description, parameters."""

import inspect
from collections.abc import Collection, Mapping
from typing import Any, Final

from centspan.instrumentation.plain import absent, plain
from centspan.instrumentation.request_shapes import HOLDERS, tool_definitions

_SCHEMAS: Final = (
    *("parameters", "input_schema", "inputSchema"),
    *("parameters_json_schema", "parametersJsonSchema"),
)
_SAID: Final = frozenset({"type", "name", "description", "cache_control", *_SCHEMAS})


def definitions(tools: Collection[Any]) -> list[dict[str, Any]]:
    """Each tool that a request offers, whatever the provider's shape; other fields stay as they are."""
    return [_definition(name, tool) for name, tool in tool_definitions(tools)]


def _definition(name: str, tool: Any) -> dict[str, Any]:
    outer = _fields(tool)
    holder = next((each for each in HOLDERS if not absent(outer.get(each))), "")
    inner = _fields(outer[holder]) if holder else outer
    schema = next((inner[each] for each in _SCHEMAS if not absent(inner.get(each))), None)
    if isinstance(schema, dict) and schema.keys() == {"json"}:  # Bedrock
        schema = schema["json"]
    description = inner.get("description") or (inspect.getdoc(tool) if callable(tool) else None)
    is_function = holder or schema is not None or description or not outer
    told = {
        "type": outer.get("type") or ("function" if is_function else name),
        "name": name,
        "description": description,
        "parameters": schema,
    }
    rest = {key: value for key, value in inner.items() if key not in _SAID}
    return {**{key: value for key, value in told.items() if value is not None}, **rest}


def _fields(value: Any) -> Mapping[str, Any]:
    said = value if isinstance(value, dict) else plain(value)
    return said if isinstance(said, dict) else {}
