"""The one rule for reported counts: what is a whole number of tokens, and what is none.

The store's SQL follows the same rule (`collector/…/dialect_sql.py`).
"""

import re
from typing import Any, Final

MOST: Final = 2**32 - 1
"""The largest count the store keeps."""
_DECIMAL: Final = re.compile(r"\d*(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII)


def plain_count(value: Any) -> tuple[int, bool]:
    """Return a count, and whether `value` is exactly that: a whole number from 0 to `MOST`.

    `12.0` and `1.2e3` are whole. A fraction loses what follows the point; everything else that is
    no count (negative, too large, a word) is 0.
    """
    if type(value) is int:
        return (value, True) if 0 <= value <= MOST else (0, False)
    text = str(value)
    number = float(f"0{text}") if _DECIMAL.fullmatch(text) else -1.0
    count = int(number) if 0 <= number <= MOST else 0
    return count, count == number
