"""Rewrites Native blocks for clients that ask for a newer protocol revision.

chDB writes revision 0. From revision 1 a block starts with its BlockInfo; from 54454 each column says
whether its serialization is a custom one. Neither can be added without walking the columns, since a
block names no lengths.
"""

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol

from centspan.deploy.stack.clickhouse_http.errors import error
from centspan.deploy.stack.clickhouse_http.native_types import TypeNode, parse_type

CUSTOM_SERIALIZATION_REVISION = 54454
BLOCK_INFO = b"\x01\x00\x02\xff\xff\xff\xff\x00"
"""Field 1 is_overflows = false, field 2 bucket_num = -1, end."""

FIXED = {
    **dict.fromkeys(("Int8", "UInt8", "Bool", "Enum8", "Nothing"), 1),
    **dict.fromkeys(("Int16", "UInt16", "Date", "Enum16", "BFloat16"), 2),
    **dict.fromkeys(("Int32", "UInt32", "Float32", "Date32", "IPv4", "Time"), 4),
    **dict.fromkeys(("DateTime", "DateTime32", "Decimal32"), 4),
    **dict.fromkeys(("Int64", "UInt64", "Float64", "DateTime64", "Time64", "Decimal64"), 8),
    **dict.fromkeys(("Int128", "UInt128", "UUID", "IPv6", "Decimal128"), 16),
    **dict.fromkeys(("Int256", "UInt256", "Decimal256"), 32),
}
DECIMAL_WIDTHS = ((9, 4), (18, 8), (38, 16), (76, 32))
INDEX_WIDTHS = (1, 2, 4, 8)
SHARED_KEYS, OWN_KEYS = 1 << 8, 1 << 9
"""Flags of LowCardinality: where its keys are."""


class Source(Protocol):
    """What a block is read from: a BufferedReader."""

    def read(self, size: int = -1, /) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""
        ...

    def peek(self, size: int = 0, /) -> bytes:
        """Bytes that are read next; b'' at the end."""
        ...


class Walk(Protocol):
    """Goes through a block's bytes, each of which it takes or passes over; whoever passes may copy them."""

    def take(self, size: int) -> bytes:
        """The next `size` bytes; raises ClickHouseError where there are fewer."""
        ...

    def skip(self, size: int) -> None:
        """Go past `size` bytes."""
        ...

    def strings(self, count: int) -> None:
        """Go past `count` texts, each behind its length."""
        ...


class _Copy:
    """Copies a block's bytes while it measures them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.copied = bytearray()

    def take(self, size: int) -> bytes:
        data = self._source.read(size)
        if len(data) < size:
            raise error(1002, "the engine's Native output ended inside a block")
        self.copied += data
        return data

    def skip(self, size: int) -> None:
        self.take(size)

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def strings(self, count: int) -> None:
        for _ in range(count):
            self.take(self.number())

    def text(self) -> str:
        return self.take(self.number()).decode("utf-8", "replace")


def blocks(source: Source, revision: int) -> Iterator[bytes]:
    """Each block of revision 0 in `source`, as `revision` has it."""
    while source.peek(1):
        walk = _Copy(source)
        columns, rows = walk.number(), walk.number()
        for _ in range(columns):
            _column(walk, rows, revision)
        yield BLOCK_INFO + bytes(walk.copied)


def header(columns: list[tuple[str, str]]) -> bytes:
    """A block of revision 0 with these names and types and no rows."""
    texts = (text.encode() for column in columns for text in column)
    return b"".join([_varint(len(columns)), b"\0", *(_varint(len(t)) + t for t in texts)])


def _column(walk: _Copy, rows: int, revision: int) -> None:
    walk.text()
    node = _parsed(walk.text())
    if revision >= CUSTOM_SERIALIZATION_REVISION:
        walk.copied += b"\0"
    if rows:
        prefix(walk, node)
        data(walk, node, rows)


@lru_cache(maxsize=1000)
def _parsed(text: str) -> TypeNode:
    return parse_type(text)


def prefix(walk: Walk, node: TypeNode) -> None:
    """Go past what stands before a column's rows; only where it has some."""
    if node.name == "LowCardinality":
        walk.skip(8)
        return
    for child in node.children:
        prefix(walk, child)


def data(walk: Walk, node: TypeNode, rows: int) -> None:
    """Go past a column's rows; raises ClickHouseError for a type that cannot be measured."""
    if node.name in FIXED or node.name.startswith("Interval"):
        walk.skip(FIXED.get(node.name, 8) * rows)
    elif node.name == "String":
        walk.strings(rows)
    elif node.name in COMPOUND:
        COMPOUND[node.name](walk, node, rows)
    else:
        raise error(
            48,
            f"a column of type {node.name} has no length in Native: send or ask for it in another format",
        )


def _nullable(walk: Walk, node: TypeNode, rows: int) -> None:
    walk.skip(rows)
    data(walk, node.children[0], rows)


def _array(walk: Walk, node: TypeNode, rows: int) -> None:
    walk.skip(8 * max(rows - 1, 0))
    total = _long(walk) if rows else 0  # each row's end, the last one's is all
    for child in node.children:
        data(walk, child, total)


def _tuple(walk: Walk, node: TypeNode, rows: int) -> None:
    if not node.children:
        walk.skip(rows)
    for child in node.children:
        data(walk, child, rows)


def _low_cardinality(walk: Walk, node: TypeNode, rows: int) -> None:
    if not rows:
        return
    kind = _long(walk)
    if kind & OWN_KEYS != OWN_KEYS or kind & SHARED_KEYS:
        raise error(117, "expected LowCardinality with the keys of this block")
    child = node.children[0]
    data(walk, child.children[0] if child.name == "Nullable" else child, _long(walk))
    if _long(walk) != rows:
        raise error(117, "expected LowCardinality with a key for each row")
    walk.skip(INDEX_WIDTHS[kind & 0x3] * rows)


def _long(walk: Walk) -> int:
    return struct.unpack("<Q", walk.take(8))[0]


def _decimal(walk: Walk, node: TypeNode, rows: int) -> None:
    width = next(width for digits, width in DECIMAL_WIDTHS if node.number <= digits)
    walk.skip(width * rows)


def _fixed_string(walk: Walk, node: TypeNode, rows: int) -> None:
    walk.skip(node.number * rows)


COMPOUND: dict[str, Callable[[Walk, TypeNode, int], None]] = {
    "Nullable": _nullable,
    "Array": _array,
    "Map": _array,
    "Nested": _array,
    "Tuple": _tuple,
    "LowCardinality": _low_cardinality,
    "Decimal": _decimal,
    "FixedString": _fixed_string,
}


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
