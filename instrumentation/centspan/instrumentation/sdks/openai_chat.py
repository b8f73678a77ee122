"""Answers in the wire format of OpenAI's chat completions, which many providers speak."""

from typing import Any, Final

from centspan.instrumentation.call import Response
from centspan.instrumentation.provider_usage import openai_usage
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import Record, field, length, plain, text, viewed
from centspan.instrumentation.usage import NO_USAGE, Usage

_SEARCHING: Final = "-search-"
_THOUGHTS: Final = ("reasoning_content", "reasoning")
"""Fields in which OpenAI-compatible providers send the model's thoughts."""


def read_chat(answer: Any, asked: Asked) -> Response:
    """Read a `ChatCompletion`."""
    finish: list[str] = []
    tools: list[str] = []
    characters = 0
    usage = _searching(usage_of(field(answer, "usage")), text(answer, "model"))
    for choice in field(answer, "choices") or ():
        if (reason := field(choice, "finish_reason")) is not None:
            finish.append(reason)
        if (message := field(choice, "message")) is not None:
            tools += _tool_names(message)
            if usage is NO_USAGE:
                characters += _characters(message)
    return Response(
        usage=usage,
        model=text(answer, "model"),
        id=text(answer, "id"),
        finish_reasons=tuple(finish),
        service_tier=asked.tier(field(answer, "service_tier")),
        request_id=asked.request_id or _request_id(answer),
        tools_called=tuple(tools),
        output_characters=characters,
    )


class ChatFold:
    """What is kept of a stream of `ChatCompletionChunk`."""

    __slots__ = ("_asked", "_characters", "_finish", "_id", "_model", "_tier", "_tools", "_usage")

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._id = self._model = ""
        self._tier: Any = None
        self._usage: Any = None
        self._finish: list[str] = []
        self._tools: list[str] = []
        self._characters = 0

    @property
    def complete(self) -> bool:
        """A finish reason came."""
        return bool(self._finish)

    def see(self, chunk: Any) -> None:
        """Take in one chunk; the last usage that is not null wins."""
        if not self._id:
            self._id, self._model = chunk.id or "", chunk.model or ""
        if (usage := field(chunk, "usage")) is not None:
            self._usage, self._tier = usage, field(chunk, "service_tier")
        for choice in chunk.choices or ():
            delta = choice.delta
            if delta is not None:
                if content := delta.content:
                    self._characters += len(content)
                else:
                    self._see_other(delta)
            if choice.finish_reason:
                self._see_last(chunk, choice)

    def _see_other(self, delta: Any) -> None:
        self._characters += _other_characters(delta)
        self._tools += _tool_names(delta)

    def _see_last(self, chunk: Any, choice: Any) -> None:
        self._finish.append(choice.finish_reason)
        self._tier = field(chunk, "service_tier") or self._tier
        if self._usage is None and (groq := field(chunk, "x_groq")) is not None:
            self._usage = field(viewed(groq), "usage")

    def response(self) -> Response:
        """Return what was answered until now."""
        return Response(
            usage=_searching(usage_of(self._usage), self._model),
            model=self._model,
            id=self._id,
            finish_reasons=tuple(self._finish),
            service_tier=self._asked.tier(self._tier),
            request_id=self._asked.request_id,
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )


def usage_of(reported: Any) -> Usage:
    """Return what an OpenAI `usage` object says, `NO_USAGE` for none."""
    return NO_USAGE if reported is None else openai_usage(plain(reported))


def _searching(usage: Usage, model: str) -> Usage:
    """Count the one search that OpenAI's search models do before each answer, and charge for."""
    if _SEARCHING in model and usage is not NO_USAGE and not usage.web_searches:
        return usage._replace(web_searches=1)
    return usage


def _request_id(answer: Any) -> str:
    """Return the SDK's private mark, or what Groq puts into its body."""
    return text(answer, "_request_id") or text(viewed(field(answer, "x_groq")), "id")


def _tool_names(message: Any) -> list[str]:
    calls = [field(each, "function") or field(each, "custom") for each in _tool_calls(message)]
    if (legacy := field(message, "function_call")) is not None:
        calls.append(legacy)
    return [name for call in calls if (name := text(call, "name"))] if calls else calls


def _tool_calls(message: Any) -> Any:
    return field(message, "tool_calls") or ()


def _characters(message: Any) -> int:
    return length(message, "content") + _other_characters(message)


def _other_characters(message: Any) -> int:
    """Characters beside the content: refusal, arguments of tools, thoughts."""
    total = length(message, "refusal")
    for call in _tool_calls(message):
        total += length(field(call, "function"), "arguments")
    total += length(field(message, "function_call"), "arguments")
    unknown = message.json if isinstance(message, Record) else field(message, "__pydantic_extra__")
    if unknown:
        total += sum(len(unknown[key]) for key in _THOUGHTS if isinstance(unknown.get(key), str))
    return total
