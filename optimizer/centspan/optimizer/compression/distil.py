"""Distil: what was said before, in the prompt or its history, is not said again."""

from dataclasses import dataclass, replace

from centspan.optimizer.compression.prompt import SECTIONS, Piece, Prompt
from centspan.optimizer.compression.units import key, paragraphs, sentences


@dataclass(frozen=True, slots=True)
class Distil:
    """The first of equal paragraphs and sentences stays, as the beginning is what a provider's cache reads.

    The last paragraph of what is asked always stays: it is the question.
    """

    id: str = "distil"
    lossless: bool = False
    what: str = "say each sentence and paragraph once"
    least: int = 24
    """Characters below which a sentence is not worth leaving out, or may be meant twice."""

    def compress(self, prompt: Prompt) -> Prompt:
        """Leave out what an earlier piece, or this one, has said; tools are left alone."""
        seen: set[str] = set()
        done: dict[int, Piece] = {}
        for at in sorted(range(len(prompt)), key=lambda i: SECTIONS.index(prompt[i].section) > 1):
            piece = prompt[at]
            done[at] = piece if piece.section == "tools" else self._piece(piece, seen)
        return tuple(piece for at in range(len(prompt)) if (piece := done[at]).text)

    def _piece(self, piece: Piece, seen: set[str]) -> Piece:
        said = paragraphs(piece.text)
        question = len(said) - 1 if piece.section == "user" else -1
        kept: list[str] = []
        for at, (body, gap) in enumerate(said):
            text = body if at == question else self._once(body, seen)
            kept.append(text + gap if text or not body else "")
        if all(kept):
            return replace(piece, text="".join(kept))
        return replace(piece, text="".join(kept).rstrip())

    def _once(self, paragraph: str, seen: set[str]) -> str:
        whole = key(paragraph)
        if len(whole) >= self.least and whole in seen:
            return ""
        kept: list[str] = []
        for body, gap in sentences(paragraph):
            own = key(body)
            if len(own) >= self.least and own in seen:
                continue
            seen.add(own)
            kept.append(body + gap)
        seen.add(whole)
        text = "".join(kept)
        return text if len(text) == len(paragraph) else text.rstrip()
