"""Answers of Google's GenAI SDK."""

from typing import Any, Final

from centspan.instrumentation.call import Response
from centspan.instrumentation.provider_usage import gemini_usage
from centspan.instrumentation.sdks.record import field, length, text
from centspan.instrumentation.usage import NO_USAGE, Usage

_BY_PROMPT: Final = ("gemini-1", "gemini-2")


class ContentFold:
    """What is kept of a stream of `GenerateContentResponse`; the last usage wins."""

    __slots__ = ("_characters", "_finish", "_id", "_model", "_queries", "_tools", "_usage")

    def __init__(self) -> None:
        self._id = self._model = ""
        self._usage: Any = None
        self._finish: list[str] = []
        self._tools: list[str] = []
        self._characters = 0
        self._queries = 0

    @property
    def complete(self) -> bool:
        """A finish reason came."""
        return bool(self._finish)

    def see(self, chunk: Any) -> None:
        """Take in one response or a part of it."""
        self._id = text(chunk, "response_id") or self._id
        self._model = text(chunk, "model_version") or self._model
        if (usage := field(chunk, "usage_metadata")) is not None:
            self._usage = usage
        for candidate in field(chunk, "candidates") or ():
            if (reason := field(candidate, "finish_reason")) is not None:
                self._finish.append(str(field(reason, "value") or reason).lower())
            grounding = field(candidate, "grounding_metadata")
            searched = field(grounding, "web_search_queries") or ()
            self._queries = max(self._queries, len(searched))
            for part in field(field(candidate, "content"), "parts") or ():
                self._characters += length(part, "text")
                if name := text(field(part, "function_call"), "name"):
                    self._tools.append(name)

    def response(self) -> Response:
        """Return what was answered until now."""
        return Response(
            usage=_searched(_usage(self._usage), self._model, self._queries),
            model=self._model,
            id=self._id,
            finish_reasons=tuple(self._finish),
            service_tier=_tier(self._usage),
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )


def read_content(answer: Any) -> Response:
    """Read a whole `GenerateContentResponse`."""
    fold = ContentFold()
    fold.see(answer)
    return fold.response()


def read_embedding(answer: Any) -> Response:
    """Read an `EmbedContentResponse`; Vertex counts tokens by text."""
    reported = field(answer, "usage_metadata")
    counted = [
        int(count)
        for each in field(answer, "embeddings") or ()
        if (count := field(field(each, "statistics"), "token_count")) is not None
    ]
    if reported is None and counted:
        return Response(usage=Usage(uncached_input=sum(counted)))
    return Response(usage=_usage(reported))


def _searched(usage: Usage, model: str, queries: int) -> Usage:
    """Count what grounding is charged by: each query from Gemini 3 on, the prompt before."""
    if not queries:
        return usage
    by_prompt = model.startswith(_BY_PROMPT)
    return usage._replace(web_searches=1 if by_prompt else queries)


def _tier(reported: Any) -> str:
    """Return Vertex' traffic type, or the Gemini API's tier."""
    said = field(reported, "traffic_type") or field(reported, "service_tier")
    return str(field(said, "value") or said or "").lower()


def _usage(reported: Any) -> Usage:
    return NO_USAGE if reported is None else gemini_usage(reported)
