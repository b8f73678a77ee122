"""A prompt taken apart: pieces of text in the order in which the provider reads them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

SECTIONS: Final = ("tools", "system", "history", "user")
"""What a piece is: a tool's definition, the system prompt, what was said before, what is asked."""
_SYSTEM: Final = ("system", "developer")
_TEXTS: Final = ("text", "input_text", "output_text", "reasoning", "")
"""Types of parts that are text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a prompt: what it is part of, and who says it."""

    section: str
    role: str
    text: str


Prompt = tuple[Piece, ...]


def from_text(text: str) -> Prompt:
    """A prompt as a file holds it: a request or messages as JSON, else all of it what is asked."""
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    match said:
        case {"messages": list(messages), **rest}:
            request = cast("dict[str, Any]", rest)
            return from_messages(
                cast("list[Any]", messages), request.get("system"), request.get("tools") or ()
            )
        case [{"role": _}, *_]:
            return from_messages(cast("list[Any]", said))
        case _:
            return (Piece("user", "user", text),)


def from_kept(system: str, messages: str, tools: str = "") -> Prompt:
    """A prompt as the store keeps it: system instructions and messages, each as JSON or as text; tools as JSON."""
    said = _parsed(messages)
    if not isinstance(said, list):
        said = [{"role": "user", "content": messages}] if messages else []
    return from_messages(cast("list[Any]", said), _parsed(system) or None, _defined(tools))


def _defined(tools: str) -> list[Any]:
    """Definitions that were kept whole, without what keeps no more than their names."""
    said = _parsed(tools)
    every = cast("list[Any]", said) if isinstance(said, list) else []
    return [each for each in every if isinstance(each, dict) and "left_out" not in each]


def from_messages(messages: Iterable[Any], system: Any = None, tools: Iterable[Any] = ()) -> Prompt:
    """The pieces of a request; the last message of the user is what is asked, those before are history.

    Parts that are no text (images, calls of tools) are not looked at.
    """
    said = [(role, text) for each in messages for role, text in _texts(each)]
    asked = max((at for at, (role, _) in enumerate(said) if role == "user"), default=-1)
    pieces = [Piece("tools", "tools", _text(tool)) for tool in tools]
    pieces += [Piece("system", "system", text) for text in _contents(system)]
    for at, (role, text) in enumerate(said):
        section = "system" if role in _SYSTEM else "user" if at == asked else "history"
        pieces.append(Piece(section, role, text))
    return tuple(piece for piece in pieces if piece.text)


def rendered(prompt: Prompt) -> str:
    """All of it as one text, in the order in which a provider's cache reads it."""
    ordered = sorted(prompt, key=lambda piece: SECTIONS.index(piece.section) > 1)
    return "\n\n".join(f"{piece.role}: {piece.text}" for piece in ordered)


def as_request(prompt: Prompt) -> dict[str, Any]:
    """The pieces as a request: tools where there are any, and messages."""
    tools = [_parsed(piece.text) for piece in prompt if piece.section == "tools"]
    messages = [
        {"role": piece.role, "content": piece.text} for piece in prompt if piece.section != "tools"
    ]
    return {**({"tools": tools} if tools else {}), "messages": messages}


def _texts(message: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(message, Mapping):
        yield from (("user", text) for text in _contents(message))
        return
    said = cast("Mapping[str, Any]", message)
    role = str(said.get("role") or "user")
    for name in ("parts", "content"):
        if said.get(name):
            yield from ((role, text) for text in _contents(said[name]))
            return


def _contents(content: Any) -> Iterator[str]:
    match content:
        case None:
            return
        case str():
            yield content
        case list():
            for part in cast("list[Any]", content):
                yield from _contents(part)
        case {"result": result} | {"response": result}:
            yield _text(result)
        case {"type": "tool_result", "content": result}:
            yield _text(result)
        case Mapping():
            part = cast("Mapping[str, Any]", content)
            found = part.get("content", part.get("text"))
            if str(part.get("type", "")) in _TEXTS and isinstance(found, str):
                yield found
        case _:
            return


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
