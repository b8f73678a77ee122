"""One right span for each call of Anthropic's SDK, which makes spans of its own from 1.14."""

import asyncio
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider

ASK = {"model": "claude-test", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
TRUTH = {
    "uncached_input": 100,
    "cache_read": 5000,
    "cache_write_5m": 1500,
    "cache_write_1h": 500,
    "output": 136,
    "reasoning": 64,
}


def test_messages_report_exact_buckets(anthropic_client: Any, spans: Any) -> None:
    """A message is exactly one span, with cache writes split by their lifetime."""
    anthropic_client.messages.create(**ASK, metadata={"user_id": "someone"}, system="Be brief.")
    span = spans.one()
    assert span.scope == "centspan"
    assert span.tokens == TRUTH
    assert span.attributes["gen_ai.provider.name"] == "anthropic"
    assert span.attributes["gen_ai.usage.input_tokens"] == 7100
    assert span.attributes["gen_ai.response.finish_reasons"] == ("end_turn",)
    assert span.attributes["centspan.request.id"] == "req_anthropic_1"
    assert span.attributes["user.id"].startswith("u_")
    assert "centspan.fingerprint.system" in span.attributes


@pytest.mark.parametrize("repeats", [False, True])
def test_streams_report_exact_buckets(
    anthropic_client: Any, spans: Any, fake_llm: Any, scenario: Any, repeats: bool
) -> None:
    """Whether the last event repeats all counts or gives only the output, none is lost or doubled."""
    fake_llm.default = scenario(delta_repeats=repeats, tools=(("get_weather", "{}"),))
    tool = {"name": "get_weather", "input_schema": {"type": "object"}}
    list(anthropic_client.messages.create(**ASK, stream=True, tools=[tool]))
    with anthropic_client.messages.stream(**ASK, tools=[tool]) as stream:
        assert stream.get_final_message().usage.output_tokens == 200
    for span in spans.all(2):
        assert span.tokens == TRUTH
        assert span.attributes["centspan.tools"].endswith(":1")
        assert span.attributes["gen_ai.response.time_to_first_chunk"] > 0


def test_beta_and_async_messages(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """The beta namespace and the async client make one span a call as well."""
    anthropic = instrumented("anthropic")

    async def calls() -> None:
        async with anthropic.AsyncAnthropic(base_url=fake_llm.url, api_key="k") as client:
            await client.messages.create(**ASK)
            async for _ in await client.messages.create(**ASK, stream=True):
                pass
            await client.beta.messages.create(**ASK)
            async with client.beta.messages.stream(**ASK) as stream:
                await stream.get_final_message()

    asyncio.run(calls())
    assert [span.tokens for span in spans.all(4)] == [TRUTH] * 4


def test_fast_mode_and_priority_are_tiers_of_their_own(
    anthropic_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """A tier other than the standard one, and fast mode, which is priced apart, are named."""
    fake_llm.answer(scenario(tier="priority"))
    anthropic_client.messages.create(**ASK)
    anthropic_client.messages.create(**ASK, extra_body={"speed": "fast"})
    tiers = [span.attributes.get("centspan.service_tier") for span in spans.all(2)]
    assert tiers[0] == "priority"


def native(instrumented: Any) -> Any:
    anthropic = instrumented("anthropic")
    if not hasattr(anthropic._base_client.BaseClient, "_tracer"):
        pytest.skip("this SDK makes no spans of its own")
    return anthropic


def test_the_sdks_own_span_stands_where_the_app_configured_it(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """A client with a conversation id of its own keeps the SDK's span, completed by ours."""
    anthropic = native(instrumented)
    client = anthropic.Anthropic(
        base_url=fake_llm.url, api_key="k", open_telemetry={"conversation_id": "conv_1"}
    )
    with client:
        client.messages.create(**ASK)
    span = spans.one()
    assert span.scope == "com.anthropic.sdk.python"
    assert span.attributes["gen_ai.conversation.id"] == "conv_1"
    assert span.tokens == TRUTH


def test_the_sdks_spans_may_go_elsewhere(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """A client whose own spans go to another provider is recorded here all the same, once."""
    anthropic = native(instrumented)
    elsewhere = TracerProvider()
    client = anthropic.Anthropic(
        base_url=fake_llm.url, api_key="k", open_telemetry={"tracer_provider": elsewhere}
    )
    with client:
        client.messages.create(**ASK)
    assert spans.one().scope == "centspan"


def test_clients_that_turned_their_own_spans_off_are_recorded(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """`open_telemetry=False` is about the SDK's spans, not about ours."""
    anthropic = native(instrumented)
    with anthropic.Anthropic(base_url=fake_llm.url, api_key="k", open_telemetry=False) as client:
        client.messages.create(**ASK)
    assert spans.one().tokens == TRUTH


@pytest.mark.parametrize(
    ("cls", "options", "provider"),
    [
        (
            "AnthropicVertex",
            {"project_id": "p", "region": "r", "access_token": "t"},
            "gcp.vertex_ai",
        ),
        (
            "AnthropicBedrock",
            {"aws_access_key": "a", "aws_secret_key": "b", "aws_region": "us-east-1"},
            "aws.bedrock",
        ),
    ],
)
def test_clients_of_other_clouds_name_their_provider(
    instrumented: Any, fake_llm: Any, spans: Any, cls: str, options: Any, provider: str
) -> None:
    """Claude on Bedrock and on Vertex is one right span under that cloud's name."""
    pytest.importorskip({"AnthropicVertex": "google.auth", "AnthropicBedrock": "botocore"}[cls])
    anthropic = instrumented("anthropic")
    with getattr(anthropic, cls)(base_url=fake_llm.url, **options) as client:
        client.messages.create(**ASK)
        list(client.messages.create(**ASK, stream=True))
    for span in spans.all(2):
        assert span.attributes["gen_ai.provider.name"] == provider
        assert span.attributes["gen_ai.request.model"] == "claude-test"
        assert span.tokens == TRUTH
