"""Why a whole request is turned down, and what a client should do about it."""

from typing import ClassVar

from centspan.instrumentation.errors import CentspanError


class RequestError(CentspanError):
    """A request that is not stored; `status` is its HTTP status."""

    status: ClassVar[int] = 400
    retry_after: ClassVar[int] = 0
    """Seconds after which sending the same request again may succeed; 0: it never will."""


class BadPayload(RequestError):
    """The bytes are not what their content type promises."""


class TooSlow(RequestError):
    """The body did not arrive in time."""

    status = 408


class TooLarge(RequestError):
    """Over a size limit, compressed or not."""

    status = 413


class UnknownMedia(RequestError):
    """A content type or content encoding we do not speak."""

    status = 415


class Busy(RequestError):
    """As much is waiting to be stored as memory and time allow."""

    status = 429
    retry_after = 1


class Unavailable(RequestError):
    """The store did not take the spans (in time); sending them again is safe."""

    status = 503
    retry_after = 1
