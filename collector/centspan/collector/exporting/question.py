"""What an export asks of the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A statement with ClickHouse parameters, and their values."""

    sql: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])


def moment(at: datetime) -> str:
    """A time in UTC as the engine reads it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
