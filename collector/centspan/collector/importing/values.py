"""What a cell of a file says: each reader returns a value or raises NotThis with what was expected."""

import json
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from centspan.collector.importing.json_text import parsed
from centspan.instrumentation.attribution import MAX_VALUE
from centspan.instrumentation.plain_count import MOST, plain_count

NOTHING: Final = frozenset({"", "null", "none", "nan", "n/a", "na", "nat", "undefined", "\\n"})
"""What tables write into a cell that holds nothing."""
_STARTS: Final = frozenset(("", " ", "\t", "\r", "\n", "n", "N", "u", "U", "\\"))
YES: Final = frozenset({"true", "t", "yes", "y", "1", "1.0", "ok", "success", "succeeded", "pass"})
NO: Final = frozenset({"false", "f", "no", "n", "0", "0.0", "error", "failure", "failed", "fail"})
MOST_USD: Final = Decimal(1_000_000)
MOST_SHARED: Final = 1 << 40
MOST_TEMPERATURE: Final = 1000
_QUANTUM: Final = Decimal(1).scaleb(-18)
_SEPARATORS: Final = ("|", ";", ",")


class NotThis(Exception):
    """A cell does not hold what its field needs; the message says what was expected."""


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty, in any of the ways tables have for that."""
    if value is None:
        return True
    if type(value) is str:
        return value[:1] in _STARTS and len(value) < 12 and value.strip().lower() in NOTHING
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, Decimal) and value.is_nan()


def count(value: Any) -> int:
    """A whole number from 0 to 2³² - 1; `374.0` is one."""
    if type(value) is str and len(value) < 10 and value.isascii() and value.isdigit():
        return int(value)
    number, plain = plain_count(value if type(value) is int else str(value).strip())
    if not plain:
        raise NotThis(f"a whole number from 0 to {MOST}")
    return number


def usd(value: Any) -> Decimal:
    """An amount as written, cut at its 18th digit, as the store cuts those of spans."""
    try:
        amount = Decimal(str(value).strip().removeprefix("$"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MOST_USD:
        raise NotThis("an amount from 0 to 1000000")
    return amount.quantize(_QUANTUM, "ROUND_DOWN")


def number(value: Any) -> float:
    """Any finite number."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise NotThis("a number")
    return found


def milliseconds(value: Any) -> int:
    """A duration from 0 to a year, in microseconds."""
    found = number(value)
    if not 0 <= found <= 31_536_000_000:
        raise NotThis("milliseconds from 0 to a year")
    return round(found * 1000)


def temperature(value: Any) -> float:
    """A sampling temperature; nothing the store's narrow column could not hold."""
    found = number(value)
    if abs(found) > MOST_TEMPERATURE:
        raise NotThis(f"a number up to {MOST_TEMPERATURE}")
    return found


def utf8(text: str) -> str:
    """Text that can be stored: halves of characters, which JSON can spell, become `?`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def truth(value: Any) -> bool:
    """Yes or no, as tables write it."""
    word = str(value).strip().lower()
    if word not in YES and word not in NO:
        raise NotThis("true or false")
    return word in YES


def word(value: Any) -> str:
    """A label: printable, on one line, no longer than the client's."""
    return _label(value if type(value) is str else str(value))


@lru_cache(maxsize=16384)
def _label(text: str) -> str:
    text = text.strip()
    text = text if text.isprintable() else "".join(filter(str.isprintable, text))
    return text if len(text) <= MAX_VALUE else text[:MAX_VALUE]


def many(value: Any) -> int:
    """A count that several calls share, so that it may be larger than any of one call."""
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 20 or int(text) > MOST_SHARED:
        raise NotThis(f"a whole number from 0 to {MOST_SHARED}")
    return int(text)


def items(value: Any) -> list[str]:
    """A list: of JSON, or separated by blanks, commas, semicolons or bars. Of objects, their names."""
    if isinstance(value, str):
        value = _listed(value.strip())
    if not isinstance(value, (list, tuple)):
        raise NotThis("a list")
    return [_name(each) for each in value if not is_nothing(each)]


def inner(value: Any, path: tuple[str, ...]) -> Any:
    """What stands at `path` in an object, which may be JSON in a cell; None where nothing does."""
    for step in path:
        if isinstance(value, str):
            value = parsed(value)
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _listed(text: str) -> Any:
    if text.startswith(("[", "{")):
        listed = parsed(text)
        if listed is not None:
            return listed
        if text.startswith("{"):  # how PostgreSQL writes arrays
            text = text.strip("{}").replace('"', "")
        text = text.strip("[]").replace("'", "")
    separator = next((each for each in _SEPARATORS if each in text), None)
    return [word for each in text.split(separator) if (word := each.strip())]


def _name(item: Any) -> str:
    if isinstance(item, Mapping):
        named = item.get("name") or inner(item, ("function", "name"))
        return utf8(str(named or json.dumps(item, default=str)))
    return utf8(str(item))
