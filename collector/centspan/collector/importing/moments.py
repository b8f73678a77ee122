"""Points in time as files write them, in microseconds since 1970, UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from centspan.collector.importing.values import NotThis

UNITS: Final = {"s": 1_000_000.0, "ms": 1_000.0, "us": 1.0, "ns": 0.001}
"""Unit of a number → microseconds."""
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_TEXT: Final = re.compile(r"-?\d+(\.\d*)?([eE]\+?\d+)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(.*)", re.DOTALL)
_GO_ZONE: Final = re.compile(r" ?([+-]\d\d:?\d\d)( [A-Z]{3,4})?$")
FORMS: Final = "an ISO 8601 or RFC 2822 time, or seconds, ms, µs or ns since 1970"


def micros(value: Any, unit: str = "") -> int:
    """Read any common form; a time without a zone is UTC. `unit` says what a plain number counts.

    Without it the number's size decides: below 10^11 are seconds, then ms, µs and ns by thousands.
    Raises NotThis.
    """
    if isinstance(value, datetime):
        return _of(value)
    if isinstance(value, date):
        return _of(datetime(value.year, value.month, value.day))
    if type(value) is str and value[4:5] == "-":
        try:
            return _of(datetime.fromisoformat(value))
        except ValueError:
            pass  # one of the other forms
    text = str(value).strip()
    if _EPOCH_TEXT.fullmatch(text) and not _is_compact_date(text):
        return _of_number(text, unit)
    try:
        return _of(datetime.fromisoformat(_iso(text)))
    except ValueError:
        return _of_mail(text)


def text(moment: int) -> str:
    """For people, to the second."""
    return f"{_EPOCH + timedelta(microseconds=moment):%Y-%m-%d %H:%M:%S}"


def _of(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = aware - _EPOCH
    return since.days * DAY + since.seconds * SECOND + since.microseconds


def _is_compact_date(text: str) -> bool:
    return len(text) == 8 and text[:2] in ("19", "20") and text.isdigit()


def _of_number(text: str, unit: str) -> int:
    number = float(text)
    size = abs(number)
    guessed = "s" if size < 1e11 else "ms" if size < 1e14 else "us" if size < 1e17 else "ns"
    scale = unit or guessed
    if text.lstrip("-").isdigit():  # exact, which a float is not at nanoseconds
        return int(text) // 1000 if scale == "ns" else int(text) * round(UNITS[scale])
    if abs(number * UNITS[scale]) > 1e18:
        raise NotThis(FORMS)
    return round(number * UNITS[scale])


def _iso(text: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, rest = found.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    if text.endswith(("UTC", "GMT")) and "," not in text:
        text = text[:-3].rstrip() + ("" if _GO_ZONE.search(text[:-3].rstrip()) else "+00:00")
    return _GO_ZONE.sub(r"\1", text) if len(text) > 10 else text


def _of_mail(text: str) -> int:
    try:
        return _of(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):
        raise NotThis(FORMS) from None
