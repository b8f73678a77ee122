"""Reads what a ClickHouse client asks for from the URL, the headers and the body."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from centspan.deploy.stack.clickhouse_http.errors import error

# Parameters the HTTP layer consumes itself; every other one is a setting.
OURS = frozenset(
    [
        "query",
        "database",
        "default_format",
        "user",
        "password",
        "quota_key",
        "query_id",
        "session_id",
        "session_timeout",
        "session_check",
        "compress",
        "decompress",
        "wait_end_of_query",
        "buffer_size",
        "client_protocol_version",
        "enable_http_compression",
        "http_zlib_compression_level",
        "network_compression_method",
        "role",
        "stacktrace",
        "send_progress_in_http_headers",
        "http_headers_progress_interval_ms",
        "http_response_headers",
        "add_http_cors_header",
        "http_write_exception_in_output_format",
        "close_session",
        "max_http_get_redirects",
        "log_comment",
    ]
)
DEFAULT_FORMAT = "TabSeparated"
SESSION_SECONDS = 60


@dataclass(frozen=True, slots=True)
class External:
    """A table that comes with a query and lasts as long."""

    name: str
    columns: str
    """Names and types, as in CREATE TABLE."""
    format: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What one HTTP request asks of the engine, the body aside."""

    query: str
    database: str
    default_format: str
    query_id: str
    settings: Mapping[str, str]
    parameters: Mapping[str, str]
    read_only: bool
    session_id: str = ""
    session_seconds: int = SESSION_SECONDS
    compress: str = ""
    """Method of ClickHouse's own compressed blocks to answer in, '' for none."""
    encoding: str = ""
    """Content-Encoding to answer in, '' for none."""
    decompress: bool = False
    content_encoding: str = ""
    protocol_version: int = 0
    wait_end_of_query: bool = False
    external: tuple[External, ...] = ()


def read(method: str, query: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> Request:
    """Read one request; raises ClickHouseError 36 for what cannot be understood."""
    items = dict(query)
    return Request(
        query=items.get("query", ""),
        database=items.get("database") or headers.get("x-clickhouse-database", ""),
        default_format=(
            items.get("default_format") or headers.get("x-clickhouse-format") or DEFAULT_FORMAT
        ),
        query_id=_query_id(items.get("query_id", "")),
        settings={
            name: value
            for name, value in items.items()
            if name not in OURS and not name.startswith("param_")
        },
        parameters={
            name.removeprefix("param_"): value
            for name, value in items.items()
            if name.startswith("param_")
        },
        read_only=method in ("GET", "HEAD"),
        session_id=items.get("session_id", ""),
        session_seconds=min(_number(items, "session_timeout", SESSION_SECONDS), 3600),
        compress=compressed_by(items),
        encoding=_encoding(headers.get("accept-encoding", ""))
        if _flag(items, "enable_http_compression")
        else "",
        decompress=_flag(items, "decompress"),
        content_encoding=headers.get("content-encoding", "").strip().lower(),
        protocol_version=_number(items, "client_protocol_version", 0),
        wait_end_of_query=_flag(items, "wait_end_of_query"),
    )


def compressed_by(items: Mapping[str, str]) -> str:
    """The method of the compressed blocks that the caller unpacks, errors in them too; '' for none."""
    method = items.get("network_compression_method", "LZ4").lower()
    return method if _flag(items, "compress") else ""


def _query_id(given: str) -> str:
    """The caller's id when it can stand in a header, else a new one."""
    if given and given.isascii() and given.isprintable() and len(given) <= 200:
        return given
    return str(uuid.uuid4())


def _flag(items: Mapping[str, str], name: str) -> bool:
    return items.get(name, "0").lower() in ("1", "true", "yes", "on")


def _number(items: Mapping[str, str], name: str, default: int) -> int:
    value = items.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise error(36, f"expected a number in {name}, found {value[:50]!r}")
    return int(value)


def _encoding(accepted: str) -> str:
    """The first of the server's encodings that the client takes, in the server's own order."""
    offered = {part.partition(";")[0].strip().lower() for part in accepted.split(",")}
    for encoding in ("lz4", "gzip", "deflate", "zstd"):
        if encoding in offered:
            return encoding
    return ""
