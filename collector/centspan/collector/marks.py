"""Marks: what a person wants to see beside the numbers, at the moment it happened."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from centspan.instrumentation.errors import CentspanError

LONGEST: Final = 500
"""Characters of a mark."""
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark as it was stored; empty `feature` and `environment` concern all."""

    at: datetime
    text: str
    feature: str
    environment: str

    def as_json(self) -> dict[str, str]:
        """The mark for scripts; its moment in ISO 8601, UTC."""
        return {
            "at": self.at.isoformat(),
            "text": self.text,
            "feature": self.feature,
            "environment": self.environment,
        }


def mark(
    client: Any,
    text: str,
    *,
    feature: str = "",
    environment: str = "",
    at: datetime | None = None,
    by: str = "",
) -> Mark:
    """Store a mark in `changes`, at this moment unless another is given (UTC unless it says otherwise).

    Raises CentspanError for one without text, of more than 500 characters, or of a time to come.
    """
    made = Mark(_moment(at), _text(text), feature, environment)
    client.insert(
        "changes",
        [[made.at, "mark", environment, feature, made.text, by]],
        column_names=["changed_at", "kind", "environment", "feature", "title", "changed_by"],
    )
    return made


def _text(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise CentspanError("expected a mark's text, found none; say what happened in a few words")
    if len(words) > LONGEST:
        raise CentspanError(
            f"expected a mark of at most {LONGEST} characters, found {len(words)}; shorten it"
        )
    return words


def _moment(at: datetime | None) -> datetime:
    now = datetime.now(UTC)
    if at is None:
        return now
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    if not EARLIEST <= moment <= now + timedelta(minutes=5):
        raise CentspanError(
            f"expected a mark's time between the year 2000 and now, found {moment:%Y-%m-%d %H:%M} UTC"
        )
    return moment
