"""What may be known of a prompt without its text: keyed hashes and characters by section."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from centspan.collector.importing.json_text import parsed
from centspan.collector.importing.values import utf8
from centspan.instrumentation import fingerprint
from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.fingerprint_key import fingerprint_key
from centspan.instrumentation.prefix_chain import name_hash


def prompt_fingerprint(prompt: Any) -> Fingerprint | None:
    """Fingerprint of a prompt: text, or messages (also as JSON); None where it cannot be read."""
    return fingerprint.chat({"messages": _messages(prompt)})


def prompt_text(prompt: Any) -> str:
    """The prompt as the store keeps messages, where it may."""
    return utf8(json.dumps(_messages(prompt), ensure_ascii=False, default=str))


@lru_cache(maxsize=65536)
def hashed(kind: str, word: str) -> int:
    """16 hex digits as they are, everything else as its keyed hash."""
    return int(word, 16) if is_hash(word) else int(name_hash(kind, word), 16)


def is_hash(word: str) -> bool:
    """Whether a word is a hash already: 16 hex digits."""
    return len(word) == 16 and all(digit in "0123456789abcdefABCDEF" for digit in word)


def key_id() -> int:
    """The id of the key that hashes are made with."""
    return int(fingerprint_key().id, 16)


def _messages(prompt: Any) -> Sequence[Any]:
    if isinstance(prompt, str) and prompt.lstrip().startswith(("[", "{")):
        held = parsed(prompt)
        prompt = prompt if held is None else held
    if isinstance(prompt, Mapping):
        prompt = prompt.get("messages", prompt)
    if isinstance(prompt, list) and all(isinstance(each, Mapping) for each in prompt):
        return prompt
    text = prompt if isinstance(prompt, str) else json.dumps(prompt, default=str)
    return [{"role": "user", "content": text}]
