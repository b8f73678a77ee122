"""Answers of OpenAI's legacy completions and of embeddings."""

from typing import Any

from centspan.instrumentation.call import Response
from centspan.instrumentation.sdks.openai_chat import usage_of
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import field, length, text
from centspan.instrumentation.usage import NO_USAGE


def read_completion(answer: Any, asked: Asked) -> Response:
    """Read a legacy `Completion`."""
    choices = field(answer, "choices") or ()
    usage = usage_of(field(answer, "usage"))
    return Response(
        usage=usage,
        model=text(answer, "model"),
        id=text(answer, "id"),
        finish_reasons=tuple(each.finish_reason for each in choices if each.finish_reason),
        service_tier=asked.tier(None),
        request_id=asked.request_id or text(answer, "_request_id"),
        output_characters=0 if usage is not NO_USAGE else sum(length(c, "text") for c in choices),
    )


def read_embeddings(answer: Any, asked: Asked) -> Response:
    """Read a `CreateEmbeddingResponse`; it has no id and no output."""
    return Response(
        usage=usage_of(field(answer, "usage")),
        model=text(answer, "model"),
        service_tier=asked.tier(None),
        request_id=asked.request_id or text(answer, "_request_id"),
    )


class CompletionFold:
    """What is kept of a stream of legacy `Completion` chunks."""

    __slots__ = ("_asked", "_characters", "_finish", "_id", "_model", "_usage")

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._id = self._model = ""
        self._usage: Any = None
        self._finish: list[str] = []
        self._characters = 0

    @property
    def complete(self) -> bool:
        """A finish reason came."""
        return bool(self._finish)

    def see(self, chunk: Any) -> None:
        """Take in one chunk; the last usage that is not null wins."""
        if not self._id:
            self._id, self._model = text(chunk, "id"), text(chunk, "model")
        if (usage := field(chunk, "usage")) is not None:
            self._usage = usage
        for choice in field(chunk, "choices") or ():
            self._characters += length(choice, "text")
            if choice.finish_reason:
                self._finish.append(choice.finish_reason)

    def response(self) -> Response:
        """Return what was answered until now."""
        return Response(
            usage=usage_of(self._usage),
            model=self._model,
            id=self._id,
            finish_reasons=tuple(self._finish),
            service_tier=self._asked.tier(None),
            request_id=self._asked.request_id,
            output_characters=self._characters,
        )
