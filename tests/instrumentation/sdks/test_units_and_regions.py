"""What is charged beside tokens, and where a call was served: searches, tiers, regions."""

import base64
from contextlib import closing
from typing import Any

import pytest

from centspan.instrumentation.served import with_region

MESSAGES: Any = [{"role": "user", "content": "What is the capital of France?"}]
SEARCHES = "centspan.units.web_searches"
TIER = "centspan.service_tier"


def test_a_plain_call_has_no_searches_and_no_tier(openai_client: Any, spans: Any) -> None:
    """What was not used stands on no span."""
    openai_client.responses.create(model="gpt-4o-mini", input="What is it?")
    assert not {SEARCHES, TIER} & spans.one().attributes.keys()


@pytest.mark.parametrize("stream", [False, True])
def test_searches_of_responses_are_counted(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any, stream: bool
) -> None:
    """Each search that OpenAI did itself is a unit, whole or streamed."""
    fake_llm.answer(scenario(web_searches=3))
    answer = openai_client.responses.create(model="gpt-4o-mini", input="?", stream=stream)
    if stream:
        list(answer)
    assert spans.one().attributes[SEARCHES] == 3


@pytest.mark.parametrize("stream", [False, True])
def test_search_models_search_once_a_call(openai_client: Any, spans: Any, stream: bool) -> None:
    """A chat with a search model is charged for one search, whatever it reports."""
    options: Any = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    asked = {"model": "gpt-4o-mini-search-preview", "messages": MESSAGES, **options}
    answer = openai_client.chat.completions.create(**asked)
    if stream:
        list(answer)
    assert spans.one().attributes[SEARCHES] == 1


@pytest.mark.parametrize(
    ("model", "searches"), [("gemini-2.5-flash-001", 1), ("gemini-3-pro-preview", 4)]
)
def test_grounding_counts_prompts_then_queries(
    instrumented: Any, fake_llm: Any, spans: Any, scenario: Any, model: str, searches: int
) -> None:
    """A grounded prompt is charged once before Gemini 3, and by query from then on."""
    client = instrumented("google.genai").Client(
        api_key="k", http_options={"base_url": fake_llm.url}
    )
    fake_llm.answer(scenario(web_searches=4, model=model))
    with closing(client):
        client.models.generate_content(model=model, contents="?")
    assert spans.one().attributes[SEARCHES] == searches


@pytest.mark.parametrize(
    ("said", "region", "host", "tier"),
    [
        ("default", "", "api.openai.com", ""),
        ("", "global", "aiplatform.googleapis.com", ""),
        ("on_demand", "", "generativelanguage.googleapis.com", ""),
        ("", "", "eu.api.openai.com", "@eu"),
        ("priority", "", "us.api.openai.com", "priority@us"),
        ("", "", "europe-west4-aiplatform.googleapis.com", "@europe-west4"),
        ("", "", "aiplatform.eu.rep.googleapis.com", "@eu"),
        ("ON_DEMAND_FLEX", "", "us-east1-aiplatform.googleapis.com", "flex@us-east1"),
        ("standard", "us", "api.anthropic.com", "@us"),
        ("batch", "not_available", "api.anthropic.com", "batch"),
        ("flex@eu", "", "eu.api.openai.com", "flex@eu"),
    ],
)
def test_a_tier_names_its_region_where_that_may_cost(
    said: str, region: str, host: str, tier: str
) -> None:
    """Tier and region stand together, and neither where it is the ordinary one."""
    assert with_region(said, region, host) == tier


def test_a_call_tells_the_region_of_its_host(
    instrumented: Any, fake_llm: Any, spans: Any, scenario: Any, monkeypatch: Any
) -> None:
    """A call at OpenAI's European host has its region in the tier, and no list price of the client."""
    monkeypatch.setenv("HTTP_PROXY", fake_llm.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fake_llm.answer(scenario(tier="priority"))
    with instrumented("openai").OpenAI(
        base_url="http://eu.api.openai.com/v1", api_key="k"
    ) as client:
        client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    found = spans.one().attributes
    assert found[TIER] == "priority@eu"
    assert "gen_ai.usage.cost.amount" not in found


def test_anthropic_says_where_it_served(
    anthropic_client: Any, spans: Any, monkeypatch: Any
) -> None:
    """`inference_geo` of the answer is the region."""
    from fake_llm import anthropic_wire

    plain = anthropic_wire.message

    def in_the_us(body: Any, plan: Any) -> Any:
        told = plain(body, plan)
        return told | {"usage": told["usage"] | {"inference_geo": "us"}}

    monkeypatch.setattr(anthropic_wire, "message", in_the_us)
    anthropic_client.messages.create(model="claude-next", max_tokens=9, messages=MESSAGES)
    assert spans.one().attributes[TIER] == "@us"


def bedrock(instrumented: Any, fake_llm: Any) -> Any:
    instrumented("botocore")
    from boto3 import client
    from botocore.config import Config

    return client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=fake_llm.url,
        aws_access_key_id="k",
        aws_secret_access_key=base64.b64encode(b"k").decode(),
        config=Config(retries={"max_attempts": 0}),
    )


def test_bedrock_tells_a_model_optimised_for_latency(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """Latency-optimised inference has prices of its own: it is a tier."""
    with closing(bedrock(instrumented, fake_llm)) as client:
        client.converse(
            modelId="us.anthropic.claude-3-5-haiku-20241022-v1:0",
            messages=[{"role": "user", "content": [{"text": "?"}]}],
            performanceConfig={"latency": "optimized"},
        )
    assert spans.one().attributes[TIER] == "latency_optimized"


def test_bedrock_models_are_named_as_they_were_asked_for(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """A streamed invoke keeps the regional profile's name, which has the price, not the model's."""
    profile = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    body = '{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": []}'
    with closing(bedrock(instrumented, fake_llm)) as client:
        answer = client.invoke_model_with_response_stream(modelId=profile, body=body)
        list(answer["body"])
    found = spans.one().attributes
    assert found["gen_ai.request.model"] == profile
    assert "gen_ai.response.model" not in found
