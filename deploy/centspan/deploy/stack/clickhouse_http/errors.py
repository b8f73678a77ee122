"""Errors as a ClickHouse server reports them: code, name, text and HTTP status."""

import re

from chdb import ChdbError

from centspan.instrumentation.errors import CentspanError

TOO_MUCH_MEMORY = 241
NAMES = {
    36: "BAD_ARGUMENTS",
    40: "CHECKSUM_DOESNT_MATCH",
    48: "NOT_IMPLEMENTED",
    62: "SYNTAX_ERROR",
    73: "UNKNOWN_FORMAT",
    117: "INCORRECT_DATA",
    159: "TIMEOUT_EXCEEDED",
    164: "READONLY",
    TOO_MUCH_MEMORY: "MEMORY_LIMIT_EXCEEDED",
    243: "NOT_ENOUGH_SPACE",
    202: "TOO_MANY_SIMULTANEOUS_QUERIES",
    271: "CANNOT_DECOMPRESS",
    307: "TOO_MANY_BYTES",
    372: "SESSION_NOT_FOUND",
    373: "SESSION_IS_LOCKED",
    394: "QUERY_WAS_CANCELLED",
    497: "ACCESS_DENIED",
    516: "AUTHENTICATION_FAILED",
    1002: "UNKNOWN_EXCEPTION",
}

# As the server's own exceptionCodeToHTTPStatus but for 516; whatever is not here is 500.
STATUSES = {
    400: (
        6,
        25,
        26,
        27,
        36,
        38,
        40,
        41,
        43,
        53,
        62,
        72,
        117,
        167,
        168,
        271,
        321,
        427,
        441,
        456,
        457,
    ),
    # A server says 403 to a wrong password; 401 makes a browser ask for the right one.
    401: (194, 516),
    403: (164, 192, 193, 452, 497),
    404: (46, 47, 50, 56, 60, 63, 73, 81, 115, 372),
    408: (159,),
    413: (307,),
    501: (48,),
    503: (202, 209),
}
STATUS_OF_CODE = {code: status for status, codes in STATUSES.items() for code in codes}

_TEXT = re.compile(r"Code: (\d+)[.,] (.*)", re.DOTALL)


class ClickHouseError(CentspanError):
    """An error with ClickHouse's code; `str()` is the text a server would send."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.reason = message
        super().__init__(f"Code: {code}. {message}")

    @property
    def status(self) -> int:
        """The HTTP status a server answers with."""
        return STATUS_OF_CODE.get(self.code, 500)


def error(code: int, reason: str) -> ClickHouseError:
    """An error of our own, worded as the engine words its errors."""
    return ClickHouseError(code, f"DB::Exception: {reason}. ({NAMES[code]})")


def from_engine(failure: BaseException) -> ClickHouseError:
    """What the engine raised, without the wrapping of its Python layer."""
    text = _words(failure)
    found = _TEXT.search(text)
    if not text.strip() and isinstance(failure, ChdbError | RuntimeError):
        # Under some releases of Python the engine's words are lost where they are not UTF-8.
        return error(117, "the query or its rows hold bytes that cannot be read, not even told")
    if found is None:
        return error(1002, text.strip() or type(failure).__name__)
    return ClickHouseError(int(found.group(1)), found.group(2).strip())


def _words(failure: BaseException) -> str:
    """The engine's text, also where it quotes bytes that are not UTF-8."""
    for one in (failure, failure.__cause__):
        if isinstance(one, UnicodeDecodeError):
            return one.object.decode("utf-8", "replace")
    return str(failure)
