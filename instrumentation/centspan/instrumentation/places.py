"""Who serves a call, and where, by the names that spans and hosts give it: data only.

Read by `served.py` in the client; the store's SQL is generated from it as well.
"""

from typing import Final

PROVIDERS: Final[dict[str, str]] = {
    "az.ai.inference": "azure.ai.inference",
    "az.ai.openai": "azure.ai.openai",
    "azure": "azure.ai.openai",
    "azure-openai": "azure.ai.openai",
    "azure-openai.chat": "azure.ai.openai",
    "azure-openai.responses": "azure.ai.openai",
    "azure.chat": "azure.ai.openai",
    "azure.responses": "azure.ai.openai",
    "azure.embeddings": "azure.ai.openai",
    "azure_openai": "azure.ai.openai",
    "amazon-bedrock": "aws.bedrock",
    "amazon_bedrock": "aws.bedrock",
    "aws": "aws.bedrock",
    "aws_bedrock": "aws.bedrock",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google": "gcp.gen_ai",
    "google_genai": "gcp.gen_ai",
    "gemini": "gcp.gemini",
    "google.generative-ai": "gcp.gemini",
    "google_ai_studio": "gcp.gemini",
    "google.vertex.chat": "gcp.vertex_ai",
    "google.vertex.embedding": "gcp.vertex_ai",
    "google_vertexai": "gcp.vertex_ai",
    "vertex.anthropic.messages": "gcp.vertex_ai",
    "vertex_ai": "gcp.vertex_ai",
    "vertexai": "gcp.vertex_ai",
    "anthropic.messages": "anthropic",
    "cerebras.chat": "cerebras",
    "cohere.chat": "cohere",
    "cohere.textembedding": "cohere",
    "deepinfra.chat": "deepinfra",
    "deepseek.chat": "deepseek",
    "fireworks.chat": "fireworks",
    "fireworks_ai": "fireworks",
    "groq.chat": "groq",
    "mistral": "mistral_ai",
    "mistral.chat": "mistral_ai",
    "mistral.embedding": "mistral_ai",
    "mistralai": "mistral_ai",
    "moonshot": "moonshotai",
    "moonshot_ai": "moonshotai",
    "openai.chat": "openai",
    "openai.completion": "openai",
    "openai.embedding": "openai",
    "openai.image": "openai",
    "openai.responses": "openai",
    "perplexity_ai": "perplexity",
    "togetherai.chat": "together",
    "together_ai": "together",
    "watsonx": "ibm.watsonx.ai",
    "xai": "x_ai",
    "xai.chat": "x_ai",
    "xai.responses": "x_ai",
}
"""What a provider is called on spans, in small letters → its name in the conventions, where they differ."""

HOSTS: Final = (
    ("openai.azure.com", "azure.ai.openai"),
    ("cognitiveservices.azure.com", "azure.ai.openai"),
    ("services.ai.azure.com", "azure.ai.inference"),
    ("models.inference.ai.azure.com", "azure.ai.inference"),
    ("api.openai.com", "openai"),
    ("api.anthropic.com", "anthropic"),
    ("api.groq.com", "groq"),
    ("api.deepseek.com", "deepseek"),
    ("api.x.ai", "x_ai"),
    ("openrouter.ai", "openrouter"),
    ("api.mistral.ai", "mistral_ai"),
    ("api.together.xyz", "together"),
    ("api.together.ai", "together"),
    ("api.fireworks.ai", "fireworks"),
    ("api.perplexity.ai", "perplexity"),
    ("api.cerebras.ai", "cerebras"),
    ("api.cohere.com", "cohere"),
    ("api.cohere.ai", "cohere"),
    ("api.moonshot.ai", "moonshotai"),
    ("api.moonshot.cn", "moonshotai"),
    ("api.deepinfra.com", "deepinfra"),
    ("generativelanguage.googleapis.com", "gcp.gemini"),
    ("aiplatform.googleapis.com", "gcp.vertex_ai"),
    ("router.huggingface.co", "huggingface"),
)
"""Host, or the end of it after a dot, and the provider's name in the conventions."""
BY_HOST: Final = ("", "openai")
"""Providers of spans whose host knows better: many speak OpenAI's wire format."""
BY_REQUEST: Final = ("aws.bedrock",)
"""Providers whose price hangs on the model's name in the request (a regional profile), not the answer."""

REGIONS: Final = (
    ("", ".api.openai.com"),
    ("", "-aiplatform.googleapis.com"),
    ("aiplatform.", ".rep.googleapis.com"),
)
"""Before and after the region in the names of hosts whose region may change the price."""
NO_REGIONS: Final = ("global", "not_available")
"""Answers of providers that name no region."""
TIERS: Final[dict[str, str]] = {
    "on_demand_flex": "flex",
    "on_demand_priority": "priority",
}
"""Tiers under other names."""
