"""Content types of ClickHouse's output formats, and the encodings of an answer."""

import re
import zlib
from typing import Protocol

import lz4.frame
import zstandard

from centspan.deploy.stack.clickhouse_http.errors import error

PLAIN = "text/plain; charset=UTF-8"
BINARY = "application/octet-stream"
CONTENT_TYPES = (
    (r"TSV|TabSeparated", "text/tab-separated-values; charset=UTF-8"),
    (r"CSV", "text/csv; charset=UTF-8; header=absent"),
    (r"JSON\w*EachRow|JSONLines|NDJSON", "application/x-ndjson; charset=UTF-8"),
    (r"JSON", "application/json; charset=UTF-8"),
    (r"XML", "application/xml; charset=UTF-8"),
    (r"Markdown", "text/markdown; charset=UTF-8"),
    (r"Native|RowBinary|Arrow|Parquet|ORC|Avro|Protobuf|MsgPack|BSON|Npy|CapnProto", BINARY),
)

INPUT = re.compile(
    r"(?i)Native|RowBinary\w*|Values|(?:CSV|TSV|TabSeparated|JSON)\w*|NDJSON|TSKV|LineAsString|RawBLOB",
    re.ASCII,
)
"""In which rows may come.

Not among them: what other libraries read for the engine (Parquet, ORC, Arrow, Avro and more), past its limits of memory
and time: a damaged kilobyte of Parquet never ended, a small file of ORC took a gigabyte.
"""


def content_type(output_format: str) -> str:
    """The Content-Type a server gives `output_format`."""
    for pattern, kind in CONTENT_TYPES:
        if re.match(pattern, output_format):
            return kind
    return PLAIN


def taken(input_format: str) -> str:
    """`input_format` when rows may come in it; else ClickHouseError 73."""
    if not INPUT.fullmatch(input_format):
        raise error(
            73,
            f"expected rows in Native, RowBinary, Values or a format of CSV, TSV or JSON, found {input_format[:100]}",
        )
    return input_format


def checked(output_format: str) -> str:
    """`output_format` when rows may go out in it; else ClickHouseError 73."""
    if not re.fullmatch(r"\w{1,100}", output_format, re.ASCII):
        raise error(73, f"Unknown format {output_format[:100]}")
    # Its library holds half a megabyte for each column, and no limit counts it.
    if output_format.upper() == "ORC":
        raise error(
            73, "expected a format that limits of memory hold for, found ORC: ask for Parquet"
        )
    return output_format


class Encoder(Protocol):
    """An HTTP Content-Encoding at work."""

    def compress(self, data: bytes, /) -> bytes:
        """Encode `data`; what comes out may lag behind."""
        ...

    def flush(self) -> bytes:
        """Everything still held back, and the end."""
        ...


class _Identity:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class _Lz4:
    def __init__(self) -> None:
        self._frame = lz4.frame.LZ4FrameCompressor()
        self._begun = False

    def compress(self, data: bytes, /) -> bytes:
        return self._begin() + self._frame.compress(data)

    def flush(self) -> bytes:
        return self._begin() + self._frame.flush()

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._frame.begin()


def encoder(encoding: str) -> Encoder:
    """The encoder for one answer."""
    if encoding == "gzip":
        return zlib.compressobj(1, zlib.DEFLATED, 31)
    if encoding == "deflate":
        return zlib.compressobj(1, zlib.DEFLATED, 15)
    if encoding == "lz4":
        return _Lz4()
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=1).compressobj()
    return _Identity()
