"""Where the app allows it, a call's span carries what was asked and what was answered."""

import asyncio
import json
from typing import Any

import pytest

from centspan.instrumentation import guard

NAMES = ("gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages")
PARIS = {"type": "text", "content": "Paris is the capital of France."}
CALL = {"type": "tool_call", "id": "call_0", "name": "lookup", "arguments": '{"city": "Nice"}'}
TOOLS = (("lookup", '{"city": "Nice"}'),)
CHAT = {
    "model": "m",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is the capital of France?"},
    ],
}
RESPONSE = {"model": "m", "instructions": "Be brief.", "input": "What is the capital of France?"}
CLAUDE = {
    "model": "claude-test",
    "max_tokens": 5,
    "system": "Be brief.",
    "messages": [{"role": "user", "content": "What is the capital of France?"}],
}
BRIEF = [{"type": "text", "content": "Be brief."}]
ASKED = {
    "role": "user",
    "parts": [{"type": "text", "content": "What is the capital of France?"}],
}


def said(span: Any) -> list[Any]:
    """System prompt, messages and answer of a span; None for what it does not carry."""
    found = [span.attributes.get(name) for name in NAMES]
    return [None if each is None else json.loads(each) for each in found]


def answered(*parts: Any, finish: str) -> list[Any]:
    return [{"role": "assistant", "parts": list(parts), "finish_reason": finish}]


def test_no_call_carries_text_unless_the_app_allows_it(
    openai_client: Any, anthropic_client: Any, spans: Any
) -> None:
    """Without the setting none of the three attributes is there."""
    openai_client.chat.completions.create(**CHAT)
    openai_client.responses.create(**RESPONSE)
    anthropic_client.messages.create(**CLAUDE)
    assert [said(each) for each in spans.all(3)] == [[None] * 3] * 3


@pytest.mark.usefixtures("allowed")
def test_embeddings_carry_no_text(openai_client: Any, spans: Any) -> None:
    """What is embedded is no message; it stays in the app in any case."""
    openai_client.embeddings.create(model="m", input="What is the capital of France?")
    assert said(spans.one()) == [None] * 3


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("tools", [(), TOOLS], ids=["text", "tool"])
def test_openai_chats_carry_what_was_said(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, tools: Any
) -> None:
    """Whole, streamed, raw and read as bytes: the same prompt and the same answer."""
    fake_llm.default = scenario(tools=tools, text="" if tools else PARIS["content"])
    chats = openai_client.chat.completions
    chats.create(**CHAT)
    list(chats.create(**CHAT, stream=True))
    chats.with_raw_response.create(**CHAT).parse()
    with chats.with_streaming_response.create(**CHAT) as response:
        response.read()
    with chats.with_streaming_response.create(**CHAT, stream=True) as response:
        list(response.iter_bytes(7))
    instructed = {"role": "system", "parts": BRIEF}
    expected = answered(CALL, finish="tool_calls") if tools else answered(PARIS, finish="stop")
    assert [said(each) for each in spans.all(5)] == [[None, [instructed, ASKED], expected]] * 5


@pytest.mark.usefixtures("allowed")
def test_openai_responses_carry_what_was_said(openai_client: Any, spans: Any) -> None:
    """Whole and streamed responses, with the instructions apart from the input."""
    openai_client.responses.create(**RESPONSE)
    list(openai_client.responses.create(**RESPONSE, stream=True))
    expected = [BRIEF, [ASKED], answered(PARIS, finish="completed")]
    assert [said(each) for each in spans.all(2)] == [expected] * 2


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("tools", [(), (("lookup", "Paris"),)], ids=["text", "tool"])
def test_anthropic_messages_carry_what_was_said(
    anthropic_client: Any, spans: Any, fake_llm: Any, scenario: Any, tools: Any
) -> None:
    """Whole, streamed and helped messages: the same prompt and the same answer."""
    fake_llm.default = scenario(tools=tools)
    anthropic_client.messages.create(**CLAUDE)
    list(anthropic_client.messages.create(**CLAUDE, stream=True))
    with anthropic_client.messages.stream(**CLAUDE) as stream:
        stream.get_final_message()
    for span in spans.all(3):
        system, asked, (answer,) = said(span)
        assert (system, asked) == (BRIEF, [ASKED])
        assert PARIS in answer["parts"]
        assert answer["finish_reason"] == ("tool_use" if tools else "end_turn")
        calls = [each for each in answer["parts"] if each["type"] == "tool_call"]
        called = [(each["name"], each["arguments"]) for each in calls]
        assert called == [(name, {"city": city}) for name, city in tools]


@pytest.mark.usefixtures("allowed")
def test_async_calls_carry_what_was_said(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """The async clients, whole and streamed."""
    openai, anthropic = instrumented("openai"), instrumented("anthropic")

    async def calls() -> None:
        async with openai.AsyncOpenAI(base_url=f"{fake_llm.url}/v1", api_key="k") as client:
            await client.chat.completions.create(**CHAT)
            async for _ in await client.chat.completions.create(**CHAT, stream=True):
                pass
        async with anthropic.AsyncAnthropic(base_url=fake_llm.url, api_key="k") as client:
            await client.messages.create(**CLAUDE)
            async for _ in await client.messages.create(**CLAUDE, stream=True):
                pass

    asyncio.run(calls())
    answers = [said(each)[2] for each in spans.all(4)]
    assert [each[0]["parts"] for each in answers] == [[PARIS]] * 4


@pytest.mark.usefixtures("allowed")
def test_an_abandoned_stream_carries_what_was_heard(openai_client: Any, spans: Any) -> None:
    """The answer until the app let go, without a finish reason."""
    with openai_client.chat.completions.create(**CHAT, stream=True) as stream:
        next(stream), next(stream)
    (answer,) = said(spans.one())[2]
    assert answer == {"role": "assistant", "parts": [{"type": "text", "content": "Paris "}]}


@pytest.mark.usefixtures("allowed")
def test_a_refused_call_carries_what_was_asked(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """No answer, no output; the prompt is there to look at."""
    fake_llm.answer(scenario(status=400))
    with pytest.raises(Exception, match="could not be served"):
        openai_client.chat.completions.create(**CHAT)
    _, asked, answer = said(spans.one())
    assert asked[1] == ASKED
    assert answer is None


@pytest.mark.usefixtures("allowed")
def test_what_cannot_be_read_as_text_does_not_disturb_the_call(
    openai_client: Any, spans: Any
) -> None:
    """Arguments that hold themselves lose the text alone: the app has its answer, the span its counts."""
    held: dict[str, Any] = {}
    held["held"] = held
    call = {"type": "tool_result", "tool_use_id": "t", "content": held}
    ask = {**CHAT, "messages": [{"role": "user", "content": [call]}]}
    before = guard.swallowed()
    with pytest.raises((ValueError, RecursionError)):  # the SDK itself cannot send it
        openai_client.chat.completions.create(**ask)
    kept = {name: count for name, count in guard.swallowed().items() if before.get(name) != count}
    assert set(kept) == {"keeping a prompt"}
    guard._swallowed.pop("keeping a prompt")
    assert said(spans.one())[1] is None
