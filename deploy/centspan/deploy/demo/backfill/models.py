"""The models of the demo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A model; `strength` (0 to 1) is what its quality depends on, besides the task's difficulty."""

    provider: str
    name: str
    strength: float
    first_ms: int
    ms_per_token: float
    thinks: float = 0.0
    """Reasoning tokens per visible output token."""


OPUS = Model("anthropic", "claude-opus-5-5", 0.96, 900, 22.0)
SONNET = Model("anthropic", "claude-sonnet-5-5", 0.89, 620, 13.0)
HAIKU = Model("anthropic", "claude-haiku-5-5", 0.70, 280, 6.0)
LARGE = Model("openai", "gpt-5.5", 0.95, 1100, 19.0, thinks=1.2)
SOL = Model("openai", "gpt-6.1-sol", 0.88, 520, 11.0, thinks=0.5)
MINI = Model("openai", "gpt-5.4-mini", 0.76, 350, 7.0)
LUNA = Model("openai", "gpt-6-luna", 0.64, 240, 5.0)
FLASH = Model("gcp.gemini", "gemini-3.8-flash", 0.74, 320, 5.5)
EMBEDDER = Model("openai", "text-embedding-3-small", 1.0, 60, 0.0)
TAGGER = Model("inhouse", "tagger-2", 0.55, 90, 3.0)
"""A model of the company's own: no price source knows it, so its calls are unpriced, not free."""
MODELS = (OPUS, SONNET, HAIKU, LARGE, SOL, MINI, LUNA, FLASH, EMBEDDER, TAGGER)


def model_number(model: Model) -> int:
    """The position of a model in `MODELS`."""
    return MODELS.index(model)
