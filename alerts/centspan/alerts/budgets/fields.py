"""How each value of `budgets.toml` is read; what does not fit raises ValueError, saying what would."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, cast
from zoneinfo import available_timezones

from centspan.alerts.budgets.model import DIMENSIONS, PERIODS, SEVERITIES, UNITS

Reader = Callable[[Any], Any]
MOST: Final = Decimal(10) ** 11
PLACES: Final = 6
_ID: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


def ident(value: Any) -> str:
    """Read an id."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("an id of small letters, digits and - (at most 64), in quotes")
    return value


def text(value: Any) -> str:
    """Read words."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes")
    return value.strip()


def flag(value: Any) -> bool:
    """Read true or false."""
    if value is True or value is False:
        return value
    raise ValueError("true or false, without quotes")


def amount(value: Any) -> Decimal:
    """Read an amount of more than 0 with at most six decimal places."""
    plain = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    found = Decimal(value) if plain else Decimal("NaN")
    if not found.is_finite() or not 0 < found <= MOST:
        raise ValueError(f"a number of more than 0 and at most {MOST:,}, without quotes")
    if found != round(found, PLACES):
        raise ValueError(f"at most {PLACES} decimal places")
    return found


def whole(value: Any) -> int:
    """Read a whole number of more than 0."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MOST:
        raise ValueError("a whole number of more than 0, without quotes")
    return value


def share(value: Any) -> Decimal:
    """Read a share of more than 0 and at most 1."""
    found = amount(value)
    if found > 1:
        raise ValueError("a share of more than 0 and at most 1 (0.2 is 20 %)")
    return found


def factor(value: Any) -> Decimal:
    """Read how many times the usual is expected."""
    found = amount(value)
    if found > 1000 or found != round(found, 3):
        raise ValueError("times the usual, from 0.001 to 1000 (3.0 is three times)")
    return found


def one_of(*words: str) -> Reader:
    """Return a reader of one of these words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            listed = ", ".join(f'"{word}"' for word in words)
            raise ValueError(f"one of {listed}{nearest(value, words)}")
        return value

    return read


unit: Final = one_of(*UNITS)
period: Final = one_of(*PERIODS)


def timezone(value: Any) -> str:
    """Read a time zone's name."""
    known = available_timezones() - {"localtime"}
    if isinstance(value, str) and value in known:
        return value
    hint = nearest(value, tuple(known))
    raise ValueError(f'a time zone by its IANA name, as "Europe/Berlin"{hint}')


def month_day(value: Any) -> str:
    """Read the day that a fiscal year starts on."""
    if not isinstance(value, str) or not _MONTH_DAY.fullmatch(value):
        raise ValueError('a month and a day from 01 to 28, as "04-01"')
    return value


def scope(value: Any) -> dict[str, str]:
    """Read a scope, in the order of `DIMENSIONS`; an empty value limits nothing."""
    said = cast("dict[str, Any]", value if isinstance(value, dict) else {})
    for name in said:
        if name not in DIMENSIONS:
            hint = nearest(name, DIMENSIONS)
            raise ValueError(f"dimensions out of {', '.join(DIMENSIONS)}, found {name}{hint}")
    if said is value and all(isinstance(each, str) for each in said.values()):
        return {name: said[name] for name in DIMENSIONS if said.get(name)}
    raise ValueError('a table of dimensions with one text each, as { feature = "chat" }')


def severity(value: Any) -> dict[int, Any]:
    """Read how loud each percentage is; a single word is for all the usual ones."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(SEVERITIES, one_of("page", "ticket")(value))
    loud = one_of("page", "ticket")
    said = cast("Mapping[str, Any]", value)
    if not said or not all(re.fullmatch(r"[1-9]\d{0,2}", name) for name in said):
        raise ValueError(
            'percentages from 1 to 999 in quotes, as { "80" = "ticket", "100" = "page" }'
        )
    return {int(name): loud(said[name]) for name in sorted(said, key=int)}


def moment(value: Any) -> datetime:
    """Read a day (its midnight) or a time, with or without an offset."""
    found = value if isinstance(value, datetime) else None
    if found is None and isinstance(value, date):
        found = datetime.combine(value, time())
    if found and 2000 <= found.year < 2100:
        return found
    raise ValueError(
        "a day or a time of this century without quotes, as 2026-11-27 or 2026-11-27T08:00:00"
    )


def nearest(found: Any, known: tuple[str, ...]) -> str:
    """A hint at what was probably meant, where anything known is close."""
    close = get_close_matches(str(found), known, n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
