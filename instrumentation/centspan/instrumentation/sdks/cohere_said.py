"""What Cohere's chats (v2) say; used only where the app allows it to be kept."""

from typing import Any, Final

from centspan.instrumentation.content_parts import message
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import field, picked, text

_PARTS: Final = ("type", "text", "thinking")
_CALL: Final = ("name", "arguments")


class ChatListener:
    """The one message of a chat, whole or as it comes."""

    def __init__(self) -> None:
        self._text, self._thinking = Saying(), Saying()
        self._calls: dict[Any, tuple[dict[str, str], Saying]] = {}
        self._whole: dict[str, Any] | None = None
        self._finish = ""

    def hear(self, event: Any) -> None:
        """Take in one event."""
        delta = field(event, "delta")
        said = field(delta, "message")
        content = field(said, "content")
        self._text.add(field(content, "text"))
        self._thinking.add(field(content, "thinking"))
        if (call := field(said, "tool_calls")) and not isinstance(call, list):
            self._hear_call(field(event, "index"), call)
        self._finish = str(field(delta, "finish_reason") or self._finish)

    def _hear_call(self, index: Any, call: Any) -> None:
        named, arguments = self._calls.setdefault(index, ({}, Saying()))
        function = field(call, "function")
        named |= {"id": text(call, "id")} if text(call, "id") else {}
        named |= {"name": text(function, "name")} if text(function, "name") else {}
        arguments.add(field(function, "arguments"))

    def read(self, answer: Any) -> None:
        """Take in a whole answer."""
        said = field(answer, "message")
        content = [picked(part, _PARTS) for part in field(said, "content") or ()]
        calls = [
            {"id": text(each, "id"), "function": picked(field(each, "function"), _CALL)}
            for each in field(said, "tool_calls") or ()
        ]
        self._whole = {"content": content, "tool_calls": calls}
        self._finish = str(field(answer, "finish_reason") or "")

    def messages(self) -> list[dict[str, Any]]:
        """Return one message."""
        told = message(
            {"role": "assistant", **(self._heard() if self._whole is None else self._whole)}
        )
        return [{**told, "finish_reason": self._finish.lower()} if self._finish else told]

    def _heard(self) -> dict[str, Any]:
        calls = [
            {"id": named.get("id"), "function": {**named, "arguments": str(arguments)}}
            for named, arguments in self._calls.values()
        ]
        said = {"content": str(self._text), "reasoning_content": str(self._thinking)}
        return {**said, "tool_calls": calls}
