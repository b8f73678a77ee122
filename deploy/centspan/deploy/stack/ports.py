"""Guards every port alike: who may be asked for (Host), from where (Origin), with what (token).

A page in the user's browser can reach loopback ports. It cannot be read from (no CORS header is ever
sent, and no answer may be run as its script), and it cannot write: a POST that names an Origin is refused,
and so are a Host that only DNS rebinding would bring here and what a browser says that another page asks for.
"""

import base64
import hmac
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs

import grpc
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from centspan.collector.token import token
from centspan.instrumentation.errors import CentspanError

LOOPBACK_NAMES = frozenset(("localhost", "127.0.0.1", "::1"))
BASIC = {"WWW-Authenticate": 'Basic realm="centspan"'}
"""Lets a browser ask its user for the token."""
TOKEN_NEEDED = PlainTextResponse(
    "a token is needed: send it as `Authorization: Bearer …` or as password\n", 401, BASIC
)
OWN_SITES = ("", "same-origin", "none")
"""Of Sec-Fetch-Site: no browser, a page of this port, or the user, who typed an address."""
ON_EVERY_ANSWER = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Without them a page could take an answer for a script, whose text it chose by its question, and run it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a port lets through."""

    token: str = ""
    hosts: frozenset[str] = LOOPBACK_NAMES
    any_address: bool = False
    """Accept a Host that is an IP address: set where the bind is not loopback."""


def guard_from(environment: Mapping[str, str], bind_host: str) -> Guard:
    """The guard for ports bound to `bind_host`.

    Reads CENTSPAN_TOKEN, CENTSPAN_TOKEN_FILE and CENTSPAN_ALLOWED_HOSTS. Raises CentspanError for
    a bind that others can reach and no token.
    """
    secret = token(environment)
    local = is_loopback(bind_host)
    if not local and not secret:
        raise CentspanError(
            f"{bind_host} can be reached from other machines: set CENTSPAN_TOKEN or "
            "CENTSPAN_TOKEN_FILE first"
        )
    listed = environment.get("CENTSPAN_ALLOWED_HOSTS", "").lower().split(",")
    names = {name.strip() for name in listed if name.strip()}
    return Guard(secret, LOOPBACK_NAMES | names | {bind_host.lower()}, any_address=not local)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guarded:
    """An ASGI app behind a guard."""

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard,
        *,
        own_origin: bool = False,
        open_paths: tuple[str, ...] = (),
        without_token: ASGIApp = TOKEN_NEEDED,
    ) -> None:
        """`own_origin` lets pages of this port POST to it; `open_paths` need no token.

        `without_token` answers who lacks it, as the port's clients read answers.
        """
        self._app = app
        self._guard = guard
        self._own_origin = own_origin
        self._open_paths = open_paths
        self._without_token = without_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, _for_nobody_else(send))

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        host = headers.get("host", "")
        if not host_allowed(self._guard, host):
            text = f"Host {host[:200]!r} is not served here; list it in CENTSPAN_ALLOWED_HOSTS\n"
            return PlainTextResponse(text, 421)
        origin = headers.get("origin")
        reads = scope["method"] in ("GET", "HEAD")
        written = origin and not reads and not (self._own_origin and _same(origin, host))
        if written or not (
            _of_own_page(headers) or (self._own_origin and reads and _link(headers))
        ):
            return PlainTextResponse("requests from web pages are not taken here\n", 403)
        if scope["path"] in self._open_paths or token_given(self._guard, headers, scope):
            return None
        return self._without_token


def _of_own_page(headers: Headers) -> bool:
    return headers.get("sec-fetch-site", "").lower() in OWN_SITES


def _link(headers: Headers) -> bool:
    """Whether the user followed a link from another page, which then is left."""
    how = headers.get("sec-fetch-mode", ""), headers.get("sec-fetch-dest", "")
    return how == ("navigate", "document")


def _for_nobody_else(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = message.get("headers", [])
            names = {name.lower() for name, _ in said}
            lacking = [each for each in ON_EVERY_ANSWER if each[0] not in names]
            message = {**message, "headers": [*said, *lacking]}
        await send(message)

    return sending


def host_allowed(guard: Guard, header: str) -> bool:
    """Whether a Host header names this server."""
    name = _host_name(header)
    if name in guard.hosts:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return guard.any_address or address.is_loopback


def _host_name(header: str) -> str:
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".")


def _same(origin: str, host: str) -> bool:
    return origin.partition("://")[2].lower() == host.strip().lower()


def token_given(guard: Guard, headers: Headers, scope: Scope) -> bool:
    """Whether the request carries the token, by any of the ways ClickHouse clients have."""
    if not guard.token:
        return True
    query = parse_qs(scope["query_string"].decode("latin-1"))
    offered = [headers.get("x-clickhouse-key", ""), *query.get("password", ())]
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        offered.append(value.strip())
    if kind.lower() == "basic":
        offered.append(_basic_password(value))
    return any(_equal(guard.token, candidate) for candidate in offered)


def _equal(token: str, candidate: str) -> bool:
    return hmac.compare_digest(token.encode(), candidate.encode())


def _basic_password(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:  # no Base64, or no text in it
        return ""


class GrpcToken(grpc.ServerInterceptor):
    """Asks gRPC callers for the token, as `authorization: Bearer …` in their metadata."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._refuse = cast("Any", grpc).stream_unary_rpc_method_handler(_unauthenticated)

    def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        """Let the call through, or answer UNAUTHENTICATED."""
        metadata = dict(handler_call_details.invocation_metadata)
        headers = Headers({key: value for key, value in metadata.items() if isinstance(value, str)})
        if token_given(self._guard, headers, {"query_string": b""}):
            return continuation(handler_call_details)
        return self._refuse


def _unauthenticated(_: Any, context: grpc.ServicerContext) -> bytes:
    context.abort(grpc.StatusCode.UNAUTHENTICATED, "a token is needed: authorization: Bearer …")
    return b""


def default_guard(bind_host: str) -> Guard:
    """The guard this process's environment asks for."""
    return guard_from(os.environ, bind_host)
