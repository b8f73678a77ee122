"""One POST to a receiver: http(s) alone, no redirects, a limit of time, and no address in any log."""

import http.client
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from centspan.alerts.notify.failure import DeliveryError

SAID: Final = 300
"""Characters of a refusal that are kept."""
READ_BYTES: Final = 4096
LONGEST_WAIT: Final = 3600.0
"""Seconds that a receiver may ask us to wait."""
TRY_AGAIN: Final = frozenset({401, 403, 404, 407, 408, 410, 423, 425, 429})
"""Refusals that a person or time mends; any other 4xx is about what was said."""


class _Stay(HTTPRedirectHandler):
    """A secret in an address goes to the host it was meant for, and to no other."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Http:
    """Posts with the limits given; the standard library's client, for others log addresses."""

    seconds: float = 10.0

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """POST it; raises DeliveryError unless the answer is a 2xx."""
        address, more = _address(url)
        request = Request(address, body, {**headers, **more}, method="POST")  # noqa: S310 - _address holds it to http(s)
        try:
            with _opener().open(request, timeout=self.seconds):
                return
        except HTTPError as refusal:
            with refusal:
                raise self._refused(refusal) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeliveryError(f"{_host(url)}: {_why(error)}") from None

    def _refused(self, refusal: HTTPError) -> DeliveryError:
        code = refusal.code
        said = " ".join(self._read(refusal).decode("utf-8", "replace").split())[:SAID]
        name = http.client.responses.get(code, "an unknown status")
        return DeliveryError(
            f"{_host(refusal.url)} answered {code} {name}{said and f': {said}'}",
            final=400 <= code < 500 and code not in TRY_AGAIN,
            after_seconds=_asked(refusal.headers.get("Retry-After")),
        )

    def _read(self, refusal: HTTPError) -> bytes:
        """The beginning of what was said, as far as it comes in time."""
        until, read = time.monotonic() + self.seconds, b""
        try:
            while len(read) < READ_BYTES and time.monotonic() < until:
                if not (more := refusal.read1(READ_BYTES)):
                    break
                read += more
        except (OSError, http.client.HTTPException):
            pass
        return read


def _opener() -> OpenerDirector:
    return build_opener(_Stay())


def checked_url(url: str) -> SplitResult:
    """Split an http(s) address; raises DeliveryError for any other, without showing it."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known, parts = False, None
    if not known or parts is None or any(each <= " " or each == "\x7f" for each in url):
        raise DeliveryError(
            "expected an address that begins with http:// or https:// and a host, found another"
        )
    return parts


def _address(url: str) -> tuple[str, dict[str, str]]:
    """The address without user and password, which go into a header."""
    parts = checked_url(url)
    place = parts.netloc.rpartition("@")[2]
    address = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    if parts.username is None:
        return address, {}
    return address, basic(unquote(parts.username), unquote(parts.password or ""))


def basic(user: str, password: str) -> dict[str, str]:
    """The header of basic authentication."""
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def _host(url: str | None) -> str:
    return urlsplit(url or "").netloc.rpartition("@")[2] or "the receiver"


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, OSError):
        return str(reason.strerror or reason)
    return str(reason) if isinstance(reason, str) else f"no proper answer ({type(reason).__name__})"


def _asked(said: str | None) -> float:
    """Seconds of a Retry-After header; its form as a date is passed over."""
    return min(float(said), LONGEST_WAIT) if said and said.isascii() and said.isdigit() else 0.0
