"""Prompts whose text the store keeps, and what each was billed for its input."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.compression.prompt import Prompt, from_kept
from centspan.optimizer.study import Study

INPUT: Final = ("uncached_input", "cache_read", "cache_write_5m", "cache_write_1h")
HOW_TO_KEEP: Final = "to allow it, set CENTSPAN_CAPTURE_CONTENT=true for the app, send `gen_ai.input.messages` with its spans, or import prompts with --keep-prompts (docs/levers/compress.md)"


@dataclass(frozen=True, slots=True)
class Billed:
    """Tokens of a prompt by how they were billed; no token is in two of them."""

    uncached_input: int
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int

    @property
    def all(self) -> int:
        """Tokens of the whole prompt."""
        return self.uncached_input + self.cache_read + self.cache_write_5m + self.cache_write_1h


@dataclass(frozen=True, slots=True)
class Kept:
    """One call whose prompt is kept."""

    call: int
    at: datetime
    prompt_version: str
    provider: str
    model: str
    prompt: Prompt
    billed: Billed
    prices: Mapping[str, Decimal]
    """USD of one token, by how it is billed."""
    paid: Decimal
    """What was paid for a dollar's worth of tokens, times the call's weight."""

    def usd(self, billed: Billed) -> Decimal:
        """What these tokens cost instead, in USD."""
        tokens = sum(
            (getattr(billed, name) * self.prices[name] for name in INPUT), start=Decimal(0)
        )
        return tokens * self.paid


def features(study: Study) -> list[dict[str, Any]]:
    """Every feature, and of how many of its calls the prompt is kept."""
    return study.ask("study_kept", start=study.start, end=study.end)


def rows(study: Study, environment: str, feature: str, most: int) -> list[dict[str, Any]]:
    """The newest kept prompts of a feature as the store has them, in the order of their arrival."""
    scope = {"environment": environment, "feature": feature}
    return study.ask("study_kept_prompts", start=study.start, end=study.end, most=most, **scope)


def kept(row: Mapping[str, Any]) -> Kept:
    """A row of study_kept_prompts.sql."""
    return Kept(
        call=row["call"],
        at=row["started_at"],
        prompt_version=row["prompt_version"],
        provider=row["provider"],
        model=row["model"],
        prompt=from_kept(
            row["system_instructions"], row["input_messages"], row["tool_definitions"]
        ),
        billed=Billed(*(row[f"{name}_tokens"] for name in INPUT)),
        prices={name: Decimal(row[f"{name}_usd"] or 0) for name in INPUT},
        paid=Decimal(row["paid"]),
    )
