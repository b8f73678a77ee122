from decimal import Decimal

import anthropic
import openai
import pytest

from centspan.deploy.demo.provider.exchange import Asked
from centspan.deploy.demo.provider.prompt_cache import KEPT_SECONDS, PromptCache
from centspan.deploy.demo.provider.server import Provider, serving
from centspan.deploy.demo.provider.troubles import Trouble, Weather

LONG = "You help with orders, refunds and invoices. " * 120
"""1,320 tokens."""
SEARCH = {"type": "object", "properties": {"query": {"type": "string"}}}


@pytest.fixture(scope="module")
def provider():
    """A provider on a fair day."""
    with serving(seed=1) as running:
        running.weather = Weather(1, ())
        yield running


@pytest.fixture(scope="module")
def gpt(provider):
    with openai.OpenAI(base_url=f"{provider.url}/v1", api_key="any") as client:
        yield client


@pytest.fixture(scope="module")
def claude(provider):
    with anthropic.Anthropic(base_url=provider.url, api_key="any") as client:
        yield client


def test_tokens_follow_the_text(gpt):
    """Four characters are a token, in and out."""
    answer = gpt.chat.completions.create(
        model="gpt-6-luna", messages=[{"role": "user", "content": "x" * 400}]
    )
    assert answer.usage.prompt_tokens == 100
    text = answer.choices[0].message.content
    assert answer.usage.completion_tokens == -(-len(text) // 4)


def test_openai_caches_a_repeated_beginning_by_itself(gpt):
    """The second call reads whole blocks of 128 tokens of the common beginning, the first none."""
    cached = [
        gpt.chat.completions.create(
            model="gpt-5.4-mini",
            messages=[{"role": "system", "content": LONG}, {"role": "user", "content": question}],
        ).usage.prompt_tokens_details.cached_tokens
        for question in ("How much?", "How long?")
    ]
    assert cached == [0, 1280]


def test_anthropic_caches_only_what_the_app_marks(claude):
    """Without a mark nothing is cached; with one the first call writes and the second reads."""

    def usage(system):
        return claude.messages.create(
            model="claude-haiku-5-5",
            max_tokens=20,
            system=[system],
            messages=[{"role": "user", "content": "How much?"}],
        ).usage

    bare = {"type": "text", "text": LONG}
    marked = bare | {"cache_control": {"type": "ephemeral"}}
    found = [usage(each) for each in (bare, bare, marked, marked)]
    read = [each.cache_read_input_tokens for each in found]
    written = [each.cache_creation_input_tokens for each in found]
    assert (read, written) == ([0, 0, 0, 1320], [0, 0, 1320, 0])


def test_the_cache_forgets():
    """A prefix that nobody repeated for five minutes is cold again."""
    now = [0.0]
    cache = PromptCache(clock=lambda: now[0])
    asked = Asked("m", (LONG * 2,), "", caches_by_itself=True)
    assert cache.pass_through(asked).read == 0
    now[0] = KEPT_SECONDS - 1
    assert cache.pass_through(asked).read > 0
    now[0] += KEPT_SECONDS + 1
    assert cache.pass_through(asked).read == 0


def test_a_stream_says_the_same_as_a_document(gpt, claude):
    """Streamed and whole answers to one request have the same text and usage."""
    ask = {"model": "gpt-6.1-sol", "messages": [{"role": "user", "content": "Where is it?"}]}
    whole = gpt.chat.completions.create(**ask)
    chunks = list(
        gpt.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True})
    )
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert (text, chunks[-1].usage) == (whole.choices[0].message.content, whole.usage)
    ask = {"model": "claude-opus-5-5", "max_tokens": 90, "messages": ask["messages"]}
    whole = claude.messages.create(**ask)
    with claude.messages.stream(**ask) as stream:
        streamed = stream.get_final_message()
    assert streamed.content[0].text == whole.content[0].text
    assert streamed.usage.output_tokens == whole.usage.output_tokens


def test_responses_work_whole_and_streamed(gpt):
    """OpenAI's Responses API answers, with reasoning counted apart from the text."""
    whole = gpt.responses.create(model="gpt-6.1-sol", input="Where is it?", instructions="Be kind.")
    with gpt.responses.stream(
        model="gpt-6.1-sol", input="Where is it?", instructions="Be kind."
    ) as stream:
        for _ in stream:
            pass
        streamed = stream.get_final_response()
    assert streamed.output_text == whole.output_text != ""
    assert streamed.usage == whole.usage
    assert whole.usage.output_tokens_details.reasoning_tokens > 0


def test_tools_are_called_until_the_model_knows_enough(claude, gpt):
    """An agent's model calls its tools, and answers in words after a few results."""
    tool = {"name": "search", "description": "", "input_schema": SEARCH}
    messages, calls = [{"role": "user", "content": "Compare the quarters."}], 0
    for _ in range(6):
        answer = claude.messages.create(
            model="claude-sonnet-5-5", max_tokens=200, tools=[tool], messages=messages
        )
        if answer.stop_reason != "tool_use":
            break
        calls += 1
        result = {"type": "tool_result", "tool_use_id": answer.content[0].id, "content": "3 rows"}
        messages += [{"role": "assistant", "content": answer.content}]
        messages += [{"role": "user", "content": [result]}]
    assert 1 <= calls <= 3
    assert answer.content[0].text
    function = {"type": "function", "function": {"name": "search", "parameters": SEARCH}}
    asked = gpt.chat.completions.create(model="gpt-6-luna", messages=messages[:1], tools=[function])
    assert asked.choices[0].message.tool_calls[0].function.name == "search"


def test_alike_texts_have_alike_embeddings(gpt):
    """Texts that share words are nearer to each other than to texts that share none."""
    texts = ["refund of an order", "refund for my order", "weather in Lisbon"]
    answer = gpt.embeddings.create(model="text-embedding-3-small", input=texts)
    first, alike, other = (each.embedding for each in answer.data)
    near = sum(a * b for a, b in zip(first, alike, strict=True))
    far = sum(a * b for a, b in zip(first, other, strict=True))
    assert near > far + 0.2
    assert answer.usage.prompt_tokens == sum(-(-len(text) // 4) for text in texts)


def test_bad_moments_are_survived_by_the_sdks():
    """A refusal is retried by the SDK: one call, two requests."""
    with serving(seed=1) as provider:
        provider.weather = OnlyFirst()
        with openai.OpenAI(base_url=f"{provider.url}/v1", api_key="any") as client:
            answer = client.embeddings.create(model="text-embedding-3-small", input="hello")
        assert len(answer.data) == 1
        assert (provider.requests, provider.calls) == (2, 1)


class OnlyFirst(Weather):
    """Refuses the first request and no other."""

    def __init__(self):
        super().__init__(1, ())

    def at(self, number):
        return Trouble(1, 429, "rate_limit_error") if number == 1 else super().at(number)


def test_troubles_come_as_often_as_they_should():
    """Of many requests about six in a hundred meet a trouble, the same ones for the same seed."""
    seen = [Weather(5).at(number) for number in range(4000)]
    troubled = [each for each in seen if each.status != 200 or each.late_seconds]
    assert 0.045 < Decimal(len(troubled)) / len(seen) < 0.085
    assert seen == [Weather(5).at(number) for number in range(4000)]


def test_a_free_port_is_taken_by_default():
    """Two providers can serve side by side."""
    with serving(seed=1) as one, serving(seed=1) as other:
        assert isinstance(one, Provider)
        assert one.url != other.url
