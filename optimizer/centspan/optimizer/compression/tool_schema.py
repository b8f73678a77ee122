"""Definitions of tools without what a model reads twice: the same calls are valid before and after."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from centspan.optimizer.compression.columnar import read, written

SCHEMAS: Final = ("parameters", "input_schema", "inputSchema", "parametersJsonSchema")
"""Where a definition keeps the schema of its arguments."""
NOTES: Final = ("$schema", "$comment", "$id")
BY_NAME: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
"""Keywords whose keys are names, and whose values are schemas."""
ONE: Final = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
SEVERAL: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
PLAIN: Final = frozenset(
    (
        *("type", "description", "minLength", "maxLength", "pattern", "format", "minimum"),
        *("maximum", "items", "properties", "required", "additionalProperties", "minItems"),
    )
)
"""Keywords that say nothing of null, so that null may stand beside their type."""
NOTED: Final = frozenset(("title", "description", "default", "examples"))
"""Keywords that decide nothing, and may stand beside any branch."""
NULL: Final = {"type": "null"}


def shorter_tool(text: str) -> str:
    """A tool's definition as JSON, shorter. Raises ValueError where it is none."""
    return written(_within(read(text)))


def is_tool(value: Any) -> bool:
    """Whether JSON that was read looks like the definition of a tool."""
    return isinstance(value, dict) and ("name" in value or "function" in value) and _has(value)


def _has(said: Any) -> bool:
    inner = said.get("function", said)
    return isinstance(inner, dict) and any(name in inner for name in SCHEMAS)


def _within(said: Any) -> Any:
    if not isinstance(said, dict):
        return said
    return {
        key: shorter_schema(each)
        if key in SCHEMAS
        else _within(each)
        if key == "function"
        else each
        for key, each in cast("dict[str, Any]", said).items()
    }


def shorter_schema(schema: Any, name: str = "") -> Any:
    """A JSON schema without notes to people, titles that say a name again, and long ways to allow null."""
    if not isinstance(schema, dict):
        return schema
    said = _without_null_branch(cast("dict[str, Any]", schema))
    return dict(_kept(said, name))


def _kept(said: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    for key, each in said.items():
        if key in NOTES or (key == "title" and _same(each, name)):
            continue
        if key in BY_NAME and isinstance(each, dict):
            named = cast("dict[str, Any]", each)
            yield key, {own: shorter_schema(one, own) for own, one in named.items()}
        elif key in SEVERAL and isinstance(each, list):
            yield key, [shorter_schema(one, name) for one in cast("list[Any]", each)]
        elif key in ONE:
            yield key, shorter_schema(each, name)
        else:
            yield key, each


def _same(title: Any, name: str) -> bool:
    plain = "".join(each for each in name.casefold() if each.isalnum())
    said = "".join(each for each in str(title).casefold() if each.isalnum())
    return isinstance(title, str) and (said == plain or not name)


def _without_null_branch(said: dict[str, Any]) -> dict[str, Any]:
    branches = said.get("anyOf")
    if not isinstance(branches, list) or said.keys() - NOTED - {"anyOf"}:
        return said
    other = [each for each in cast("list[Any]", branches) if each != NULL]
    rest = {key: each for key, each in said.items() if key != "anyOf"}
    both = len(cast("list[Any]", branches)) == len((*other, NULL))
    if not both or len(other) != 1 or not _may_be_null(other[0]) or other[0].keys() & rest.keys():
        return said
    one = cast("dict[str, Any]", other[0])
    return {**one, "type": [one["type"], "null"], **rest}


def _may_be_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    said = cast("dict[str, Any]", schema)
    return isinstance(said.get("type"), str) and said["type"] != "null" and said.keys() <= PLAIN
