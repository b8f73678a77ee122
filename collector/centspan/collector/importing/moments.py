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
_FIRST: Final = -62_135_596_800 * SECOND
_LAST: Final = 253_402_300_800 * SECOND - 1
"""The years 1 to 9999."""
_EPOCH_TEXT: Final = re.compile(r"-?\d+(\.\d*)?([eE]\+?\d+)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(.*)", re.DOTALL)
_GO_ZONE: Final = re.compile(r" ?([+-]\d\d:?\d\d)( [A-Z]{3,4})?$")
_COMMENT: Final = re.compile(r"(?<=[+-]\d{4}) *\([^()]*\)$")
_OFFSET: Final = re.compile(r"(?<=:\d\d) ?(?:UTC|GMT)?([+-])(\d{1,2}):?([0-5]\d)?$")
_MONTHS: Final = (
    "january february march april may june july august september october november december"
)
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday tues weds thur thurs sept"
_ZONES: Final = "ut utc gmt z est edt cst cdt mst mdt pst pdt"
_WORDS: Final = frozenset(
    (*f"{_MONTHS} {_DAYS} {_ZONES}".split(), *(name[:3] for name in f"{_MONTHS} {_DAYS}".split()))
)
"""What may stand in a date as RFC 2822 writes it; other words, such as PM and CET, would be passed over."""
FORMS: Final = "an ISO 8601 or RFC 2822 time, or seconds, ms, µs or ns since 1970"


def micros(value: Any, unit: str = "") -> int:
    """Read any common form; a time without a zone is UTC. `unit` says what a plain number counts.

    Without it the number's size decides: below 10^11 are seconds, then ms, µs and ns by thousands.
    Raises NotThis, also for years that no calendar here has.
    """
    moment = _micros(value, unit)
    if not _FIRST <= moment <= _LAST:
        raise NotThis(FORMS)
    return moment


def _micros(value: Any, unit: str) -> int:
    if isinstance(value, datetime):
        return _of(value)
    if isinstance(value, date):
        return _of(datetime(value.year, value.month, value.day))
    if type(value) is str and value[4:5] == "-":
        try:
            return _of(datetime.fromisoformat(value))
        except (ValueError, OverflowError):
            pass  # one of the other forms
    text = str(value).strip()
    if _EPOCH_TEXT.fullmatch(text) and not _is_compact_date(text):
        return _of_number(text, unit)
    try:
        return _of(datetime.fromisoformat(_iso(text)))
    except (ValueError, OverflowError):
        return _of_mail(text)


def text(moment: int) -> str:
    """For people, to the second; a moment that was shifted out of all years is the nearest one."""
    moment = min(max(moment, _FIRST), _LAST)
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
    if abs(number * UNITS[scale]) > 1e18:
        raise NotThis(FORMS)
    if text.lstrip("-").isdigit():  # exact, which a float is not at nanoseconds
        return int(text) // 1000 if scale == "ns" else int(text) * round(UNITS[scale])
    return round(number * UNITS[scale])


def _iso(text: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, rest = found.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    if text.endswith(("UTC", "GMT")) and "," not in text:
        text = text[:-3].rstrip() + ("" if _GO_ZONE.search(text[:-3].rstrip()) else "+00:00")
    return _GO_ZONE.sub(r"\1", text) if len(text) > 10 else text


def _of_mail(text: str) -> int:
    text = _COMMENT.sub("", text)  # the zone's name after its offset
    for word in re.findall(r"[^\W\d_]+", text):
        if word.lower() not in _WORDS:
            raise NotThis(f"{FORMS}, of 24 hours, its zone as an offset (+01:00), UTC or none")
    at = _OFFSET.search(text)  # which the parser passes over where it has a colon or follows GMT
    try:
        if at is None:
            return _of(parsedate_to_datetime(text))
        local = _of(parsedate_to_datetime(text[: at.start()]))
    except (ValueError, TypeError, IndexError, OverflowError):
        raise NotThis(FORMS) from None
    sign, hours, minutes = at.groups()
    return local - int(f"{sign}1") * (int(hours) * 60 + int(minutes or 0)) * 60 * SECOND
