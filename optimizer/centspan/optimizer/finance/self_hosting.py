"""Self-hosting against an API: from how many requests a month do whole replicas cost less?"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from centspan.instrumentation.errors import CentspanError

MOST_REPLICAS: Final = 10_000
"""Replicas up to which a break-even is looked for."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One copy of a self-hosted model: GPUs that run the whole month, busy or not."""

    gpus: int
    usd_per_gpu_hour: Decimal
    requests_per_hour: Decimal
    hours_per_month: Decimal = Decimal(720)

    @property
    def usd_per_month(self) -> Decimal:
        """What it costs, in USD a month."""
        return self.gpus * self.usd_per_gpu_hour * self.hours_per_month

    @property
    def requests_per_month(self) -> int:
        """How many requests it can answer in a month."""
        return int(self.requests_per_hour * self.hours_per_month)


@dataclass(frozen=True, slots=True)
class Range:
    """Requests a month from `first` to `last` (None: without end), both in it."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where self-hosting costs no more than the API."""

    pays: tuple[Range, ...]
    """Ascending; the last has no end where it pays for good."""

    @property
    def first(self) -> int | None:
        """The least requests a month at which it pays; None where it never does."""
        return self.pays[0].first if self.pays else None

    @property
    def for_good(self) -> int | None:
        """Requests a month from which it always pays."""
        return self.pays[-1].first if self.pays and self.pays[-1].last is None else None


def self_hosted_usd(requests: int, replica: Replica, operations_usd: Decimal) -> Decimal:
    """USD a month for so many requests: whole replicas, and operations however few they are."""
    replicas = -(-requests // replica.requests_per_month)
    return operations_usd + max(1, replicas) * replica.usd_per_month


def break_even(
    api_usd_per_request: Decimal, replica: Replica, operations_usd: Decimal = Decimal(0)
) -> BreakEven:
    """All ranges of requests a month in which self-hosting costs no more than the API.

    With k replicas it pays from (operations + k × replica) ÷ price on, as far as k replicas answer;
    beyond that one more is needed, and the API may be cheaper again. Raises CentspanError for a
    replica that answers nothing or a price of nothing.
    """
    _check(api_usd_per_request, replica)
    if not _pays_full(api_usd_per_request, replica):
        return BreakEven(())
    ranges: list[Range] = []
    most = replica.requests_per_month
    for replicas in range(1, MOST_REPLICAS + 1):
        usd = operations_usd + replicas * replica.usd_per_month
        needed = int((usd / api_usd_per_request).to_integral_value(ROUND_CEILING))
        first = max(needed, (replicas - 1) * most + 1)
        if first <= replicas * most:
            _add(ranges, first, replicas * most)
        if needed <= (replicas - 1) * most + 1:
            return BreakEven((*ranges[:-1], Range(ranges[-1].first, None)))
    return BreakEven(tuple(ranges))


def _pays_full(api_usd_per_request: Decimal, replica: Replica) -> bool:
    """Whether a full replica costs no more than the API: one that does not never pays, and a further one always pays in the end."""
    return replica.usd_per_month <= replica.requests_per_month * api_usd_per_request


def _add(ranges: list[Range], first: int, last: int) -> None:
    if ranges and ranges[-1].last == first - 1:
        ranges[-1] = Range(ranges[-1].first, last)
    else:
        ranges.append(Range(first, last))


def _check(api_usd_per_request: Decimal, replica: Replica) -> None:
    if api_usd_per_request <= 0:
        raise CentspanError(
            f"expected a price of more than $0 a request, found ${api_usd_per_request}: say what the API takes"
        )
    if replica.requests_per_month < 1:
        raise CentspanError(
            "expected a replica that answers at least one request a month, found "
            f"{replica.requests_per_hour} an hour for {replica.hours_per_month} hours"
        )
