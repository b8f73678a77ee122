"""Where the app allows it, answers and definitions of tools of the other SDKs are kept as well."""

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [
    pytest.mark.usefixtures("allowed"),
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning",  # these SDKs leave their connections to the collector
        "ignore::pytest.PytestUnraisableExceptionWarning",
        "ignore::DeprecationWarning",
    ),
]
QUESTION = "What is the capital of France?"
SAID = {"type": "text", "content": "Paris is the capital of France."}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
FUNCTION = {"name": "lookup", "description": "Finds a city.", "parameters": SCHEMA}
DEFINED = {"type": "function", **FUNCTION}
ASK = {
    "model": "m",
    "messages": [{"role": "user", "content": QUESTION}],
    "tools": [{"type": "function", "function": FUNCTION}],
}
GEMINI = {"model": "gemini-test", "contents": QUESTION}


def groq(instrumented: Any, url: str) -> None:
    with instrumented("groq").Groq(base_url=url, api_key="k") as client:
        client.chat.completions.create(**ASK)
        list(client.chat.completions.create(**ASK, stream=True))


def mistral(instrumented: Any, url: str) -> None:
    instrumented("mistralai.client.chat")
    with instrumented("mistralai.client").Mistral(api_key="k", server_url=url) as client:
        client.chat.complete(**ASK)
        list(client.chat.stream(**ASK))


def cohere(instrumented: Any, url: str) -> None:
    instrumented("cohere.v2.client")
    client = instrumented("cohere").ClientV2(api_key="k", base_url=url)
    client.chat(**ASK)
    list(client.chat_stream(**ASK))


def ollama(instrumented: Any, url: str) -> None:
    client = instrumented("ollama").Client(host=url)
    client.chat(**ASK)
    list(client.chat(**ASK, stream=True))


def gemini(instrumented: Any, url: str) -> None:
    instrumented("google.genai.models")
    genai = instrumented("google.genai")
    lookup = {"name": "lookup", "description": "Finds a city.", "parameters_json_schema": SCHEMA}
    config = {"tools": [{"function_declarations": [lookup]}]}
    with genai.Client(api_key="k", http_options={"base_url": url}) as client:
        client.models.generate_content(**GEMINI, config=config)
        list(client.models.generate_content_stream(**GEMINI, config=config))


def bedrock(instrumented: Any, url: str) -> None:
    instrumented("botocore.client")
    session = instrumented("boto3").Session(aws_access_key_id="a", aws_secret_access_key="b")
    client = session.client("bedrock-runtime", "us-east-1", endpoint_url=url)
    spec = {"name": "lookup", "description": "Finds a city.", "inputSchema": {"json": SCHEMA}}
    ask = {
        "modelId": "us.anthropic.claude-test-v1:0",
        "messages": [{"role": "user", "content": [{"text": QUESTION}]}],
        "toolConfig": {"tools": [{"toolSpec": spec}]},
    }
    client.converse(**ask)
    list(client.converse_stream(**ask)["stream"])
    client.close()


EVERY = [groq, mistral, cohere, ollama, gemini, bedrock]


@pytest.mark.parametrize("call", EVERY)
def test_answers_are_kept_whole_and_streamed(
    instrumented: Any, fake_llm: Any, spans: Any, call: Callable[..., None]
) -> None:
    """A whole answer and a streamed one carry the same text, and why it ended."""
    call(instrumented, fake_llm.url)
    for span in spans.all(2):
        (answer,) = json.loads(span.attributes["gen_ai.output.messages"])
        assert (answer["role"], answer["parts"]) == ("assistant", [SAID])
        assert answer["finish_reason"] in ("stop", "complete", "end_turn")


@pytest.mark.parametrize("call", EVERY)
def test_calls_of_tools_are_kept_whole_and_streamed(
    instrumented: Any, fake_llm: Any, spans: Any, scenario: Any, call: Callable[..., None]
) -> None:
    """A tool that the model calls is part of the answer, by its name."""
    fake_llm.default = scenario(tools=(("lookup", "{}"),))
    call(instrumented, fake_llm.url)
    for span in spans.all(2):
        (answer,) = json.loads(span.attributes["gen_ai.output.messages"])
        called = [each["name"] for each in answer["parts"] if each["type"] == "tool_call"]
        assert called == ["lookup"]


@pytest.mark.parametrize("call", EVERY)
def test_tools_are_kept_as_they_were_defined(
    instrumented: Any, fake_llm: Any, spans: Any, call: Callable[..., None]
) -> None:
    """Whatever the provider's shape, a tool has its name, its description and the schema of its parameters."""
    call(instrumented, fake_llm.url)
    for span in spans.all(2):
        assert json.loads(span.attributes["gen_ai.tool.definitions"]) == [DEFINED]


def test_an_invoked_models_stream_is_kept(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """Of invoke_model what Anthropic's models stream is kept; a whole body is for the app alone to read."""
    instrumented("botocore.client")
    session = instrumented("boto3").Session(aws_access_key_id="a", aws_secret_access_key="b")
    client = session.client("bedrock-runtime", "us-east-1", endpoint_url=fake_llm.url)
    body = json.dumps({"max_tokens": 5, "messages": [{"role": "user", "content": QUESTION}]})
    ask = {"modelId": "us.anthropic.claude-test-v1:0", "body": body}
    list(client.invoke_model_with_response_stream(**ask)["body"])
    client.invoke_model(**ask)["body"].read()
    client.close()
    streamed, whole = spans.all(2)
    (answer,) = json.loads(streamed.attributes["gen_ai.output.messages"])
    assert SAID in answer["parts"]
    assert "gen_ai.output.messages" not in whole.attributes
    assert "gen_ai.input.messages" in whole.attributes


@pytest.mark.parametrize("call", EVERY)
def test_nothing_is_kept_unless_the_app_allows_it(
    instrumented: Any,
    fake_llm: Any,
    spans: Any,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[..., None],
) -> None:
    """Without the setting no SDK's call carries an answer or a definition."""
    monkeypatch.delenv("CENTSPAN_CAPTURE_CONTENT")
    call(instrumented, fake_llm.url)
    kept = {"gen_ai.output.messages", "gen_ai.input.messages", "gen_ai.tool.definitions"}
    for span in spans.all(2):
        assert not kept & span.attributes.keys()
