"""What arrived: the demo's own check of its store, without the ledger."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from centspan.instrumentation.errors import CentspanError

PATIENCE_SECONDS = 60.0
MOST_UNPRICED = 0.01


@dataclass(frozen=True, slots=True)
class Stored:
    """Calls from one moment until before another, and how many of them are doubtful."""

    calls: int
    tokens: int
    inconsistent: int
    unpriced: int


def stored(client: Any, start: datetime, end: datetime, services: Sequence[str] = ()) -> Stored:
    """Count what the store has, of some services or of all."""
    sql = files("centspan.deploy.demo").joinpath("stored.sql").read_text("utf-8")
    parameters = {"start": start, "end": end, "services": list(services)}
    row = next(client.query(sql, parameters=parameters).named_results())
    return Stored(**row)


def wait_until(check: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Look again and again, for at most `seconds`; returns whether it came true."""
    deadline = time.monotonic() + seconds
    while not (done := check()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return done


def expect(found: Stored, calls: int, tokens: int) -> None:
    """Raise CentspanError where the store does not hold what was sent, or cannot price it."""
    if (found.calls, found.tokens) != (calls, tokens):
        raise CentspanError(
            f"expected {calls:,} calls with {tokens:,} tokens in the store, found "
            f"{found.calls:,} with {found.tokens:,}"
        )
    if found.inconsistent:
        raise CentspanError(f"expected no inconsistent call, found {found.inconsistent:,}")
    if found.unpriced >= MOST_UNPRICED * calls:
        raise CentspanError(
            f"expected fewer than {MOST_UNPRICED:.0%} unpriced calls, found {found.unpriced:,} "
            f"of {calls:,}; `centspan prices` says which models the price source does not know"
        )
