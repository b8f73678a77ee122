"""Messages of every provider, as the conventions write them down."""

import json

import pytest

from centspan.instrumentation import fingerprint

TEXT = {"type": "text", "content": "hi"}
LEFT_OUT = {
    "an image by address": {"type": "image_url", "image_url": {"url": "https://x/secret.png"}},
    "an image in the request": {"type": "image", "source": {"type": "base64", "data": "secret"}},
    "audio": {"type": "input_audio", "input_audio": {"data": "secret", "format": "wav"}},
    "a file": {"type": "file", "file": {"file_data": "secret"}},
    "Bedrock's image": {"image": {"format": "png", "source": {"bytes": b"secret"}}},
    "Gemini's image": {"inline_data": {"data": b"secret", "mime_type": "image/png"}},
    "bytes": b"secret",
    "an object of the app's": object(),
}
CALLED = {"type": "tool_call", "id": "c", "name": "look", "arguments": {"a": 1}}
GEMINI = {**CALLED, "id": ""}
CALLS = {
    "OpenAI": (
        {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "look", "arguments": {"a": 1}}}]},
        CALLED,
    ),
    "responses": (
        {"type": "function_call", "call_id": "c", "id": "i", "name": "look", "arguments": {"a": 1}},
        CALLED,
    ),
    "Anthropic": (
        {"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "look", "input": {"a": 1}}]},
        CALLED,
    ),
    "Bedrock": (
        {"role": "assistant", "content": [{"toolUse": {"toolUseId": "c", "name": "look", "input": {"a": 1}}}]},
        CALLED,
    ),
    "Gemini": (
        {"role": "model", "parts": [{"function_call": {"name": "look", "args": {"a": 1}}}]},
        GEMINI,
    ),
}  # fmt: skip
ANSWERED = {"type": "tool_call_response", "id": "c", "response": "sunny"}
ANSWERS = {
    "OpenAI": {"role": "tool", "tool_call_id": "c", "content": "sunny"},
    "responses": {"type": "function_call_output", "call_id": "c", "output": "sunny"},
    "Anthropic": {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "sunny"}]}],
    },
    "Gemini": {
        "role": "user",
        "parts": [{"function_response": {"id": "c", "response": "sunny"}}],
    },
    "Bedrock": {
        "role": "user",
        "content": [{"toolResult": {"toolUseId": "c", "content": [{"text": "sunny"}]}}],
    },
}  # fmt: skip


@pytest.fixture
def messages(monkeypatch):
    monkeypatch.setenv("CENTSPAN_CAPTURE_CONTENT", "true")

    def of(*said):
        kept = fingerprint.chat({"model": "m", "messages": list(said)}).content
        return json.loads(kept.messages)

    return of


def test_no_text_is_kept_unless_the_app_allows_it():
    """A fingerprint carries no content by default."""
    assert fingerprint.chat({"messages": [{"role": "user", "content": "hi"}]}).content is None


@pytest.mark.parametrize("part", LEFT_OUT.values(), ids=LEFT_OUT)
def test_images_audio_and_files_are_left_out(messages, part):
    """They stand as their type; not a byte of them, nor their address, is kept."""
    (said,) = messages({"role": "user", "content": [{"type": "text", "text": "hi"}, part]})
    text, left_out = said["parts"]
    assert text == TEXT
    assert left_out["left_out"] is True
    assert "secret" not in str(said)


@pytest.mark.parametrize(("said", "expected"), CALLS.values(), ids=CALLS)
def test_calls_of_tools_are_parts(messages, said, expected):
    """A call names its tool and its arguments, wherever a provider writes them."""
    (found,) = messages(said)
    assert found["parts"] == [expected]
    assert found["role"] == said.get("role", "assistant")


@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS)
def test_answers_of_tools_are_parts(messages, said):
    """A tool's answer carries its text and the id of the call."""
    (found,) = messages(said)
    assert found["parts"] == [ANSWERED]


def test_an_answer_of_several_parts_or_none_stays_as_it_is(messages):
    """Objects and lists are kept in their own shape, whatever their fields are called."""
    held = {"type": "text", "temperature": 21}
    listed = [{"text": "sunny"}, {"text": "warm"}]
    first, second, third = messages(
        {"role": "user", "parts": [{"function_response": {"response": held}}]},
        {"role": "tool", "content": listed},
        {"role": "tool", "content": ""},
    )
    assert first["parts"][0]["response"] == held
    assert [each["content"] for each in second["parts"][0]["response"]] == ["sunny", "warm"]
    assert third["parts"][0]["response"] == ""


@pytest.mark.parametrize(
    "said",
    ["hi", {"role": "user", "content": "hi"}, {"role": "user", "content": [{"text": "hi"}]}],
    ids=["bare", "text", "parts"],
)
def test_text_is_text_however_it_is_given(messages, said):
    """Bare strings, contents and lists of parts are one text part of the user."""
    assert messages(said) == [{"role": "user", "parts": [TEXT]}]
