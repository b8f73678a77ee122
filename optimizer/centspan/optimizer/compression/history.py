"""History summaries: what was said long ago is told again in short."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from centspan.optimizer.compression.facts import facts
from centspan.optimizer.compression.prompt import Piece, Prompt
from centspan.optimizer.compression.units import sentences, words

OPENS: Final = "Earlier in this conversation:"


class Summarizer(Protocol):
    """Tells what was said in fewer characters."""

    def summarize(self, said: Sequence[Piece], characters: int) -> str:
        """A summary of about so many characters at the most."""
        ...


@dataclass(frozen=True, slots=True)
class Extractive:
    """The sentences that say most: of words that the conversation uses often, and of facts. None is made up."""

    fact_weight: float = 1.0

    def summarize(self, said: Sequence[Piece], characters: int) -> str:
        """Sentences in their order, as many as fit."""
        every = [
            (at, piece.role, body.strip())
            for at, piece in enumerate(said)
            for body, _ in sentences(piece.text)
            if body.strip()
        ]
        often = Counter(word for *_, body in every for word in words(body) if len(word) > 3)
        best = sorted(range(len(every)), key=lambda i: (-self._worth(every[i][2], often), i))
        kept: list[int] = []
        left = characters
        for number in best:
            length = len(every[number][2]) + len(every[number][1]) + 3
            if length <= left:
                kept.append(number)
                left -= length
        return "\n".join(f"{every[i][1]}: {every[i][2]}" for i in sorted(kept))

    def _worth(self, body: str, often: Counter[str]) -> float:
        own = words(body)
        if not own:
            return 0.0
        central = sum(often[word] for word in set(own)) / len(own)
        return central / max(1, often.total()) * 100 + self.fact_weight * len(facts(body)) / len(
            own
        )


@dataclass(frozen=True, slots=True)
class History:
    """All but the last messages of a long history become one summary."""

    id: str = "history"
    lossless: bool = False
    what: str = "tell the older part of conversations in short"
    recent: int = 4
    """Messages before the question that stay as they are."""
    share: float = 0.3
    """The share of the older part's characters that its summary may have."""
    fewest: int = 600
    """Characters of the older part from which it is summarised."""
    summarizer: Summarizer = field(default_factory=Extractive)

    def compress(self, prompt: Prompt) -> Prompt:
        """Put a summary where the older messages were; nothing where it is not shorter."""
        said = [at for at, piece in enumerate(prompt) if piece.section == "history"]
        older = said[: -self.recent] if self.recent else said
        pieces = [prompt[at] for at in older]
        before = sum(len(piece.text) for piece in pieces)
        if before < self.fewest:
            return prompt
        told = self.summarizer.summarize(pieces, int(before * self.share))
        summary = Piece("history", "user", f"{OPENS}\n{told}")
        if not told or len(summary.text) >= before:
            return prompt
        return (
            *(piece for at, piece in enumerate(prompt) if at < older[0]),
            summary,
            *(piece for at, piece in enumerate(prompt) if at > older[0] and at not in set(older)),
        )
