"""Answers of OpenAI's Responses API, and of what shares its usage: decisions, compactions."""

from typing import Any, Final

from centspan.instrumentation.call import Response
from centspan.instrumentation.sdks.openai_chat import usage_of
from centspan.instrumentation.sdks.operation import Asked
from centspan.instrumentation.sdks.record import field, length, text
from centspan.instrumentation.usage import NO_USAGE, Usage

_LAST: Final = frozenset(
    {"response.completed", "response.incomplete", "response.failed", "response.cancelled"}
)
_CALLS: Final = frozenset({"function_call", "custom_tool_call", "mcp_call"})


def read_response(answer: Any, asked: Asked) -> Response:
    """Read a `Response`; its finish reason is why it is incomplete, else its status."""
    output = field(answer, "output") or ()
    usage = _with_searches(usage_of(field(answer, "usage")), output)
    reason = text(field(answer, "incomplete_details"), "reason") or text(answer, "status")
    return Response(
        usage=usage,
        model=text(answer, "model"),
        id=text(answer, "id"),
        finish_reasons=(reason,) if reason else (),
        service_tier=asked.tier(field(answer, "service_tier")),
        request_id=asked.request_id or text(answer, "_request_id"),
        tools_called=tuple(text(item, "name") for item in output if _is_call(item)),
        output_characters=0 if usage is not NO_USAGE else sum(map(_characters, output)),
    )


def _with_searches(usage: Usage, output: Any) -> Usage:
    """Count the searches the provider did itself; opening a page it found costs nothing."""
    actions = [field(each, "action") for each in output if text(each, "type") == "web_search_call"]
    searches = sum(text(each, "type") in ("", "search") for each in actions)
    return usage._replace(web_searches=searches) if searches else usage


def _is_call(item: Any) -> bool:
    return text(item, "type") in _CALLS and bool(text(item, "name"))


def _characters(item: Any) -> int:
    parts = field(item, "content") or ()
    return length(item, "arguments") + sum(length(part, "text") for part in parts)


class ResponseFold:
    """What is kept of a stream of response events."""

    __slots__ = ("_asked", "_characters", "_first", "_last", "_tools")

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._first: tuple[str, str] = ("", "")
        self._last: Response | None = None
        self._tools: list[str] = []
        self._characters = 0

    @property
    def complete(self) -> bool:
        """The event that carries the whole response came."""
        return self._last is not None

    def see(self, event: Any) -> None:
        """Take in one event."""
        kind = event.type
        if kind.endswith(".delta"):
            self._characters += length(event, "delta")
        elif kind in _LAST:
            self._last = read_response(event.response, self._asked)
        elif kind == "response.created":
            self._first = (text(event.response, "id"), text(event.response, "model"))
        elif kind == "response.output_item.added" and _is_call(event.item):
            self._tools.append(event.item.name)

    def response(self) -> Response:
        """Return the whole response, or what was seen of it."""
        if self._last is not None:
            return self._last
        return Response(
            id=self._first[0],
            model=self._first[1],
            service_tier=self._asked.tier(None),
            request_id=self._asked.request_id,
            tools_called=tuple(self._tools),
            output_characters=self._characters,
        )
