"""Definitions of tools that the store keeps are part of the prompt."""

import json

from centspan.optimizer.compression.prompt import from_kept
from centspan.optimizer.compression.strategies import STRATEGIES
from centspan.optimizer.compression.strategy import Strategy

TOOL = {
    "type": "function",
    "name": "lookup",
    "description": "Finds a city.",
    "parameters": {
        "type": "object",
        "properties": {
            "city": {"title": "City", "anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    },
}
LEFT_OUT = {"type": "function", "name": "huge", "left_out": True}
ASKED = json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Where is Nice?"}]}])


def test_kept_tools_are_shortened_as_schemas():
    """The schema strategy shortens what is kept of tools to the same arguments; a name alone is not looked at."""
    prompt = from_kept("", ASKED, json.dumps([TOOL, LEFT_OUT]))
    assert [piece.section for piece in prompt] == ["tools", "user"]
    schema: Strategy = next(each for each in STRATEGIES if each.id == "schema")
    shorter = json.loads(schema.compress(prompt)[0].text)
    assert shorter["parameters"]["properties"] == {"city": {"type": ["string", "null"]}}
    assert (shorter["name"], shorter["description"]) == ("lookup", "Finds a city.")


def test_a_prompt_without_tools_has_none():
    """Where no tools were kept, or not as JSON, the prompt is what was said."""
    for tools in ("", "lookup", "{}"):
        assert [piece.section for piece in from_kept("", ASKED, tools)] == ["user"]
