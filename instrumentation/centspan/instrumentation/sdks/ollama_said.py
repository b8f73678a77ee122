"""What Ollama's chats say; used only where the app allows it to be kept."""

from typing import Any, Final

from centspan.instrumentation.content_parts import message
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import field, picked, text

_CALL: Final = ("name", "arguments")


class ChatListener:
    """The one message of a chat, whole or as it comes."""

    def __init__(self) -> None:
        self._content, self._thinking = Saying(), Saying()
        self._calls: list[dict[str, Any]] = []
        self._finish = ""

    def hear(self, part: Any) -> None:
        """Take in one part; a whole answer is one."""
        said = field(part, "message")
        self._content.add(field(said, "content"))
        self._thinking.add(field(said, "thinking"))
        for call in field(said, "tool_calls") or ():
            self._calls.append({"function": picked(field(call, "function"), _CALL)})
        self._finish = text(part, "done_reason") or self._finish

    read = hear

    def messages(self) -> list[dict[str, Any]]:
        """Return one message."""
        said = {"content": str(self._content), "reasoning_content": str(self._thinking)}
        told = message({"role": "assistant", **said, "tool_calls": self._calls})
        return [{**told, "finish_reason": self._finish} if self._finish else told]
