"""OpenAI embeddings on the wire."""

import base64
import struct
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from centspan.deploy.demo.provider.exchange import Asked, Exchange

DIMENSIONS = 64


def asked(body: dict[str, Any]) -> Asked:
    """Read a request."""
    given = body.get("input", "")
    texts = (given,) if isinstance(given, str) else tuple(str(each) for each in given)
    return Asked(model=body.get("model", ""), pieces=texts, user="", max_tokens=0)


def document(exchange: Exchange) -> dict[str, Any]:
    """One vector a text, in base64 as the SDK asks for; an embedding has no output tokens."""
    return {
        "object": "list",
        "model": exchange.asked.model,
        "data": [
            {"object": "embedding", "index": index, "embedding": _vector(text)}
            for index, text in enumerate(exchange.asked.pieces)
        ],
        "usage": {
            "prompt_tokens": exchange.tokens.input,
            "total_tokens": exchange.tokens.input,
        },
    }


def events(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    """Embeddings do not stream: the document is the only event."""
    yield "", document(exchange)


def _vector(text: str) -> str:
    """A vector whose direction follows the words in the text, so that retrieval means something."""
    sums = [0.0] * DIMENSIONS
    for word in text.lower().split():
        digest = blake2b(word.strip(".,?!").encode(), digest_size=4).digest()
        sums[int.from_bytes(digest) % DIMENSIONS] += 1.0
    length = sum(value * value for value in sums) ** 0.5 or 1.0
    packed = struct.pack(f"<{DIMENSIONS}f", *(value / length for value in sums))
    return base64.b64encode(packed).decode()
