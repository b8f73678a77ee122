"""What a store says of the calls that reached it."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Trust:
    """Calls of one service, and how many of them lack something; counted by weight."""

    service: str
    last_call_at: datetime
    calls: int
    stored_calls: int
    without_feature: int
    without_tenant: int
    without_user: int
    unpriced: int
    assumed_price: int
    estimated_usage: int
    no_usage: int
    """Calls that went well and still told no usage."""
    inconsistent: int
    unpriced_models: tuple[str, ...]
    """At most five."""
    fingerprint_keys: int
    """Several mean replicas whose fingerprints cannot be compared."""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The store's answer; `unanswered` is why there is none, `store` '' where none was found."""

    store: str
    start: datetime
    end: datetime
    asked_for: bool
    """Whether the user named this store; the local stack is only looked for."""
    services: tuple[Trust, ...] = ()
    unanswered: str = ""


def not_asked(start: datetime, end: datetime) -> StoreFacts:
    """Stand in for the answer of a store that nobody wants to hear."""
    return StoreFacts("", start, end, asked_for=False)


def store_facts(dsn: str | None, start: datetime, end: datetime) -> StoreFacts:
    """Ask the store of `dsn`, CENTSPAN_DSN or the local stack; never raises for a store."""
    asked_for = bool(dsn or os.environ.get("CENTSPAN_DSN"))
    try:
        from centspan.collector.dsn import chosen

        store = str(chosen(dsn))
        services = _services(dsn, start, end)
    except ModuleNotFoundError as error:
        why = f'asking a store needs the package {error.name!r}: pip install "centspan[stack]"'
        return StoreFacts("", start, end, asked_for, unanswered=why)
    except CentspanError as error:
        return StoreFacts("", start, end, asked_for, unanswered=str(error))
    return StoreFacts(store, start, end, asked_for, services)


def _services(dsn: str | None, start: datetime, end: datetime) -> tuple[Trust, ...]:
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from centspan.collector.dsn import connect
    from centspan.collector.query import load

    with connect(dsn) as client:
        try:
            rows = load("trust_by_service", live=True).rows(client, start=start, end=end)
        except ClickHouseError as error:
            raise CentspanError(
                f"expected a store that `centspan migrate` made, found: {str(error).splitlines()[0]}"
            ) from error
    return tuple(_trust(row) for row in rows)


def _trust(row: dict[str, Any]) -> Trust:
    row["unpriced_models"] = tuple(row["unpriced_models"])
    return Trust(**row)
