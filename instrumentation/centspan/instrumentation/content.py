"""The text of prompts in OpenTelemetry's own shape; kept only where the app allows it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from centspan.instrumentation import attributes as names
from centspan.instrumentation import settings
from centspan.instrumentation.content_parts import message, parts_of
from centspan.instrumentation.content_size import fitted, fitted_tools
from centspan.instrumentation.content_tools import definitions
from centspan.instrumentation.guard import swallow


class Content(NamedTuple):
    """What a request says, as JSON: parts of the system prompt, messages, tools; '' for none."""

    system: str
    messages: str
    tools: str


def kept_prompt(system: Any, messages: Collection[Any], tools: Collection[Any]) -> Content | None:
    """The text of a request; None where CENTSPAN_CAPTURE_CONTENT is off or it cannot be read."""
    if not settings.CAPTURE_CONTENT.flag():
        return None
    try:
        return Content(
            system=fitted(list(parts_of(system))),
            messages=fitted([message(each) for each in messages]),
            tools=fitted_tools(definitions(tools)) if tools else "",
        )
    except Exception as error:  # noqa: BLE001 - whatever the app sends is between it and the provider
        swallow("keeping a prompt", error)
        return None


def content_attributes(content: Content) -> Mapping[str, str]:
    """The span attributes of a prompt."""
    found = {
        names.SYSTEM_INSTRUCTIONS: content.system,
        names.TOOL_DEFINITIONS: content.tools,
        names.INPUT_MESSAGES: content.messages,
    }
    return {name: text for name, text in found.items() if text}
