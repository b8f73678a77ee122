"""What Anthropic's messages say; used only where the app allows it to be kept."""

import json
from typing import Any, Final

from centspan.instrumentation.content_parts import message
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import field, picked, text

# What the app's own type made of a text is not looked at.
_FIELDS: Final = ("type", "id", "name", "input", "text", "thinking", "content", "tool_use_id")
_DELTAS: Final = {"text_delta": "text", "thinking_delta": "thinking"}


class MessageListener:
    """The blocks of a message, whole or as they come."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[str, Any]] = {}
        self._saying: dict[int, tuple[str, Saying]] = {}
        self._finish = ""

    def hear(self, event: Any) -> None:
        """Take in one event."""
        if event.type == "content_block_start":
            self._blocks[event.index] = picked(event.content_block, _FIELDS)
        elif event.type == "content_block_delta":
            self._hear_delta(event.index, event.delta)
        elif event.type == "message_delta":
            self._finish = text(field(event, "delta"), "stop_reason") or self._finish

    def _hear_delta(self, index: int, delta: Any) -> None:
        if delta.type == "input_json_delta":
            into, piece = "input", field(delta, "partial_json")
        elif (into := _DELTAS.get(delta.type, "")) != "":
            piece = field(delta, into)
        else:  # citations and signatures say nothing
            return
        self._saying.setdefault(index, (into, Saying()))[1].add(piece)

    def read(self, answer: Any) -> None:
        """Take in a whole message."""
        blocks = field(answer, "content") or ()
        self._blocks = {at: picked(block, _FIELDS) for at, block in enumerate(blocks)}
        self._finish = text(answer, "stop_reason")

    def messages(self) -> list[dict[str, Any]]:
        """Return one message, or none where no block came yet."""
        if not self._blocks:
            return []
        blocks = [self._block(index) for index in sorted(self._blocks)]
        said = message({"role": "assistant", "content": blocks})
        return [{**said, "finish_reason": self._finish} if self._finish else said]

    def _block(self, index: int) -> dict[str, Any]:
        into, saying = self._saying.get(index, ("", None))
        block = self._blocks[index]
        if saying is None:
            return block
        return {**block, into: _parsed(str(saying)) if into == "input" else str(saying)}


def _parsed(said: str) -> Any:
    """Arguments as an object, or as far as they came."""
    try:
        return json.loads(said)
    except ValueError:
        return said
