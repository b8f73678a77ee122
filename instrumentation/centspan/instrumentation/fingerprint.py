"""Content-free fingerprints of a request: keyed hashes and character counts, no text.

Functions take what the app handed to the SDK (a mapping of keyword arguments); they read
without consuming iterators, never change it and never raise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Values of the fingerprint attributes, in their attribute spelling.

    `tools` is `hash:characters:called` joined by `,`, with `called` 0 until `called()`
    filled it in; `characters` are those of all text in the request.
    """

    request: str
    system: str
    prefixes: str
    tools: str
    sections: str
    key_id: str
    characters: int = 0


def chat(request: Mapping[str, Any]) -> Fingerprint | None:
    """OpenAI chat completions and all that copy it (Groq, Mistral, Ollama, Cohere v2, LiteLLM)."""
    ...


def responses(request: Mapping[str, Any]) -> Fingerprint | None:
    """OpenAI responses: `tools`, `instructions`, `input`."""
    ...


def anthropic(request: Mapping[str, Any]) -> Fingerprint | None:
    """Anthropic messages: `tools`, `system`, `messages`."""
    ...


def gemini(request: Mapping[str, Any]) -> Fingerprint | None:
    """google-genai `generate_content`: `model`, `contents`, `config`."""
    ...


def bedrock(request: Mapping[str, Any]) -> Fingerprint | None:
    """Bedrock `converse`: `modelId`, `toolConfig`, `system`, `messages`, `inferenceConfig`."""
    ...


def embeddings(request: Mapping[str, Any]) -> Fingerprint | None:
    """Embeddings, text completions and rerank: `input` or `prompt` or `query` + `documents`."""
    ...


def with_called(tools: str, names: Iterable[str]) -> str:
    """The `tools` attribute with `called` set to 1 for every tool name in `names`."""
    ...
