"""What holds for all rows of an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from centspan.collector.importing.cells import Readers, Refused
from centspan.collector.importing.moments import DAY, SECOND, text

QUANTUM = Decimal(1).scaleb(-18)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in USD from a moment on (microseconds since 1970)."""

    currency: str
    usd: Fraction
    since: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How rows are read and what is refused; times are microseconds since 1970."""

    oldest: int
    """Rows from before are refused: the store would drop them."""
    kept_days: int
    newest: int
    origin: str
    """Names the import in the store."""
    readers: Readers
    shift: int = 0
    keep_users: bool = False
    keep_prompts: bool = False
    counts_exclude: bool = False
    rates: Sequence[Rate] = ()

    def moved(self, moment: int) -> int:
        """A row's time as it is stored. Raises Refused where the store would not keep it."""
        moved = moment + self.shift
        if moved < self.oldest:
            days = f"older than the {self.kept_days} days the store keeps calls"
            raise Refused(f"{days}, found {text(moved)}")
        if moved > self.newest:
            raise Refused(f"expected no time in the future, found {text(moved)}")
        return moved

    def in_usd(self, amount: Decimal, currency: str, moment: int) -> Decimal:
        """An amount at the rate that stood. Raises Refused where no rate is known."""
        if currency in ("", "USD"):
            return amount
        standing = max(
            (rate for rate in self.rates if rate.currency == currency and rate.since <= moment),
            key=lambda rate: rate.since,
            default=None,
        )
        if standing is None:
            raise Refused(
                f"no rate for {currency} on {text(moment)[:10]}: give one as [[currency]] in prices.toml (--prices FILE)"
            )
        with localcontext() as context:
            context.prec = 60
            usd = amount * standing.usd.numerator / standing.usd.denominator
            return usd.quantize(QUANTUM)


def limits(now: int, kept_days: int) -> tuple[int, int]:
    """The oldest and newest moment that are taken, as (oldest, newest)."""
    return now - kept_days * DAY, now + DAY + SECOND
