"""What OpenAI's answers say; used only where the app allows it to be kept."""

from typing import Any, Final

from centspan.instrumentation.content_parts import message
from centspan.instrumentation.sdks.listening import Saying
from centspan.instrumentation.sdks.record import field, picked, plain, text

_FIELDS: Final = ("content", "refusal", "reasoning_content", "tool_calls", "function_call", "audio")
_ENDS: Final = frozenset(
    {"response.completed", "response.incomplete", "response.failed", "response.cancelled"}
)
_SAID: Final = ("reasoning_content", "content", "refusal")


class ChatListener:
    """What each choice of a chat completion says."""

    def __init__(self) -> None:
        self._choices: dict[int, _Choice] = {}
        self._whole: list[dict[str, Any]] = []

    def hear(self, chunk: Any) -> None:
        """Take in one chunk."""
        for choice in field(chunk, "choices") or ():
            self._choices.setdefault(field(choice, "index") or 0, _Choice()).hear(choice)

    def read(self, answer: Any) -> None:
        """Take in a whole completion; the app's own type that was parsed from it is not looked at."""
        for choice in field(answer, "choices") or ():
            fields = picked(field(choice, "message"), _FIELDS)
            self._whole.append(_ended(fields, text(choice, "finish_reason")))

    def messages(self) -> list[dict[str, Any]]:
        """Return one message for each choice."""
        return self._whole or [each.message() for each in self._choices.values()]


class _Choice:
    """One choice of a stream."""

    def __init__(self) -> None:
        self._said = {name: Saying() for name in _SAID}
        self._calls: dict[int, tuple[dict[str, str], Saying]] = {}
        self._finish = ""

    def hear(self, choice: Any) -> None:
        """Take in one delta."""
        delta = field(choice, "delta")
        for name, saying in self._said.items():
            saying.add(_told(field(delta, name)))
        for call in field(delta, "tool_calls") or ():
            self._hear_call(call)
        self._finish = text(choice, "finish_reason") or self._finish

    def _hear_call(self, call: Any) -> None:
        named, arguments = self._calls.setdefault(field(call, "index") or 0, ({}, Saying()))
        function = field(call, "function")
        named |= {"id": text(call, "id")} if text(call, "id") else {}
        named |= {"name": text(function, "name")} if text(function, "name") else {}
        arguments.add(field(function, "arguments"))

    def message(self) -> dict[str, Any]:
        """Return what was said until now."""
        calls = [
            {"id": named.get("id"), "function": {**named, "arguments": str(arguments)}}
            for named, arguments in self._calls.values()
        ]
        said = {name: str(saying) for name, saying in self._said.items()}
        return _ended({**said, "tool_calls": calls}, self._finish)


class ResponseListener:
    """What a response of the Responses API says, in one message."""

    def __init__(self) -> None:
        self._text = Saying()
        self._whole: list[dict[str, Any]] = []

    def hear(self, event: Any) -> None:
        """Take in one event; the last one repeats all that was said."""
        if event.type in _ENDS:
            self.read(event.response)
        elif event.type == "response.output_text.delta":
            self._text.add(field(event, "delta"))

    def read(self, answer: Any) -> None:
        """Take in a whole response."""
        output = [message(_item(each)) for each in field(answer, "output") or ()]
        parts = [part for each in output for part in each["parts"]]
        reason = text(field(answer, "incomplete_details"), "reason") or text(answer, "status")
        said: dict[str, Any] = {"role": "assistant", "parts": parts}
        self._whole = [{**said, "finish_reason": reason} if reason else said]

    def messages(self) -> list[dict[str, Any]]:
        """Return one message, or none where nothing was said yet."""
        if self._whole or not (told := str(self._text)):
            return self._whole
        return [message({"role": "assistant", "content": told})]


def _item(item: Any) -> Any:
    """An item of the output; of a message only what is said, not what the app's type made of it."""
    if text(item, "type") != "message":
        return plain(item)
    parts = field(item, "content") or ()
    said = [picked(each, ("type", "text", "refusal")) for each in parts]
    return {"role": "assistant", "content": said}


def _told(said: Any) -> Any:
    """A piece of text; Mistral's reasoning models say it in parts."""
    return "".join(text(part, "text") for part in said) if isinstance(said, list) else said


def _ended(said: dict[str, Any], finish: str) -> dict[str, Any]:
    told = message({"role": "assistant", **said})
    return {**told, "finish_reason": finish} if finish else told
