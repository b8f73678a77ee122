"""A cache by meaning tried on one feature's kept requests, at every threshold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from centspan.optimizer.semantic.embedder import Embedder
from centspan.optimizer.semantic.replay import hits
from centspan.optimizer.semantic.requests import Request, requests
from centspan.optimizer.semantic.verdicts import Verdicts, verdicts
from centspan.optimizer.study import Study
from centspan.optimizer.tokens import CHARACTERS

DOUBT: Final = 0.05
"""What is left to chance over all thresholds together."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a cache by meaning is tried."""

    embedder: Embedder
    thresholds: Sequence[float]
    ttl_seconds: int
    most: int
    by_user: bool
    most_temperature: float
    embedding_usd_per_million: Decimal
    """What the embedding of a million tokens costs, of each request that is looked up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found at each threshold, and which calls it answers."""

    requests: Sequence[Request]
    verdicts: tuple[Verdicts, ...]
    hits: tuple[dict[int, int], ...]
    """By place: the place of the request whose answer each gets."""

    @property
    def eligible(self) -> int:
        """Requests that a cache may answer at all."""
        return sum(each.may_be_answered for each in self.requests)


def trial(
    study: Study, scope: tuple[str, str], settings: Settings, labels: Mapping[int, str]
) -> Trial:
    """Replay a feature's newest kept requests at every threshold."""
    every = requests(
        study,
        *scope,
        settings.most,
        labels,
        by_user=settings.by_user,
        most_temperature=settings.most_temperature,
    )
    vectors = settings.embedder.embed([each.text for each in every])
    found = hits(every, vectors, settings.thresholds, settings.ttl_seconds)
    doubt = DOUBT / len(settings.thresholds)
    told = (
        verdicts(every, each, at, doubt)
        for at, each in zip(settings.thresholds, found, strict=True)
    )
    return Trial(every, tuple(told), found)


def lookup_usd(each: Request, settings: Settings) -> Decimal:
    """What looking one request up costs: its embedding, 0 where it is not looked up."""
    tokens = -(-len(each.text) // CHARACTERS) if each.may_be_answered else 0
    return tokens * settings.embedding_usd_per_million / 1_000_000
