"""Small apps on each SDK: the same cases whoever makes the spans."""

import base64
import json
from typing import Any

from record.emitting import LLM, case, failing

ASK: Any = [{"role": "user", "content": "What is the capital of France?"}]
TOOL: Any = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}},
}
CALLED = {"tools": (("get_weather", "{}"),)}
GPT = "gpt-4o-mini"
CLAUDE = "claude-sonnet-4-5"


def openai(client: Any, *, responses: bool = True) -> None:
    """OpenAI's SDK: chat, streams, tools, audio, tiers, errors; responses; embeddings."""
    create = client.chat.completions.create
    with case("chat"):
        create(model=GPT, messages=ASK)
    with case("chat, tools", CALLED):
        create(model=GPT, messages=ASK, tools=[TOOL])
    with case("chat, stream"):
        list(create(model=GPT, messages=ASK, stream=True, stream_options={"include_usage": True}))
    with case("chat, stream without usage"):
        list(create(model=GPT, messages=ASK, stream=True))
    with case("chat, audio", {"audio_input": 7, "audio_output": 11, "reasoning": 0}):
        create(model="gpt-4o-audio-preview", messages=ASK)
    with case("chat, priority", {"tier": "priority"}):
        create(model=GPT, messages=ASK, service_tier="priority")
    with case("chat, error", {"status": 429}), failing():
        create(model=GPT, messages=ASK)
    with case("embeddings"):
        client.embeddings.create(model="text-embedding-3-small", input="Paris")
    if responses:
        _responses(client)


def _responses(client: Any) -> None:
    with case("responses"):
        client.responses.create(model=GPT, input="What is the capital of France?")
    with case("responses, stream"):
        list(client.responses.create(model=GPT, input="What is it?", stream=True))
    with case("responses, web search", {"web_searches": 2}):
        client.responses.create(model=GPT, input="What is it?", tools=[{"type": "web_search"}])


def anthropic(client: Any) -> None:
    """Anthropic's SDK: messages, streams, tools, tiers, web searches, errors."""
    asked: Any = {"model": CLAUDE, "max_tokens": 100, "messages": ASK}
    create = client.messages.create
    with case("messages"):
        create(**asked)
    with case("messages, tools", CALLED):
        create(**asked, tools=[{"name": "get_weather", "input_schema": {"type": "object"}}])
    with case("messages, stream", {"delta_repeats": True}):
        list(create(**asked, stream=True))
    with case("messages, priority", {"tier": "priority"}):
        create(**asked)
    with case("messages, web search", {"web_searches": 3}):
        create(**asked, tools=[{"type": "web_search_20250305", "name": "web_search"}])
    with case("messages, error", {"status": 429}), failing():
        create(**asked)


def bedrock(client: Any) -> None:
    """Bedrock through boto3: converse and invoke_model."""
    model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    said = [{"role": "user", "content": [{"text": "What is it?"}]}]
    with case("converse"):
        client.converse(modelId=model, messages=said)
    with case("converse, stream"):
        list(client.converse_stream(modelId=model, messages=said)["stream"])
    body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100, "messages": ASK}
    told = {"reasoning": 0, "model": "claude-sonnet-4-5-20250929"}
    with case("invoke", told | {"cache_write_1h": 0}):  # headers know no lifetimes
        client.invoke_model(modelId=model, body=json.dumps(body))["body"].read()
    with case("invoke, stream", told):
        found = client.invoke_model_with_response_stream(modelId=model, body=json.dumps(body))
        list(found["body"])
    with case("converse, error", {"status": 429}), failing():
        client.converse(modelId=model, messages=said)


def google(client: Any) -> None:
    """Google's SDK, on whichever platform."""
    model = "gemini-2.5-flash"
    with case("generate"):
        client.models.generate_content(model=model, contents="What is it?")
    with case("generate, stream"):
        list(client.models.generate_content_stream(model=model, contents="What is it?"))
    with case("generate, audio", {"audio_input": 9, "cached": 0}):
        client.models.generate_content(model=model, contents="What is it?")
    with case("generate, web search", {"web_searches": 2}):
        client.models.generate_content(model=model, contents="What is it?")
    with case("generate, error", {"status": 400}), failing():
        client.models.generate_content(model=model, contents="What is it?")


def langchain(chat: Any, name: str) -> None:
    """A LangChain chat model, asked and streamed."""
    with case(f"{name}, invoke"):
        chat.invoke("What is the capital of France?")
    with case(f"{name}, stream", {"delta_repeats": True}):
        list(chat.stream("What is the capital of France?"))
    with case(f"{name}, tools", CALLED):
        chat.bind_tools([TOOL]).invoke("What is the weather?")


def new_openai(**options: Any) -> Any:
    """OpenAI's client on our provider."""
    from openai import OpenAI

    return OpenAI(base_url=f"{LLM}/v1", api_key="k", max_retries=0, **options)


def new_anthropic(**options: Any) -> Any:
    """Anthropic's client on our provider."""
    from anthropic import Anthropic

    return Anthropic(base_url=LLM, api_key="k", max_retries=0, **options)


def new_bedrock() -> Any:
    """Bedrock's client on our provider."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=LLM,
        aws_access_key_id="k",
        aws_secret_access_key=base64.b64encode(b"k").decode(),
        config=Config(retries={"max_attempts": 0}),
    )


def new_langchain_openai() -> Any:
    """LangChain's OpenAI model on our provider."""
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=GPT, base_url=f"{LLM}/v1", api_key="k", max_retries=0, stream_usage=True
    )


def new_langchain_anthropic() -> Any:
    """LangChain's Anthropic model on our provider."""
    from langchain_anthropic import ChatAnthropic

    return ChatAnthropic(
        model_name=CLAUDE, base_url=LLM, api_key="k", max_retries=0, timeout=None, stop=None
    )
