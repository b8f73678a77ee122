"""What a store answers when it cannot do what was asked, as one line for a person."""

from collections.abc import Generator
from contextlib import contextmanager

from clickhouse_connect.driver.exceptions import ClickHouseError

from centspan.instrumentation.errors import CentspanError

UNKNOWN_TABLE, UNKNOWN_COLUMN = 60, 47


@contextmanager
def explained(next_step: str) -> Generator[None]:
    """Turn the driver's errors into CentspanError that says the next step as well; without it `main` explains them."""
    try:
        yield
    except ClickHouseError as error:
        raise CentspanError(explanation(error, next_step)) from error


def explanation(error: ClickHouseError, next_step: str = "") -> str:
    """What the store answered, in a line."""
    line = str(error).splitlines()[0]
    if getattr(error, "code", None) in (UNKNOWN_TABLE, UNKNOWN_COLUMN):
        return f"the store has another schema than this release: run `centspan migrate` ({line})"
    return f"the store failed: {line}{next_step}"
