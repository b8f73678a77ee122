"""What Gemini's answers say; used only where the app allows it to be kept."""

from typing import Any

from centspan.instrumentation.content_parts import parts_of
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import field


class ContentListener:
    """What each candidate says, whole or as it comes."""

    def __init__(self) -> None:
        self._candidates: dict[int, _Candidate] = {}

    def hear(self, chunk: Any) -> None:
        """Take in one response or a part of it."""
        for candidate in field(chunk, "candidates") or ():
            self._candidates.setdefault(field(candidate, "index") or 0, _Candidate()).hear(
                candidate
            )

    read = hear

    def messages(self) -> list[dict[str, Any]]:
        """Return one message for each candidate."""
        return [each.message() for each in self._candidates.values()]


class _Candidate:
    """Its parts in their order; pieces of one text are one."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, Saying | dict[str, Any]]] = []
        self._finish = ""

    def hear(self, candidate: Any) -> None:
        """Take in what was added."""
        for part in field(field(candidate, "content"), "parts") or ():
            if isinstance(said := field(part, "text"), str):
                self._say("reasoning" if field(part, "thought") else "text", said)
            else:
                self._parts += [("", each) for each in parts_of([part])]
        if (reason := field(candidate, "finish_reason")) is not None:
            self._finish = str(field(reason, "value") or reason).lower()

    def _say(self, kind: str, piece: str) -> None:
        if not self._parts or self._parts[-1][0] != kind:
            self._parts.append((kind, Saying()))
        saying = self._parts[-1][1]
        if isinstance(saying, Saying):
            saying.add(piece)

    def message(self) -> dict[str, Any]:
        """Return what was said until now."""
        parts = [
            {"type": kind, "content": str(said)} if isinstance(said, Saying) else said
            for kind, said in self._parts
        ]
        told: dict[str, Any] = {"role": "assistant", "parts": parts}
        return {**told, "finish_reason": self._finish} if self._finish else told
