"""Content-free fingerprints of a request: keyed hashes and character counts, no text.

Beside them, where the app allows it, the text itself: it is read here once for all SDKs.
Functions take what the app handed to the SDK (a mapping of keyword arguments); they read
without consuming iterators, never change it and never raise: None where it cannot be read.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from centspan.instrumentation.canonical import FIELD, MESSAGE, write_message, write_value
from centspan.instrumentation.content import Content, kept_prompt
from centspan.instrumentation.fingerprint_key import fingerprint_key
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.plain import absent, plain
from centspan.instrumentation.prefix_chain import PrefixChain, name_hash, pieces_hash
from centspan.instrumentation.request_shapes import (
    ANTHROPIC,
    BEDROCK,
    CHAT,
    GEMINI,
    PLAIN,
    RESPONSES,
    Parts,
    Shape,
    split,
    tool_definitions,
)
from centspan.instrumentation.sections import marked_characters

_SYSTEM_ROLES: Final = frozenset({"system", "developer"})


class Fingerprint(NamedTuple):
    """Values of the fingerprint attributes, in their attribute spelling.

    `tools` is `hash:characters:called` joined by `,`, with `called` 0 until `with_called`
    filled it in; `characters` are those of all text in the request. `content` is that text where
    it is kept, else None.
    """

    request: str
    system: str
    prefixes: str
    tools: str
    sections: str
    key_id: str
    characters: int = 0
    content: Content | None = None


def chat(request: Mapping[str, Any]) -> Fingerprint | None:
    """OpenAI chat completions and all that copy it (Groq, Mistral, Ollama, Cohere v2, LiteLLM)."""
    return _fingerprint(request, CHAT)


def responses(request: Mapping[str, Any]) -> Fingerprint | None:
    """OpenAI responses: `tools`, `instructions`, `input`."""
    return _fingerprint(request, RESPONSES)


def anthropic(request: Mapping[str, Any]) -> Fingerprint | None:
    """Anthropic messages: `tools`, `system`, `messages`."""
    return _fingerprint(request, ANTHROPIC)


def gemini(request: Mapping[str, Any]) -> Fingerprint | None:
    """google-genai `generate_content`: `model`, `contents`, `config`."""
    return _fingerprint(request, GEMINI)


def bedrock(request: Mapping[str, Any]) -> Fingerprint | None:
    """Bedrock `converse`: `modelId`, `toolConfig`, `system`, `messages`, `inferenceConfig`."""
    return _fingerprint(request, BEDROCK)


def embeddings(request: Mapping[str, Any]) -> Fingerprint | None:
    """Embeddings, text completions and rerank: `input` or `prompt` or `query` + `documents`."""
    return _fingerprint(request, PLAIN)


def with_called(tools: str, names: Iterable[str]) -> str:
    """The `tools` attribute with `called` set to 1 for every tool name in `names`."""
    called = {name_hash("tool", str(name)) for name in names}
    if not tools or not called:
        return tools
    return ",".join(
        entry[:-1] + "1" if entry[:16] in called else entry for entry in tools.split(",")
    )


@dataclass(slots=True)
class _Prompt:
    """System prompt and messages in canonical pieces, and their characters by section."""

    pieces: list[str] = field(default_factory=list[str])
    system_pieces: list[str] = field(default_factory=list[str])
    system: int = 0
    history: int = 0
    user: int = 0

    def add(self, message: Any) -> None:
        start = len(self.pieces)
        role, characters = write_message(message, self.pieces)
        if role in _SYSTEM_ROLES:
            self.system += characters
            self.system_pieces += (MESSAGE, *self.pieces[start + 3 :])
        elif role == "user":  # the last one stands alone; the one before it is history now
            self.history, self.user = self.history + self.user, characters
        else:
            self.history += characters


def _foreign(value: Any) -> Any:
    return None if absent(value) else plain(value)


_IN_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_foreign
)


def _fingerprint(request: Mapping[str, Any], shape: Shape) -> Fingerprint | None:
    try:
        parts = split(request, shape)
        if parts is None:
            return None
        found = _assemble(parts)
        kept = None if shape is PLAIN else kept_prompt(parts.system, parts.messages, parts.tools)
        return found if kept is None else found._replace(content=kept)
    except Exception as error:  # noqa: BLE001 - whatever the app sends is between it and the provider
        swallow("fingerprint", error)
        return None


def _assemble(parts: Parts) -> Fingerprint:
    tools, tool_characters, pieces = _tools(parts.tools)
    prompt = _prompt(parts)
    pieces += prompt.pieces
    chain = PrefixChain()
    chain.feed(pieces)
    settings: list[str] = []
    write_value(parts.settings, settings)
    characters = {
        "system": prompt.system,
        "tools": tool_characters,
        "history": prompt.history,
        "user": prompt.user,
    }
    sections = characters | marked_characters(pieces)
    return Fingerprint(
        prefixes=chain.blocks(),
        request=chain.finish(settings),
        system=pieces_hash(prompt.system_pieces),
        tools=tools,
        sections=",".join([f"{name}:{count}" for name, count in sections.items() if count]),
        key_id=fingerprint_key().id,
        characters=sum(characters.values()),
    )


def _prompt(parts: Parts) -> _Prompt:
    prompt = _Prompt()
    if parts.system is not None:
        prompt.add({"role": "system", "content": parts.system})
    for message in parts.messages:
        prompt.add(message)
    return prompt


def _tools(tools: Collection[Any]) -> tuple[str, int, list[str]]:
    """Return the `tools` attribute, all its characters, and the canonical pieces."""
    if not tools:
        return "", 0, []
    entries: list[str] = []
    pieces: list[str] = []
    total = 0
    for name, definition in tool_definitions(tools):
        text = _tool_text(definition)
        entries.append(f"{name_hash('tool', name)}:{len(text)}:0")
        pieces += (FIELD, text)
        total += len(text)
    return ",".join(entries), total, pieces


def _tool_text(definition: Any) -> str:
    if isinstance(definition, dict) and "cache_control" in definition:
        definition = {key: value for key, value in definition.items() if key != "cache_control"}
    try:
        return _IN_JSON.encode(definition)
    except (TypeError, ValueError):  # keys of mixed types, or a definition that holds itself
        pieces: list[str] = []
        write_value(definition, pieces)
        return "".join(pieces)
