"""What Bedrock's answers say; used only where the app allows it to be kept."""

import json
from typing import Any

from centspan.instrumentation.content_parts import message
from centspan.instrumentation.sdks.anthropic_said import MessageListener
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import viewed


class ConverseListener:
    """The one message of converse, whole or as it comes."""

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[dict[str, Any], Saying]] = {}
        self._whole: list[dict[str, Any]] = []
        self._finish = ""

    def hear(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        if (begun := event.get("contentBlockStart")) is not None:
            self._block(begun)[0].update(begun["start"].get("toolUse") or {})
        elif (added := event.get("contentBlockDelta")) is not None:
            self._hear_delta(*self._block(added), added["delta"])
        elif (stop := event.get("messageStop")) is not None:
            self._finish = stop.get("stopReason", "")

    def _block(self, event: dict[str, Any]) -> tuple[dict[str, Any], Saying]:
        return self._blocks.setdefault(event.get("contentBlockIndex", 0), ({}, Saying()))

    def _hear_delta(self, block: dict[str, Any], saying: Saying, delta: dict[str, Any]) -> None:
        if thought := delta.get("reasoningContent"):
            block["thought"] = True
            saying.add(thought.get("text"))
        elif called := delta.get("toolUse"):
            saying.add(called.get("input"))
        else:
            saying.add(delta.get("text"))

    def read(self, answer: dict[str, Any]) -> None:
        """Take in what converse returned; the answer of invoke_model is for the app to read."""
        said = (answer.get("output") or {}).get("message") or {}
        self._whole = [_plain(block) for block in said.get("content") or ()]
        self._finish = answer.get("stopReason") or ""

    def messages(self) -> list[dict[str, Any]]:
        """Return one message, or none where nothing came."""
        blocks = self._whole or [_heard(*self._blocks[at]) for at in sorted(self._blocks)]
        if not blocks:
            return []
        told = message({"role": "assistant", "content": blocks})
        return [{**told, "finish_reason": self._finish} if self._finish else told]


class InvokeListener(MessageListener):
    """What Anthropic's models say in a stream of invoke_model; other models' chunks are not read."""

    def hear(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        chunk = json.loads((event.get("chunk") or {}).get("bytes") or b"{}")
        if isinstance(chunk.get("type"), str):
            super().hear(viewed(chunk))


def _plain(block: dict[str, Any]) -> dict[str, Any]:
    thought = (block.get("reasoningContent") or {}).get("reasoningText") or {}
    return {"thinking": thought["text"]} if "text" in thought else block


def _heard(block: dict[str, Any], saying: Saying) -> dict[str, Any]:
    if "toolUseId" in block:
        return {"toolUse": {**block, "input": str(saying)}}
    return {"thinking" if "thought" in block else "text": str(saying)}
