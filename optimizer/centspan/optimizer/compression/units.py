"""Text taken apart into what can be left out: paragraphs, and the sentences or lines of each."""

import re
from functools import lru_cache
from typing import Final

_FENCE: Final = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)
_GAP: Final = re.compile(r"(\n[ \t]*\n\s*)")
_ENDS: Final = re.compile(r"(?<=[.!?])(\s+)(?=[\"'(\[]?[A-Z0-9])|(\s*\n\s*)")
_BULLET: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_WORDS: Final = re.compile(r"[^\W_]+")


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Each paragraph with the blanks behind it; joined they are the text. A fenced block of code is one."""
    found: list[tuple[str, str]] = []
    for part in _FENCE.split(text):
        pieces = [part, ""] if part.startswith("```") else [*_GAP.split(part), ""]
        found += zip(pieces[::2], pieces[1::2], strict=True)
    return [(body, gap) for body, gap in found if body or gap]


def sentences(paragraph: str) -> list[tuple[str, str]]:
    """Each sentence or line with the blanks behind it; joined they are the paragraph. Code and JSON are one."""
    if not paragraph or paragraph.lstrip()[:1] in ("{", "[", "`", "<", "|"):
        return [(paragraph, "")]
    pieces = [each for each in _ENDS.split(paragraph) if each is not None]
    pieces += [""] * (len(pieces) % 2)
    return list(zip(pieces[::2], pieces[1::2], strict=True))


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """The same for texts that differ in case, blanks, punctuation between words or their bullet alone.

    What stands between two figures stays: 1.5 is not 15.
    """
    plain = _BULLET.sub("", text).casefold()
    return " ".join(re.findall(r"\d+(?:[.,:/-]\d+)*|[^\W_]+|[^\w\s.,;:!?'\"()-]", plain))


def words(text: str) -> list[str]:
    """Its words, in lower case."""
    return _WORDS.findall(text.casefold())
