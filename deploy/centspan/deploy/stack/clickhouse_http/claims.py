"""Looks whether rows in a binary format hold as many bytes as they say, before the engine reads them.

The engine makes room for a name or a type of as many bytes as are claimed, up to a gigabyte and past every limit of
memory: ten bytes were enough. What it reads by the length of a column it counts.
"""

import os
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from centspan.deploy.stack.clickhouse_http import native
from centspan.deploy.stack.clickhouse_http.errors import error
from centspan.deploy.stack.clickhouse_http.native_types import parse_type

WINDOW_BYTES: Final = 256 << 10
MOST_VARINT_BYTES: Final = 9
MOST_TYPE_BYTES: Final = 64 << 10
CACHED_CHARACTERS: Final = 1 << 10
NO_TYPE: Final = "expected a column's type in the rows, found {!r}"
PLAIN_TYPE: Final = re.compile(
    r"(?:[\w ,().]|= ?-?\d|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)+", re.ASCII | re.DOTALL
)
"""Types that can be read in one way: without comments."""
KNOWN_ONLY: Final = "input_format_skip_unknown_fields = 0"
CLAIMING: Final = re.compile(r"(?i)\b(?:JSON|Object|Dynamic|(?<!Simple)AggregateFunction)\b")


def check(path: str, data_format: str, seconds: float, types: Callable[[], str]) -> None:
    """Raise ClickHouseError 117 where the rows in a file end before what they claim; rows as text claim nothing.

    48 for columns in RowBinary (`types` are the table's) that would claim in every row, 159 where it takes longer
    than `seconds`.
    """
    name = data_format.lower()
    if not name.startswith(("native", "rowbinary")):
        return
    with open(path, "rb", buffering=0) as file:
        rows = _Rows(file.fileno(), os.fstat(file.fileno()).st_size, time.monotonic() + seconds)
        if name == "native":
            while rows.position < rows.size:
                _block(rows)
            return
        if claiming := CLAIMING.search(types()):
            raise error(
                48, f"rows with a column of {claiming[0]} come as JSON or as text, not in RowBinary"
            )
        if name.startswith("rowbinarywithnames"):
            rows.strings(rows.number() * (2 if name.endswith("types") else 1))


def bounded(settings: str, data_format: str) -> str:
    """An INSERT's SETTINGS, or none; rows in RowBinary have no column that the table has not.

    To pass over its value the engine would make room for as much as is claimed. The last word counts.
    """
    if not data_format.lower().startswith("rowbinary"):
        return settings
    return f"{settings}, {KNOWN_ONLY}" if settings else f"SETTINGS {KNOWN_ONLY}"


class _Rows:
    """A file that is gone through and of which little is read."""

    def __init__(self, descriptor: int, size: int, until: float) -> None:
        self._descriptor = descriptor
        self.size = size
        self._until = until
        self.position = 0

    def take(self, size: int) -> bytes:
        start = self.position
        self.skip(size)
        return os.pread(self._descriptor, size, start)

    def skip(self, size: int) -> None:
        self.position += size
        if self.position > self.size:
            raise error(
                117, f"expected {self.position} bytes of rows as they claim, found {self.size}"
            )

    def number(self) -> int:
        self._in_time()
        value, used = _varint(os.pread(self._descriptor, MOST_VARINT_BYTES, self.position), 0)
        self.skip(used)
        return value

    def _in_time(self) -> None:
        if time.monotonic() > self._until:
            raise error(159, "the rows take longer to go through than the query may")

    def strings(self, count: int) -> None:
        while count:
            self._in_time()
            window = os.pread(self._descriptor, WINDOW_BYTES, self.position)
            # A length is read whole: at the end of the file whatever is there is all of it.
            last = len(window) if len(window) < WINDOW_BYTES else WINDOW_BYTES - MOST_VARINT_BYTES
            at = 0
            while count and at < last:
                length = window[at]
                at += 1
                if length >= 0x80:
                    length, at = _varint(window, at - 1)
                at += length
                count -= 1
            if not at:
                self.skip(count)  # the file is at its end
            self.skip(at)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where it ends; one that does not end reaches past any file."""
    value = shift = 0
    for byte in data[at : at + MOST_VARINT_BYTES]:
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
    raise error(117, "expected a length in the rows, found bytes that are none")


def _block(rows: _Rows) -> None:
    columns, count = rows.number(), rows.number()
    for _ in range(columns):
        rows.skip(rows.number())
        text = _type(rows)
        try:
            node = _cached(text) if len(text) <= CACHED_CHARACTERS else parse_type(text)
            if count:
                native.prefix(rows, node)
                native.data(rows, node, count)
        except (ValueError, IndexError, StopIteration, RecursionError) as failure:
            raise error(117, NO_TYPE.format(text[:100])) from failure


def _type(rows: _Rows) -> str:
    size = rows.number()
    if size > MOST_TYPE_BYTES:
        raise error(117, f"expected a type of {MOST_TYPE_BYTES} bytes at most, found {size}")
    text = rows.take(size).decode("utf-8", "replace")
    if not PLAIN_TYPE.fullmatch(text):
        raise error(117, NO_TYPE.format(text[:100]))
    return text


_cached = lru_cache(maxsize=1000)(parse_type)
