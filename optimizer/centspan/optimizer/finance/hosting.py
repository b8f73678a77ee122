"""Answers without the API: a model hosted by oneself, a quantised one, or a fine-tuned one, over a year."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from centspan.optimizer.finance.self_hosting import (
    Range,
    Replica,
    break_even,
    self_hosted_usd,
)

Kind = Literal["self-hosted", "quantised", "fine-tuned"]
SELF_HOSTED: Final[Kind] = "self-hosted"
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Load:
    """Calls of a month: how many, what the API takes for them, their mean tokens."""

    requests: int
    usd: Decimal
    input_tokens: Decimal
    output_tokens: Decimal
    peak: Decimal = Decimal(1)
    """Calls of a busy hour for one of a mean hour: replicas must answer those."""

    @property
    def usd_per_request(self) -> Decimal:
        """What the API takes for one."""
        return self.usd / self.requests


@dataclass(frozen=True, slots=True)
class Option:
    """One way; it runs on replicas, or at a price of its own for tokens."""

    name: str
    kind: Kind
    set_up_usd: Decimal = Decimal(0)
    """Once: the data, the training, the work."""
    fixed_usd: Decimal = Decimal(0)
    """A month, however few calls: operations, training anew."""
    replica: Replica | None = None
    usd_per_million_input: Decimal = Decimal(0)
    usd_per_million_output: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Compared:
    """An option for a load: USD a month and of the first year, and from how many calls a month it pays."""

    option: Option
    replicas: int
    usd_per_month: Decimal
    usd_first_year: Decimal
    pays: tuple[Range, ...]
    """With the set-up spread over a year; none where it never pays."""


def compared(option: Option, load: Load) -> Compared:
    """Cost an option at a load, and find where it begins to pay."""
    if option.replica is None:
        return _at_a_price(option, load)
    replica = busy(option.replica, load.peak)
    monthly = self_hosted_usd(load.requests, replica, option.fixed_usd)
    fixed = option.fixed_usd + option.set_up_usd / MONTHS
    return Compared(
        option,
        max(1, -(-load.requests // replica.requests_per_month)),
        monthly,
        option.set_up_usd + MONTHS * monthly,
        break_even(load.usd_per_request, replica, fixed).pays,
    )


def busy(replica: Replica, peak: Decimal) -> Replica:
    """A replica that must also answer a busy hour: it answers so many fewer in a mean one."""
    return replace(replica, requests_per_hour=replica.requests_per_hour / peak)


def _at_a_price(option: Option, load: Load) -> Compared:
    one = load.input_tokens * option.usd_per_million_input
    one = (one + load.output_tokens * option.usd_per_million_output) / 1_000_000
    monthly = option.fixed_usd + load.requests * one
    fixed, gain = option.fixed_usd + option.set_up_usd / MONTHS, load.usd_per_request - one
    first = max(1, int((fixed / gain).to_integral_value(ROUND_CEILING))) if gain > 0 else 0
    return Compared(
        option,
        0,
        monthly,
        option.set_up_usd + MONTHS * monthly,
        (Range(first, None),) if first else (),
    )
