"""How many tokens a text is: counted where the tokenizer is at hand, else by its characters."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tiktoken

RANKS: Final = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
"""Where tiktoken loads an encoding from; it keeps the file under the SHA-1 of this address."""
NEWEST: Final = "o200k_base"
CHARACTERS: Final = 4
"""Of one token, where nothing better is known (±30 % on prose)."""


@dataclass(frozen=True, slots=True)
class Count:
    """Tokens, and how they were counted."""

    tokens: int
    how: str


def count(text: str, model: str, *, download: bool = False) -> Count:
    """Count a text's tokens for a model.

    Exact for models that tiktoken knows, and near for others, where its ranks lie in its cache or may be
    loaded (`download`); else characters ÷ 4.
    """
    name, known = _encoding(model)
    if not download and not _cached(name):
        return Count(
            -(-len(text) // CHARACTERS),
            f"{len(text):,} characters ÷ {CHARACTERS}: --download loads the ranks of {name} to count",
        )
    tokens = len(tiktoken.get_encoding(name).encode(text, disallowed_special=()))
    return Count(
        tokens, f"counted with {name}" + ("" if known else f", which may not be {model}'s")
    )


def _encoding(model: str) -> tuple[str, bool]:
    try:
        return tiktoken.encoding_name_for_model(model), True
    except KeyError:
        return NEWEST, False


def _cached(name: str) -> bool:
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    file = hashlib.sha1(RANKS.format(name=name).encode(), usedforsecurity=False).hexdigest()
    return (Path(folder or Path(tempfile.gettempdir()) / "data-gym-cache") / file).is_file()
