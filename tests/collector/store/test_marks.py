"""What people write onto the boards."""

from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.marks import mark
from centspan.collector.query import load
from centspan.collector.roll import roll
from centspan.instrumentation.errors import CentspanError

HOUR = timedelta(hours=1)
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)


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


def test_a_first_prompt_version_is_no_deploy(client, deliver):
    """What a feature was first seen with, and versions without a name, are no changes."""
    deliver([_call(1, NOON, "v1"), _call(2, NOON + HOUR, ""), _call(3, NOON + 2 * HOUR, "v1")])
    roll(client)
    assert load("changes").rows(client, start=NOON - HOUR, end=NOON + 9 * HOUR) == []


def test_a_new_prompt_version_is_a_deploy_unless_one_was_told(client, deliver):
    """It stands at the hour of its first call; a deploy of that version that somebody told stands alone."""
    deliver(
        [_call(n, NOON + n * HOUR, version) for n, version in enumerate(("v1", "v2", "v2", "v1"))]
    )
    roll(client)
    (row,) = load("changes").rows(client, start=NOON - HOUR, end=NOON + 9 * HOUR)
    assert (row["time"], row["title"]) == ((NOON + HOUR).replace(tzinfo=None), "chat: prompt v2")
    deploy = [NOON, "deploy", "chat", "chat 2.0", {"prompt_version": "v2"}]
    names = ["changed_at", "kind", "feature", "title", "attributes"]
    client.insert("changes", [deploy], column_names=names)
    (row,) = load("changes").rows(client, start=NOON - HOUR, end=NOON + 9 * HOUR)
    assert row["title"] == "chat 2.0"


def test_a_services_first_version_is_no_deploy(client, deliver):
    """A service that arrives, in any environment, and one that says no version have changed nothing."""
    at = {n: {**_call(n, NOON + n * HOUR, ""), "service": "worker"} for n in range(1, 4)}
    deliver([{**at[1], "version": "1.0"}, {**at[2], "environment": "staging", "version": "1.1"}])
    deliver([at[3], {**at[3], "span": 99, "version": "1.0"}])
    assert load("changes").rows(client, start=NOON - HOUR, end=NOON + 9 * HOUR) == []


def test_a_new_service_version_is_a_deploy_unless_one_was_told(client, deliver):
    """It stands at its first span, of its environment; a deploy of that version that somebody told stands alone."""
    at = NOON + timedelta(minutes=7)
    first = {**_call(1, NOON, ""), "service": "o'b", "version": "1.0"}
    deliver([first, {**_call(2, at, ""), "service": "o'b", "version": "2.0 <b>"}])
    asked = {"start": NOON - HOUR, "end": NOON + HOUR}
    (row,) = load("changes").rows(client, **asked)
    assert (row["time"], row["title"]) == (at.replace(tzinfo=None), "o'b: version 2.0 <b>")
    assert row["tags"] == "deploy,production,o'b"
    assert load("changes").rows(client, **asked, environments=["staging"]) == []
    told = {"service": "o'b", "service_version": "2.0 <b>"}
    names = ["changed_at", "kind", "title", "attributes"]
    client.insert("changes", [[at, "deploy", "two", told]], column_names=names)
    assert [row["title"] for row in load("changes").rows(client, **asked)] == ["two"]


def test_prices_that_people_set_are_changes(client):
    """A version of the book by hand or repricing is told in its words; the resolver's are not."""
    at = datetime(2026, 2, 1, tzinfo=UTC)
    rows = [[900, 1, at, "me", "set", "gpt-4o: output"], [901, 2, at, "", "resolved", "gpt-9"]]
    names = ["version", "token", "added_at", "added_by", "reason", "what"]
    client.insert("price_versions", rows, column_names=names)
    (row,) = load("changes").rows(client, start=at, end=at + HOUR)
    assert (row["title"], row["text"]) == ("prices: version 900", "gpt-4o: output (set by me)")
    client.command("DELETE FROM price_versions WHERE version >= 900")


def _call(number, at, version):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.response.model": "gpt-4o",
        "gen_ai.usage.input_tokens": 10,
        "centspan.feature": "chat",
        "centspan.prompt_version": version,
    }
    return {"span": number + 1, "trace": number + 1, "at": at, "attributes": attributes}
