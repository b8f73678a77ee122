"""Kept text is bounded, and valid JSON however much of it was cut."""

import json

import pytest
from opentelemetry.sdk.trace import ReadableSpan

from centspan.instrumentation import fingerprint
from centspan.instrumentation.content_sending import ROOM, in_requests, with_room
from centspan.instrumentation.content_size import CUT, MOST_BYTES

PROMPT = "gen_ai.input.messages"


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")

    def of(*texts):
        said = [{"role": "user", "content": text} for text in texts]
        text = fingerprint.chat({"messages": said}).content.messages
        assert len(text.encode()) <= MOST_BYTES
        return json.loads(text)

    return of


@pytest.fixture
def defined(monkeypatch):
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")

    def of(*tools):
        text = fingerprint.chat({"messages": [], "tools": list(tools)}).content.tools
        assert len(text.encode()) <= MOST_BYTES
        return json.loads(text) if text else []

    return of


def tool(name, characters=10):
    return {"type": "function", "function": {"name": name, "description": "d" * characters}}


def text_of(message):
    return message["parts"][0]["content"]


def test_what_fits_is_kept_whole(kept):
    """Up to 64 KiB nothing is cut."""
    assert text_of(kept("a" * 60_000)[0]) == "a" * 60_000


@pytest.mark.parametrize("letter", ["a", "é", "語", "🙂", '"', "\x00", "\ud800"])
def test_a_long_text_loses_its_middle(kept, letter):
    """Beginning and end stay, and a mark stands between; counted in bytes, whatever the letters."""
    (said,) = kept("Begin " + letter * 300_000 + " end?")
    text = text_of(said)
    assert CUT in text
    assert text.startswith("Begin ")
    assert text.endswith(" end?")


def test_short_texts_stay_whole_beside_a_long_one(kept):
    """The longest texts are cut first: a question after a long document is still there."""
    said = kept("Be brief.", "d" * 500_000, "What does it say?")
    assert [text_of(said[0]), text_of(said[2])] == ["Be brief.", "What does it say?"]


def test_a_long_conversation_loses_its_middle(kept):
    """Of very many messages the first and the newest stay, and it is said how many do not."""
    said = kept(*(f"message {number}" for number in range(5_000)))
    assert text_of(said[0]) == "message 0"
    assert text_of(said[-1]) == "message 4999"
    (mark,) = said[1]["parts"]
    assert mark == {"type": "left_out", "messages": 5_000 - len(said) + 1}


def test_what_cannot_be_cut_is_left_out(monkeypatch):
    """Where even one message's structure is too large, only the mark stays."""
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")
    said = {"role": "user", "content": [{"type": f"kind {n}"} for n in range(10_000)]}
    text = fingerprint.chat({"messages": [said]}).content.messages
    assert json.loads(text) == [{"role": "user", "parts": [{"type": "left_out", "messages": 1}]}]


def span(text):
    return ReadableSpan("chat", attributes={PROMPT: text, "gen_ai.request.model": "m"})


def test_without_the_setting_batches_stay_as_they_are():
    """Spans of others that carry text go out as before."""
    spans = [span("t" * 1_500_000) for _ in range(3)]
    assert list(in_requests(spans)) == [spans]
    assert with_room(spans[0], ROOM) is spans[0]


def test_requests_stay_small(monkeypatch):
    """Collectors refuse large requests: a batch with much text goes out in several, in order."""
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")
    spans = [span("t" * 900_000) for _ in range(5)]
    found = list(in_requests(spans))
    assert [len(each) for each in found] == [2, 2, 1]
    assert [each for request in found for each in request] == spans
    assert list(in_requests([])) == []


def test_a_long_queue_keeps_spans_without_their_text(monkeypatch):
    """Where spans wait for a collector, text gives way first: counts and cost are kept."""
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")
    one = span("hi")
    assert with_room(one, ROOM - 1) is one
    assert dict(with_room(one, ROOM).attributes) == {"gen_ai.request.model": "m"}


def test_the_largest_tools_keep_their_names_alone(defined):
    """Half a schema is none: where definitions are too long, the largest are left out whole, which is said."""
    said = defined(tool("small"), tool("huge", 60_000), tool("large", 20_000))
    assert [each["name"] for each in said] == ["small", "huge", "large"]
    assert [each.get("left_out", False) for each in said] == [False, True, False]
    assert said[2]["description"] == "d" * 20_000


def test_of_very_many_tools_the_first_stay(defined):
    """Where names alone are too many, the first stay, and it is said how many do not."""
    said = defined(*(tool(f"tool_{number:04}", 100) for number in range(3_000)))
    assert said[0]["name"] == "tool_0000"
    assert said[-1] == {"type": "left_out", "tools": 3_000 - len(said) + 1}
    assert defined(tool("x" * 100_000)) == [{"type": "left_out", "tools": 1}]
    assert defined() == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            {"name": "f", "input_schema": {"type": "object"}, "cache_control": {"type": "x"}},
            {"type": "function", "name": "f", "parameters": {"type": "object"}},
        ),
        (
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 3},
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 3},
        ),
        (
            {"type": "function", "name": "f", "strict": True, "parameters": {}},
            {"type": "function", "name": "f", "strict": True},
        ),
        ({"google_search": {}}, {"type": "google_search", "name": "google_search"}),
        (len, {"type": "function", "name": "len", "description": len.__doc__}),
    ],
    ids=["anthropic", "server tool", "responses", "gemini's own", "python"],
)
def test_tools_are_told_in_one_shape(defined, given, kept):
    """A type, a name, a description and parameters, whoever defines them; marks for the provider's cache are left out."""
    (said,) = defined(given)
    assert {name: said.get(name) for name in kept} == kept
    assert "cache_control" not in said
