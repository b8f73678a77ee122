"""The SDKs that centspan instruments itself: one module each, loaded when the app loads the SDK."""

from typing import Final

_HERE: Final = "centspan.instrumentation.sdks."
SDKS: Final = (
    ("openai", _HERE + "openai"),
    ("anthropic", _HERE + "anthropic"),
    ("groq", _HERE + "groq"),
    ("google.genai.models", _HERE + "google_genai"),
    ("mistralai.client.chat", _HERE + "mistralai"),
    ("mistralai.client.agents", _HERE + "mistralai"),
    ("mistralai.client.fim", _HERE + "mistralai"),
    ("mistralai.client.embeddings", _HERE + "mistralai"),
    ("cohere.v2.client", _HERE + "cohere"),
    ("cohere.base_client", _HERE + "cohere"),
    ("ollama", _HERE + "ollama"),
    ("botocore.client", _HERE + "botocore"),
)
"""Import name to watch, and the module whose `instrument(module)` makes its spans."""
