"""How each value of a price file is read; what does not fit raises ValueError, saying what would."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from centspan.collector.prices.row import ALWAYS, FOREVER
from centspan.instrumentation.spellings import CONTEXT_EDGES, STANDARD_TIERS

Reader = Callable[[Any], Any]
QUARTER: Final = 15 * 60
PER: Final = {"1": 1, "1k": 1000, "1M": 1_000_000}
LEAST: Final = Decimal("1e-12")
MOST: Final = Decimal("1e12")
"""Beyond these no number is meant."""
_REGULAR: Final = re.compile(r"[\^$|\\(){}\[\]]|\.\*")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def text(value: Any) -> str:
    """Read words."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes")
    return value.strip()


def pattern(value: Any) -> str:
    """Read a name with `*` and `?`, in lower case, as names are compared."""
    found = text(value).lower()
    if _REGULAR.search(found) or re.search(r"\s", found):
        raise ValueError("a name in which * and ? may stand for others, no regular expression")
    return found


def tier(value: Any) -> str:
    """Read a service tier; the standard one, however it is spelt, is ''."""
    found = text(value).lower()
    if "@" in found:
        raise ValueError('a tier without a region, which is a key of its own: region = "eu"')
    return "" if found in STANDARD_TIERS else found


def flag(value: Any) -> bool:
    """Read true or false."""
    if value is True or value is False:
        return value
    raise ValueError("true or false")


def like_tier(value: Any) -> str:
    """Read whose listing is meant: `true` (`*`) the tier's own, or that of the tier that is named."""
    if value is True:
        return "*"
    found = tier(value) if isinstance(value, str) else ""
    if not found:
        raise ValueError('true, or a tier that the price source lists, as "batch"')
    return found


def number(value: Any) -> Fraction:
    """Read a number of 0 or more, exactly."""
    plain = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not plain or not Decimal(value).is_finite() or value < 0:
        raise ValueError("a number of 0 or more, without quotes")
    if value and not LEAST <= value <= MOST:
        raise ValueError(f"0, or a number from {LEAST} to {MOST}")
    return Fraction(value)


def positive(value: Any) -> Fraction:
    """Read a number of more than 0."""
    found = number(value)
    if found == 0:
        raise ValueError("a number of more than 0")
    return found


def percent(value: Any) -> Fraction:
    """Read a percentage as a share."""
    found = number(value)
    if found > 100:
        raise ValueError("a percentage from 0 to 100")
    return found / 100


def share(value: Any) -> Fraction:
    """Read a share of more than 0 and at most 1."""
    found = positive(value)
    if found > 1:
        raise ValueError("a share of more than 0 and at most 1")
    return found


def per(value: Any) -> int:
    """Read how many tokens a price is for."""
    if not isinstance(value, str) or value not in PER:
        raise ValueError(" or ".join(f'"{each}"' for each in PER))
    return PER[value]


def edge(value: Any) -> int:
    """Read a size of input at which prices change."""
    if value != 0 and value not in CONTEXT_EDGES:
        raise ValueError(
            f"an edge that calls are sorted by: 0, {', '.join(map(str, CONTEXT_EDGES))}"
        )
    return int(value)


def currency(value: Any) -> str:
    """Read a currency's code."""
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise ValueError('a currency of three capitals, as "EUR"')
    return value


def moment(value: Any) -> datetime:
    """Read a day (from 0:00 UTC) or a time with its zone, on a quarter of an hour."""
    found = _in_utc(value)
    if found.timestamp() % QUARTER or found.microsecond:
        raise ValueError(
            "a quarter of an hour (:00, :15, :30, :45), because spend is kept by the hour "
            "and cut nowhere else"
        )
    if not ALWAYS <= found <= FOREVER:
        raise ValueError(f"a time from {ALWAYS.year} to {FOREVER.year}")
    return found


def _in_utc(value: Any) -> datetime:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time with its zone, as 2026-11-01T00:00:00Z")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise ValueError(f"a time from {ALWAYS.year} to {FOREVER.year}") from None
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    raise ValueError("a day or a time without quotes, as 2026-11-01 or 2026-11-01T00:00:00Z")
