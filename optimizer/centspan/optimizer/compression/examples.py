"""Few-shot examples: of those that show nearly the same, the first stays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from centspan.optimizer.compression.prompt import Piece, Prompt
from centspan.optimizer.semantic.embedder import Tfidf

_ASKS: Final = r"(?:Q|Question|Input|User|Human|Text|Review|Message|Ticket|Customer)"
_SAYS: Final = r"(?:A|Answer|Output|Assistant|AI|Label|Sentiment|Class|Category|Response)"
_TAGGED: Final = re.compile(r"<example\b[^>]*>.*?</example>\s*", re.DOTALL | re.IGNORECASE)
_HEADED: Final = re.compile(
    r"^[#* \t]*Example\s*\d+\b[^\n]*\n(?:(?!^[#* \t]*Example\s*\d+\b).*\n?)+?(?=^[#* \t]*Example\s*\d+\b)",
    re.MULTILINE | re.IGNORECASE,
)
_PAIRED: Final = re.compile(
    rf"^{_ASKS}\s*:[^\n]*\n(?:(?!{_ASKS}\s*:|{_SAYS}\s*:)[^\n]*\n)*?{_SAYS}\s*:[^\n]*(?:\n(?!{_ASKS}\s*:)[^\n]*\S[^\n]*)*\n?",
    re.MULTILINE,
)
_FORMS: Final = (_TAGGED, _HEADED, _PAIRED)


PLACES: Final = 5
"""Of cosines, so that those of equal examples are the same."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Of a text's examples, the later one of the two nearest is left out, and so on.

    Examples are `<example>` tags, `Example 1` headings, and pairs such as `Input:` and `Output:`.
    """

    id: str = "few_shot"
    lossless: bool = False
    what: str = "leave out examples that show nearly what another shows"
    alike: float = 0.5
    """The cosine from which two show nearly the same."""
    keep: int = 2
    """Examples that stay however alike they are."""

    def compress(self, prompt: Prompt) -> Prompt:
        """Prune the examples of every piece but tools."""
        return tuple(piece if piece.section == "tools" else self._piece(piece) for piece in prompt)

    def _piece(self, piece: Piece) -> Piece:
        return replace(piece, text=_pruned(piece.text, self.alike, self.keep))


@lru_cache(maxsize=1024)
def _pruned(text: str, alike: float, keep: int) -> str:
    spans = examples(text)
    if len(spans) <= keep:
        return text
    kept = set(_kept([text[start:end] for start, end in spans], alike, keep))
    parts: list[str] = []
    at = 0
    for number, (start, end) in enumerate(spans):
        parts.append(text[at : end if number in kept else start])
        at = end
    return "".join((*parts, text[at:]))


def _kept(texts: list[str], alike: float, keep: int) -> Iterator[int]:
    rows = Tfidf().embed(texts)
    near = np.triu(np.round(rows @ rows.T, PLACES), 1)
    gone = np.zeros(len(texts), dtype=bool)
    while len(texts) - gone.sum() > keep and near.max() >= alike:
        later = int(np.unravel_index(int(near.argmax()), near.shape)[1])
        near[later, :] = near[:, later] = 0
        gone[later] = True
    yield from (int(at) for at in np.flatnonzero(~gone))


def examples(text: str) -> list[tuple[int, int]]:
    """Where the examples of a text begin and end: by the form of which it has most; none where fewer than two.

    Of examples under headings the last one is not among them, as nothing says where it ends.
    """
    found = ([each.span() for each in form.finditer(text)] for form in _FORMS)
    most = max(found, key=len)
    return most if len(most) > 1 else []
