"""The provider's name: by client class, by host, by port."""

from typing import Any

import pytest

from centspan.instrumentation.sdks.hosts import provider_at

HOSTS = [
    ("api.openai.com", 443, "openai"),
    ("my-resource.openai.azure.com", 443, "azure.ai.openai"),
    ("api.groq.com", 443, "groq"),
    ("api.deepseek.com", 443, "deepseek"),
    ("api.x.ai", 443, "x_ai"),
    ("openrouter.ai", 443, "openrouter"),
    ("api.mistral.ai", 443, "mistral_ai"),
    ("api.together.xyz", 443, "together"),
    ("api.fireworks.ai", 443, "fireworks"),
    ("api.perplexity.ai", 443, "perplexity"),
    ("generativelanguage.googleapis.com", 443, "gcp.gemini"),
    ("europe-west4-aiplatform.googleapis.com", 443, "gcp.vertex_ai"),
    ("bedrock-runtime.us-east-1.amazonaws.com", 443, "aws.bedrock"),
    ("localhost", 11434, "ollama"),
    ("localhost", 8000, "openai"),
    ("evilapi.groq.com.example", 443, "openai"),
]


@pytest.mark.parametrize(("host", "port", "provider"), HOSTS)
def test_hosts_name_their_provider(host: str, port: int, provider: str) -> None:
    """A known host names its provider; an unknown one leaves the SDK's own name."""
    assert provider_at(host, port, "openai") == provider


def test_azure_is_known_by_its_client(instrumented: Any, fake_llm: Any, spans: Any) -> None:
    """AzureOpenAI is Azure at whatever host a gateway gives it, with the deployment as model."""
    openai = instrumented("openai")
    client = openai.AzureOpenAI(
        base_url=f"{fake_llm.url}/openai", api_key="k", api_version="2024-10-21"
    )
    with client:
        client.chat.completions.create(model="my-deployment", messages=[])
    span = spans.one()
    assert span.attributes["gen_ai.provider.name"] == "azure.ai.openai"
    assert span.attributes["gen_ai.request.model"] == "my-deployment"
    assert span.tokens["output"] == 136


def test_clients_of_every_make_are_seen(
    instrumented: Any, openai_client: Any, fake_llm: Any, spans: Any
) -> None:
    """Copies, options, subclasses, custom HTTP clients and direct posts are one span each."""
    openai = instrumented("openai")

    class Own(openai.OpenAI):
        """An app's own client."""

        def request(self, *args: Any, **kwargs: Any) -> Any:
            return super().request(*args, **kwargs)

    url = f"{fake_llm.url}/v1"
    ask: dict[str, Any] = {"model": "m", "messages": []}
    with (
        Own(base_url=url, api_key="k") as own,
        openai.DefaultHttpxClient() as http,
        openai.OpenAI(base_url=url, api_key="k", http_client=http) as custom,
    ):
        for client in (openai_client.copy(), openai_client.with_options(timeout=9), own, custom):
            client.chat.completions.create(**ask)
        openai_client.post("/chat/completions", body=ask, cast_to=object)
    assert [span.tokens["output"] for span in spans.all(5)] == [136] * 5
