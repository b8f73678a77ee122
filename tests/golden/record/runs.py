"""The apps on SDKs, by name."""

import os
from typing import Any

from record import apps
from record.emitting import LLM, case, facts, failing


def run_openai() -> None:
    facts.update(provider="openai")
    apps.openai(apps.new_openai())


def run_openai_chat() -> None:
    facts.update(provider="openai")
    apps.openai(apps.new_openai(), responses=False)


def run_anthropic() -> None:
    facts.update(provider="anthropic")
    apps.anthropic(apps.new_anthropic())


def run_bedrock() -> None:
    facts.update(provider="aws.bedrock")
    apps.bedrock(apps.new_bedrock())


def run_langchain_openai() -> None:
    facts.update(provider="openai")
    apps.langchain(apps.new_langchain_openai(), "openai")


def run_langchain_anthropic() -> None:
    facts.update(provider="anthropic")
    apps.langchain(apps.new_langchain_anthropic(), "anthropic")


def run_gemini() -> None:
    from google import genai

    facts.update(provider="gcp.gemini")
    apps.google(genai.Client(api_key="k", http_options={"base_url": LLM}))


def through_proxy() -> None:
    """From here on plain http to any host is answered by our provider."""
    os.environ["HTTP_PROXY"] = os.environ["http_proxy"] = LLM
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def run_vertex() -> None:
    """Gemini on Vertex, in a region and everywhere."""
    from google import genai
    from google.oauth2.credentials import Credentials

    through_proxy()
    for location, host in (("europe-west4", "europe-west4-"), ("global", "")):
        client = genai.Client(
            vertexai=True,
            project="golden",
            location=location,
            credentials=Credentials("t"),
            http_options={"base_url": f"http://{host}aiplatform.googleapis.com"},
        )
        tier = "" if location == "global" else f"@{location}"
        truth = {"provider": "gcp.vertex_ai", "service_tier": tier}
        with case(f"vertex, {location}", truth=truth):
            client.models.generate_content(model="gemini-2.5-flash", contents="What is it?")


def run_anthropic_vertex() -> None:
    """Claude on Vertex, in a region."""
    from anthropic import AnthropicVertex

    through_proxy()
    client = AnthropicVertex(
        region="europe-west1",
        project_id="golden",
        access_token="t",
        base_url="http://europe-west1-aiplatform.googleapis.com/v1",
        max_retries=0,
    )
    truth = {"provider": "gcp.vertex_ai", "service_tier": "@europe-west1"}
    with case("vertex messages", {"model": "claude-sonnet-4-5-20250929"}, truth=truth):
        client.messages.create(model=apps.CLAUDE, max_tokens=9, messages=apps.ASK)


def run_azure() -> None:
    """OpenAI's SDK on an Azure host."""
    from openai import AzureOpenAI

    through_proxy()
    client = AzureOpenAI(
        azure_endpoint="http://golden.openai.azure.com",
        api_version="2025-01-01-preview",
        api_key="k",
        max_retries=0,
    )
    create = client.chat.completions.create
    facts.update(provider="azure.ai.openai")
    with case("azure chat"):
        create(model=apps.GPT, messages=apps.ASK)
    with case("azure chat, stream"):
        options: Any = {"stream": True, "stream_options": {"include_usage": True}}
        list(create(model=apps.GPT, messages=apps.ASK, **options))
    with case("azure chat, error", {"status": 429}), failing():
        create(model=apps.GPT, messages=apps.ASK)


def run_openai_regions() -> None:
    """OpenAI's data residency: the host says the region."""
    from openai import OpenAI

    through_proxy()
    facts.update(provider="openai")
    for region in ("eu", "us"):
        client = OpenAI(base_url=f"http://{region}.api.openai.com/v1", api_key="k", max_retries=0)
        with case(f"openai in {region}", truth={"service_tier": f"@{region}"}):
            client.chat.completions.create(model=apps.GPT, messages=apps.ASK)
        with case(
            f"openai in {region}, priority",
            {"tier": "priority"},
            truth={"service_tier": f"priority@{region}"},
        ):
            client.chat.completions.create(
                model=apps.GPT, messages=apps.ASK, service_tier="priority"
            )
