"""What people write onto the boards."""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.marks import mark
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        (" \n ", None, "expected a mark's text, found none"),
        ("x" * 501, None, "at most 500 characters, found 501"),
        ("later", datetime.now(UTC) + timedelta(hours=1), "between the year 2000 and now"),
        ("early", datetime(1970, 1, 1, tzinfo=UTC), "found 1970-01-01"),
    ],
)
def test_what_cannot_be_shown_is_refused(client, text, at, expected):
    """A mark without text, too long, or of another time is refused with what was expected; nothing is stored."""
    before = client.query("SELECT count() FROM changes").first_row
    with pytest.raises(CentspanError, match=expected):
        mark(client, text, at=at)
    assert client.query("SELECT count() FROM changes").first_row == before


def test_a_mark_stands_among_the_changes(client):
    """Its words, moment, feature and environment arrive as they were given, whatever their characters."""
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    made = mark(
        client, "<b>o'b\n</b>  \\ ✓", feature="o'b", environment="production", at=at, by="me"
    )
    assert made.text == "<b>o'b </b> \\ ✓"
    (row,) = load("changes").rows(client, start=at, end=at + timedelta(seconds=1))
    assert (row["time"], row["title"]) == (at.replace(tzinfo=None), made.text)
    assert row["tags"] == "mark,production,o'b"
    limited = {"start": at, "end": at + timedelta(seconds=1), "features": ["search"]}
    assert load("changes").rows(client, **limited) == []
