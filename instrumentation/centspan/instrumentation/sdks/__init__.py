"""The SDKs that centspan instruments itself: one module each, loaded when the app loads the SDK."""

from typing import Final

SDKS: Final = (
    ("openai", "openai"),
    ("anthropic", "anthropic"),
    ("groq", "groq"),
    ("google.genai.models", "google_genai"),
    ("mistralai.client.chat", "mistralai"),
    ("mistralai.client.agents", "mistralai"),
    ("mistralai.client.fim", "mistralai"),
    ("mistralai.client.embeddings", "mistralai"),
    ("mistralai.chat", "mistralai"),
    ("mistralai.agents", "mistralai"),
    ("mistralai.fim", "mistralai"),
    ("mistralai.embeddings", "mistralai"),
    ("cohere.v2.client", "cohere"),
    ("cohere.base_client", "cohere"),
    ("ollama", "ollama"),
    ("botocore.client", "botocore"),
    ("litellm", "litellm"),
)
"""Import name to watch, and the module here whose `instrument(module)` makes its spans."""
