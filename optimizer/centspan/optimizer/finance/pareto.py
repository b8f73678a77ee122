"""Configurations of which none is beaten: cheaper, better and quicker at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Configuration:
    """One way to do a task: USD a query, quality (more is better) and latency in milliseconds."""

    name: str
    usd: Decimal
    quality: Decimal
    latency_ms: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A configuration, and which others beat it; none: it is on the front."""

    configuration: Configuration
    beaten_by: tuple[str, ...]


def placed(configurations: Sequence[Configuration], *, latency: bool = False) -> tuple[Placed, ...]:
    """Each configuration with those that beat it, cheapest first.

    One beats another where it costs no more, is no worse (with `latency`: and no slower), and is
    better in one of these. Of two that are alike neither beats the other.
    """
    ordered = sorted(configurations, key=lambda each: (each.usd, -each.quality, each.name))
    return tuple(
        Placed(each, tuple(other.name for other in ordered if _beats(other, each, latency)))
        for each in ordered
    )


def front(
    configurations: Sequence[Configuration], *, latency: bool = False
) -> tuple[Configuration, ...]:
    """Those that nothing beats, cheapest first."""
    every = placed(configurations, latency=latency)
    return tuple(each.configuration for each in every if not each.beaten_by)


def _beats(one: Configuration, other: Configuration, latency: bool) -> bool:
    gains = tuple(_gains(one, other, latency))
    return all(gain >= 0 for gain in gains) and any(gain > 0 for gain in gains)


def _gains(one: Configuration, other: Configuration, latency: bool) -> Iterable[Decimal]:
    yield other.usd - one.usd
    yield one.quality - other.quality
    if latency and one.latency_ms is not None and other.latency_ms is not None:
        yield other.latency_ms - one.latency_ms
