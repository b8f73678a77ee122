"""What a text states that a shorter one must not lose, as far as it shows in its letters."""

import re
from functools import lru_cache
from typing import Final

_KINDS: Final = (
    r"https?://[^\s\"'<>)\]]+",
    r"[\w.+-]+@[\w-]+\.[\w.]+",
    r"\b\w*\d[\w.,:/%-]*",
    r"\b(?:[A-Z][\w&'-]+)(?:\s+(?:[A-Z][\w&'-]+))+",
    r"(?<=[a-z,;] )[A-Z][\w-]{2,}",
    r"\b\w+_\w+\b",
    r"\b(?:not|never|no|must|only|always|except|unless|without|cannot|n't)\b\s+\w+",
)
_FACT: Final = re.compile("|".join(f"(?:{kind})" for kind in _KINDS))
_BLANKS: Final = re.compile(r"\s+")


@lru_cache(maxsize=2048)
def facts(text: str) -> frozenset[str]:
    """Figures, dates, names, addresses, identifiers, and what is forbidden or demanded."""
    return frozenset(
        _BLANKS.sub(" ", found[0]).rstrip(".,:;-/").casefold() for found in _FACT.finditer(text)
    )
