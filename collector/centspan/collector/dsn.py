"""From a DSN to a `clickhouse_connect` client: the one door to the store."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from centspan.collector.engine import DEFAULT_DATABASE, Engine
from centspan.collector.token import token
from centspan.instrumentation.errors import CentspanError

DEFAULT_DSN = "http://127.0.0.1:8123"
FORMS = "http://host:port, https://host:port, clickhouse://user:password@host:port/database or chdb:///path"

# The driver logs each failed attempt; the reason is told once, in the error raised here.
logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Target:
    """Where the store is; the password stays out of every representation."""

    interface: str
    host: str = ""
    port: int = 0
    database: str = DEFAULT_DATABASE
    user: str | None = None
    password: str = field(default="", repr=False)
    verify: bool = True
    path: str = ""

    def __str__(self) -> str:
        if self.interface == "chdb":
            return f"chdb://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.interface}://{host}:{self.port}"


def connect(dsn: str | None = None, *, create_database: bool = False) -> Client:
    """A client for `dsn`, or CENTSPAN_DSN, or the local stack; for one thread at a time.

    `create_database` makes a missing database (or data directory): migrations pass it.
    Raises CentspanError for a DSN that cannot be read and a store that does not answer.
    """
    target = chosen(dsn)
    if target.interface == "chdb":
        return _embedded(target, create_database)
    return _served(target, create_database)


def chosen(dsn: str | None = None) -> Target:
    """What `connect` would connect to; as text it can be shown, for it has no password."""
    return parse(dsn or os.environ.get("CENTSPAN_DSN") or DEFAULT_DSN)


def parse(dsn: str) -> Target:
    """Read a DSN; raises CentspanError, which never repeats a password."""
    try:
        parts = urlsplit(dsn)
        port = parts.port
    except ValueError as error:
        raise CentspanError(f"the DSN cannot be read ({error}); expected {FORMS}") from None
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "chdb":
        return _chdb_target(parts, options)
    if parts.scheme not in ("http", "https", "clickhouse") or not parts.hostname:
        raise CentspanError(f"expected a DSN like {FORMS}; found {_redacted(parts)}")
    secure = parts.scheme == "https" or _flag(options, "secure", default=False)
    target = Target(
        interface="https" if secure else "http",
        host=parts.hostname,
        port=port or (8443 if secure else 8123),
        database=_database(parts.path.strip("/"), options),
        user=unquote(parts.username) if parts.username else options.pop("user", None),
        password=_password(parts, options),
        verify=_flag(options, "verify", default=True),
    )
    _refuse_rest(options)
    return target


def _password(parts: SplitResult, options: dict[str, str]) -> str:
    said, file = options.pop("password", ""), options.pop("password_file", "")
    if not file:
        return unquote(parts.password or "") or said
    try:
        return Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise CentspanError(
            f"the DSN's password_file {file} cannot be read: {error.strerror}"
        ) from error


def _chdb_target(parts: SplitResult, options: dict[str, str]) -> Target:
    path = unquote(parts.netloc + parts.path)
    if not path:
        raise CentspanError("the DSN chdb:// names no directory; expected chdb:///path")
    target = Target("chdb", path=path, database=_database("", options))
    _refuse_rest(options)
    return target


def _embedded(target: Target, create: bool) -> Client:
    # A folder without an engine's metadata is somebody else's, and would be made a store by being opened.
    if not create and not (Path(target.path).expanduser() / "metadata").is_dir():
        raise CentspanError(f"no data directory at {target.path}: `centspan up` makes one")
    # The client's own handle keeps the engine open after this Engine is forgotten.
    return Engine(target.path, database=target.database).client()


def _served(target: Target, create_database: bool) -> Client:
    try:
        if create_database:
            with _client(target, None) as server:
                server.command(f"CREATE DATABASE IF NOT EXISTS {_quoted(target.database)}")
        return _client(target, target.database)
    except ClickHouseError as error:
        raise _explained(target, error) from error


def _client(target: Target, database: str | None) -> Client:
    return clickhouse_connect.get_client(
        interface=target.interface,
        host=target.host,
        port=target.port,
        database=database,
        username=target.user,
        password=target.password or _local_token(target),
        verify=target.verify,
        autogenerate_session_id=False,
    )


def _local_token(target: Target) -> str:
    """The local stack's token, which no other server is ever sent."""
    return token(os.environ) if str(target) == DEFAULT_DSN else ""


def _explained(target: Target, error: ClickHouseError) -> CentspanError:
    code = getattr(error, "code", None)
    if code == 81:
        return CentspanError(
            f"{target} has no database {target.database}: run `centspan migrate`, or name another"
        )
    if code in (192, 193, 194, 516):
        return CentspanError(
            f"{target} refused the user, password or token: write http://user:password@host:port, "
            "or http://:TOKEN@host:port for a stack that `centspan up` started with CENTSPAN_TOKEN"
        )
    if code == 497 and "CREATE DATABASE" in str(error):
        return CentspanError(
            f"{target} has no database {target.database}, and this user may not make it: make it "
            f"first, or name another (a stack of `centspan up` has one, {DEFAULT_DATABASE})"
        )
    if code is None:
        return CentspanError(
            f"nothing answers at {target}: start it with `centspan up` or set --dsn"
        )
    return CentspanError(f"{target} answered: {str(error).splitlines()[0]}")


def _database(path: str, options: dict[str, str]) -> str:
    return unquote(path) or options.pop("database", DEFAULT_DATABASE)


def _flag(options: dict[str, str], name: str, *, default: bool) -> bool:
    value = options.pop(name, str(default)).lower()
    if value not in ("true", "false", "1", "0", "yes", "no"):
        raise CentspanError(f"the DSN's {name} must be true or false; found {value!r}")
    return value in ("true", "1", "yes")


def _refuse_rest(options: Mapping[str, str]) -> None:
    if options:
        raise CentspanError(
            f"the DSN has unknown options {', '.join(sorted(options))}; "
            "known are database, user, password, password_file, secure and verify"
        )


def _redacted(parts: SplitResult) -> str:
    return (
        f"{parts.scheme}://{parts.hostname}" if parts.scheme and parts.hostname else "another form"
    )


def _quoted(identifier: str) -> str:
    escaped = identifier.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
