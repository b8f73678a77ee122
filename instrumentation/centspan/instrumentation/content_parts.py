"""A provider's messages as the conventions write them down: a role, and parts that have a type.

Text, thoughts, calls of tools and their answers are kept. Images, audio and files stand as
their type alone.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from centspan.instrumentation.plain import absent, plain

Part = dict[str, Any]

_TEXTS: Final = (("text", "text"), ("refusal", "text"), ("thinking", "reasoning"))
"""Field of a part → its type in the conventions."""
_CALLS: Final = frozenset(
    {
        "tool_use",
        "server_tool_use",
        "mcp_tool_use",
        "function_call",
        "custom_tool_call",
        "mcp_call",
    }
)
_HOLDERS: Final = ("function", "custom", "toolUse", "function_call", "functionCall")
_ANSWERS: Final = frozenset({"tool_result", "function_call_output", "custom_tool_call_output"})
_ANSWER_HOLDERS: Final = ("toolResult", "function_response", "functionResponse")
_IDS: Final = ("call_id", "tool_use_id", "toolUseId", "tool_call_id", "id")
_ARGUMENTS: Final = ("arguments", "input", "args")
_ANSWER: Final = ("content", "output", "response", "result")
_OF_THE_MODEL: Final = _CALLS | {"reasoning"}


def message(said: Any) -> dict[str, Any]:
    """One message of a request or an answer."""
    if isinstance(said, str):
        return {"role": "user", "parts": list(parts_of(said))}
    fields = _fields(said)
    if "role" not in fields and all(absent(fields.get(name)) for name in ("content", "parts")):
        return {"role": _role_of(_word(fields, "type")), "parts": [_part(fields)]}
    role = _word(fields, "role") or "user"
    if role == "tool":
        return {"role": role, "parts": [_answer(fields, fields)]}
    return {"role": role, "parts": list(_parts_of_message(fields))}


def parts_of(told: Any) -> Iterator[Part]:
    """The parts of a content: text, a list of parts, or one part."""
    if isinstance(told, str):
        if told:
            yield {"type": "text", "content": told}
    elif isinstance(told, (list, tuple)):
        for each in told:  # pyright: ignore[reportUnknownVariableType] - whatever the app wrote
            yield from parts_of(each)
    elif not absent(told):
        yield _part(_fields(told))


def _parts_of_message(fields: Mapping[str, Any]) -> Iterator[Part]:
    thought = fields.get("reasoning_content")
    if isinstance(thought, str) and thought:
        yield {"type": "reasoning", "content": thought}
    yield from parts_of(fields.get("content") or fields.get("parts"))
    if isinstance(refusal := fields.get("refusal"), str) and refusal:
        yield {"type": "text", "content": refusal}
    for call in fields.get("tool_calls") or ():
        yield _part(_fields(call))
    if not absent(legacy := fields.get("function_call")):
        yield _call({}, _fields(legacy))
    if not absent(fields.get("audio")):
        yield _left_out("audio")


def _part(fields: Mapping[str, Any]) -> Part:
    kind = _word(fields, "type")
    for name, of_type in _TEXTS:
        if isinstance(text := fields.get(name), str):
            return {"type": of_type, "content": text}
    if kind == "reasoning":
        summary = [part["content"] for part in parts_of(fields.get("summary")) if "content" in part]
        return {"type": kind, "content": "\n".join(summary)}
    if (source := _source(fields, kind, _CALLS, _HOLDERS)) is not None:
        return _call(fields, source)
    if (source := _source(fields, kind, _ANSWERS, _ANSWER_HOLDERS)) is not None:
        return _answer(fields, source)
    return _left_out(kind or next((str(name) for name in fields), "other"))


def _source(
    fields: Mapping[str, Any], kind: str, kinds: frozenset[str], holders: tuple[str, ...]
) -> Mapping[str, Any] | None:
    """Where a call's or an answer's fields stand: in the part, or in one field of it."""
    if kind in kinds:
        return fields
    return next((_fields(fields[name]) for name in holders if not absent(fields.get(name))), None)


def _call(outer: Mapping[str, Any], source: Mapping[str, Any]) -> Part:
    arguments = _first(source, _ARGUMENTS)
    called = {"type": "tool_call", "id": _id(outer, source), "name": _word(source, "name")}
    return {**called, "arguments": "" if arguments is None else arguments}


def _answer(outer: Mapping[str, Any], source: Mapping[str, Any]) -> Part:
    told = _first(source, _ANSWER)
    if isinstance(told, (list, tuple)):
        parts = list(parts_of(told))
        told = parts[0]["content"] if [each["type"] for each in parts] == ["text"] else parts
    response = "" if told is None else told
    return {"type": "tool_call_response", "id": _id(outer, source), "response": response}


def _left_out(kind: str) -> Part:
    return {"type": kind, "left_out": True}


def _role_of(kind: str) -> str:
    if kind.endswith("_output"):
        return "tool"
    return "assistant" if kind in _OF_THE_MODEL else "user"


def _id(outer: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    found = _first(source, _IDS) or _first(outer, _IDS)
    return found if isinstance(found, str) else ""


def _first(fields: Mapping[str, Any], wanted: tuple[str, ...]) -> Any:
    return next((fields[name] for name in wanted if not absent(fields.get(name))), None)


def _word(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    value = value.value if isinstance(value, Enum) else value
    return value if isinstance(value, str) else ""


def _fields(value: Any) -> Mapping[str, Any]:
    """What a part says by name; nothing where it is no object."""
    said = value if isinstance(value, dict) else plain(value)
    return said if isinstance(said, dict) else {}
