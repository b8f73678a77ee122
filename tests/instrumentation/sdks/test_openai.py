"""One right span for each call of OpenAI's SDK."""

import asyncio
import random
from typing import Any

import pytest

MESSAGES = [{"role": "user", "content": "What is the capital of France?"}]
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
    for name in ("get_weather", "get_time")
]
TRUTH = {"uncached_input": 400, "cache_read": 600, "output": 136, "reasoning": 64}


def test_chat_reports_exact_buckets(openai_client: Any, spans: Any) -> None:
    """A chat completion is one span with exclusive token buckets and what was asked for."""
    openai_client.chat.completions.create(
        model="gpt-4o-mini", messages=MESSAGES, max_tokens=50, temperature=0.5
    )
    span = spans.one()
    assert span.tokens == TRUTH
    assert span.source == "provider"
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.request.max_tokens": 50,
        "gen_ai.request.temperature": 0.5,
        "centspan.request.id": "req_openai_1",
        "server.address": "127.0.0.1",
    }
    assert expected.items() <= span.attributes.items()


@pytest.mark.parametrize("stream", [False, True])
def test_any_numbers_arrive_unchanged(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, stream: bool
) -> None:
    """Whatever the counts, the chunk sizes and the unknown fields, the buckets are the truth."""
    draw = random.Random(7)
    positions = ["extra", "last_chunk", "every_chunk"]
    for index in range(12):
        cached, reasoning = draw.randrange(5000), draw.randrange(900)
        plan = scenario(
            input=cached + draw.randrange(1, 90_000),
            cached=cached,
            output=reasoning + draw.randrange(1, 4000),
            reasoning=reasoning,
            chunk=draw.randrange(1, 40),
            usage=positions[index % 3] if stream else "asked",
            model=f"renamed-{index}",
            extra=True,
        )
        fake_llm.answer(plan)
        answer = openai_client.chat.completions.create(
            model="gpt-4o-mini", messages=MESSAGES, stream=stream
        )
        if stream:
            list(answer)
        span = spans.all(index + 1)[index]
        truth = {
            "uncached_input": plan.input - plan.cached,
            "cache_read": plan.cached,
            "output": plan.output - plan.reasoning,
            "reasoning": plan.reasoning,
        }
        assert span.tokens == {name: count for name, count in truth.items() if count}
        assert span.attributes["gen_ai.response.model"] == plan.model
        assert span.source == "provider"


def test_called_tools_are_told_from_offered_ones(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Of two offered tools the called one is marked, in a whole answer and in a stream."""
    for stream in (False, True):
        fake_llm.answer(scenario(tools=(("get_weather", "{}"),)))
        answer = openai_client.chat.completions.create(
            model="gpt-4o-mini", messages=MESSAGES, tools=TOOLS, stream=stream
        )
        if stream:
            list(answer)
    for span in spans.all(2):
        assert span.attributes["centspan.request.has_tools"] is True
        called = [each.split(":")[2] for each in span.attributes["centspan.tools"].split(",")]
        assert sorted(called) == ["0", "1"]
        assert span.attributes["gen_ai.response.finish_reasons"] == ("tool_calls",)


def test_responses_report_exact_buckets(openai_client: Any, spans: Any) -> None:
    """A response of the Responses API, whole or streamed, is one span with exact buckets."""
    openai_client.responses.create(model="gpt-4o-mini", input="hi", previous_response_id="resp_0")
    list(openai_client.responses.create(model="gpt-4o-mini", input="hi", stream=True))
    whole, streamed = spans.all(2)
    assert whole.tokens == streamed.tokens == TRUTH
    assert whole.attributes["gen_ai.conversation.id"] == "resp_0"
    assert streamed.attributes["gen_ai.response.id"] == "resp_1"
    assert streamed.attributes["gen_ai.request.stream"] is True


@pytest.mark.parametrize("end", ["incomplete", "failed"])
def test_responses_that_end_badly_are_billed_too(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, end: str
) -> None:
    """An incomplete or failed response stream reports its usage and why it ended."""
    fake_llm.answer(scenario(finish=end))
    list(openai_client.responses.create(model="gpt-4o-mini", input="hi", stream=True))
    span = spans.one()
    assert span.tokens == TRUTH
    reason = {"incomplete": "max_output_tokens", "failed": "failed"}[end]
    assert span.attributes["gen_ai.response.finish_reasons"] == (reason,)


def test_embeddings_and_legacy_completions(openai_client: Any, spans: Any) -> None:
    """Embeddings and legacy completions are one span each, of their own operation."""
    openai_client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])
    openai_client.completions.create(model="gpt-3.5-turbo-instruct", prompt="hi")
    embedding, completion = spans.all(2)
    assert embedding.attributes["gen_ai.operation.name"] == "embeddings"
    assert embedding.tokens == {"uncached_input": 1000}
    assert completion.attributes["gen_ai.operation.name"] == "text_completion"
    assert completion.tokens == TRUTH


def test_parse_is_billed_even_where_the_answer_does_not_fit(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, instrumented: Any
) -> None:
    """`.parse()` reports usage when it succeeds, and when the SDK's own parser then raises."""
    from pydantic import BaseModel, ValidationError

    class Answer(BaseModel):
        city: str

    parse = openai_client.chat.completions.parse
    fake_llm.answer(
        scenario(text='{"city": "Paris"}'), scenario(finish="length"), scenario(text="no JSON")
    )
    arguments = {"model": "gpt-4o-mini", "messages": MESSAGES, "response_format": Answer}
    assert parse(**arguments).choices[0].message.parsed == Answer(city="Paris")
    with pytest.raises(instrumented("openai").LengthFinishReasonError):
        parse(**arguments)
    with pytest.raises(ValidationError):
        parse(**arguments)
    found = spans.all(3)
    assert [span.tokens for span in found] == [TRUTH] * 3
    assert [span.status for span in found] == ["UNSET", "ERROR", "ERROR"]


def test_service_tier_is_the_one_served(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """The tier the answer names counts, else the one asked for; the standard tier is silent."""
    fake_llm.answer(scenario(tier="flex"), scenario(tier="default"), scenario(tier=None))
    for _ in range(3):
        openai_client.chat.completions.create(
            model="o4-mini", messages=MESSAGES, service_tier="priority"
        )
    tiers = [span.attributes.get("centspan.service_tier") for span in spans.all(3)]
    assert tiers == ["flex", None, "priority"]


def test_all_kinds_of_async_calls(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """The async client's chats, streams, responses and embeddings are one span each."""
    openai = instrumented("openai")

    async def calls() -> None:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:
            await client.chat.completions.create(model="m", messages=MESSAGES)
            await client.responses.create(model="m", input="hi")
            stream = await client.responses.create(model="m", input="hi", stream=True)
            async for _ in stream:
                pass
            await client.embeddings.create(model="m", input="hi")

    asyncio.run(calls())
    found = spans.all(4)
    assert [span.tokens for span in found] == [TRUTH] * 3 + [{"uncached_input": 1000}]
