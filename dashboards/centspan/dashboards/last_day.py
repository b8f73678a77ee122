"""Which panels show less than the range above them: their question reads calls of its last 24 hours alone."""

from typing import Final

from centspan.collector.query import load

_SINCE: Final = "greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400)"
"""How a question's SQL says it, itself or written out of `in_last_day(…)`."""
_UNLESS_INDEXED: Final = "!= '', {start:DateTime('UTC')}, "
"""In front of it where only what no index finds is limited."""


def last_day(question: str) -> str:
    """What of a range's last 24 hours the question is limited to, in words behind a title; empty where nothing is."""
    sql = " ".join(load(question).sql.split())
    if _SINCE not in sql:
        return ""
    return "users and tenants: last 24 h" if _UNLESS_INDEXED + _SINCE in sql else "last 24 h"
