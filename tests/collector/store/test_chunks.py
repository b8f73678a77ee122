"""How hours are grouped for one statement."""

from datetime import timedelta

from centspan.collector.rolling import chunks

from .conftest import NOON

HOURS = [NOON + timedelta(hours=n) for n in range(6)]
USAGE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.usage.input_tokens": 1,
}


def fill(deliver, held):
    spans = [
        {"attributes": USAGE, "span": 100 * n + m + 1, "trace": n + 1, "at": hour}
        for n, hour in enumerate(HOURS)
        for m in range(held[n])
    ]
    deliver(spans)


def test_few_calls_are_one_group(client, deliver):
    """Hours of few calls are read together, hours without any too."""
    fill(deliver, (1, 0, 2, 0, 0, 1))
    assert list(chunks.chunks(client, reversed(HOURS))) == [HOURS]
    assert list(chunks.chunks(client, [])) == []


def test_no_group_reads_more_than_its_calls(client, deliver, monkeypatch):
    """A group ends before it holds too much; an hour that does so alone is alone; none is lost."""
    monkeypatch.setattr(chunks, "CHUNK_CALLS", 4)
    fill(deliver, (2, 2, 1, 9, 0, 4))
    assert list(chunks.chunks(client, HOURS)) == [HOURS[:2], HOURS[2:3], HOURS[3:4], HOURS[4:]]
    assert chunks.newest(client, HOURS) == [HOURS[5], HOURS[4]]


def test_a_group_spans_a_quarter_at_most(client):
    """Hours years apart are not written by one statement."""
    years = [NOON - timedelta(days=400 * n) for n in range(3)]
    assert list(chunks.chunks(client, years)) == [[each] for each in sorted(years)]
