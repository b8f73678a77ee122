"""What a store answers when it cannot do what was asked, as one line for a person."""

from collections.abc import Generator
from contextlib import contextmanager

from clickhouse_connect.driver.exceptions import ClickHouseError

from centspan.instrumentation.errors import CentspanError

UNKNOWN_TABLE, UNKNOWN_COLUMN = 60, 47


@contextmanager
def explained(next_step: str = "") -> Generator[None]:
    """Turn the driver's errors into CentspanError; `next_step` says what to do after others."""
    try:
        yield
    except ClickHouseError as error:
        line = str(error).splitlines()[0]
        if _code(error) in (UNKNOWN_TABLE, UNKNOWN_COLUMN):
            raise CentspanError(
                f"the store has another schema than this release: run `centspan migrate` ({line})"
            ) from error
        raise CentspanError(f"the store failed: {line}{next_step}") from error


def _code(error: ClickHouseError) -> int | None:
    return getattr(error, "code", None)
