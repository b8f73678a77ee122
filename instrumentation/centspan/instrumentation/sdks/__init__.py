"""The SDKs that centspan instruments itself: one module each, loaded when the app loads the SDK."""

from typing import Final

SDKS: Final = (
    ("openai", "centspan.instrumentation.sdks.openai"),
    ("anthropic", "centspan.instrumentation.sdks.anthropic"),
    ("groq", "centspan.instrumentation.sdks.groq"),
)
"""Import name to watch, and the module whose `instrument(module)` makes its spans."""
