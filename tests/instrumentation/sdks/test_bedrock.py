"""One right span for each LLM call that goes to Amazon Bedrock by boto3."""

import gc
import json
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # botocore leaves the connection of a closed stream open
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
MODEL = "us.anthropic.claude-test-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
ASK = {"modelId": MODEL, "messages": MESSAGES}
BODY = json.dumps({"max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]})
TRUTH = {"uncached_input": 100, "cache_read": 5000, "cache_write_5m": 1500, "output": 200}


@pytest.fixture
def client(instrumented: Any, fake_llm: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bedrock-runtime client of the local provider."""
    instrumented("botocore.client")
    boto3 = instrumented("boto3")
    session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b")
    client = session.client("bedrock-runtime", "us-east-1", endpoint_url=fake_llm.url)
    yield client
    client.close()
    gc.collect()


def test_converse_reports_exact_buckets(
    client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Converse, whole or streamed, is one span with cache counts and the tools called."""
    fake_llm.default = scenario(tools=(("get_weather", "{}"),))
    settings = {"maxTokens": 9, "temperature": 0.5}
    tool = {"toolSpec": {"name": "get_weather", "inputSchema": {"json": {"type": "object"}}}}
    ask = ASK | {"inferenceConfig": settings, "toolConfig": {"tools": [tool]}}
    client.converse(**ask)
    list(client.converse_stream(**ask)["stream"])
    for span in spans.all(2):
        assert span.tokens == TRUTH
        expected = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "aws.bedrock",
            "gen_ai.request.model": MODEL,
            "gen_ai.request.max_tokens": 9,
            "gen_ai.response.finish_reasons": ("tool_use",),
            "centspan.request.has_tools": True,
        }
        assert expected.items() <= span.attributes.items()
        assert span.attributes["centspan.tools"].endswith(":1")


def test_invoke_model_reports_exact_buckets(client: Any, spans: Any) -> None:
    """Invoke reports what Bedrock's headers count, its stream what the model itself says."""
    answer = client.invoke_model(modelId=MODEL, body=BODY)
    assert json.loads(answer["body"].read())["id"] == "msg_1"
    list(client.invoke_model_with_response_stream(modelId=MODEL, body=BODY)["body"])
    whole, streamed = spans.all(2)
    assert whole.tokens == TRUTH
    split = {"cache_write_1h": 500, "output": 136, "reasoning": 64}
    assert streamed.tokens == TRUTH | split


def test_an_abandoned_stream_is_reported(client: Any, spans: Any) -> None:
    """A converse stream that is closed early reports the text seen, as an estimate."""
    stream = client.converse_stream(**ASK)["stream"]
    for event in stream:
        if "contentBlockDelta" in event:
            break
    stream.close()
    span = spans.one()
    assert span.attributes["centspan.stream.abandoned"] is True
    assert span.source == "estimated"


def test_retries_errors_and_other_services(
    client: Any, instrumented: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Throttled attempts are counted, errors recorded, and other AWS calls left alone."""
    fake_llm.answer(scenario(status=429))
    client.converse(**ASK)
    fake_llm.answer(scenario(status=400))
    with pytest.raises(client.exceptions.ValidationException):
        client.converse(**ASK)
    retried, failed = spans.all(2)
    assert retried.attributes["centspan.attempts"] == 2
    assert failed.attributes["http.response.status_code"] == 400
    session = instrumented("boto3").Session(aws_access_key_id="a", aws_secret_access_key="b")
    session.client("sts", "us-east-1", endpoint_url=fake_llm.url).close()
    assert len(spans.all()) == 2
