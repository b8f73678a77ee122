from datetime import timedelta

from centspan.deploy.demo.backfill.models import MODELS
from centspan.instrumentation.pricing.listing import find

COUNT = 2000


def test_the_same_seed_and_moment_give_the_same_bytes(make, bodies_of):
    """Back-filled payloads are a function of the seed and the moment they end at."""
    assert bodies_of(make(11, COUNT)) == bodies_of(make(11, COUNT))


def test_another_seed_gives_other_traffic(make, bodies_of):
    """DEMO_SEED changes what happens."""
    assert bodies_of(make(11, 1000)) != bodies_of(make(12, 1000))


def test_traffic_fills_the_last_30_days_and_nothing_else(make, rows_of):
    """Every span begins and ends inside the last 30 days, and every one of those days has calls."""
    made = make(11, COUNT)
    rows = rows_of(made)
    end = max(row.started for row in rows)
    ends = [row.started + timedelta(seconds=row.seconds) for row in rows]
    assert max(ends).timestamp() <= made.when.end / 1e9
    assert min(row.started for row in rows).timestamp() >= made.when.start / 1e9
    days = {row.started.date() for row in rows if row.is_call}
    assert (end.date() - min(days)).days + 1 == len(days) >= 30


def test_every_span_is_sent_once(make, rows_of):
    """No two spans of the back-fill share an id, and every call of the traffic is there."""
    made = make(11, COUNT)
    rows = rows_of(made)
    assert len({row.ids for row in rows}) == len(rows)
    assert sum(row.is_call for row in rows) == len(made.calls) >= COUNT


def test_without_stories_the_count_is_what_was_asked_for(make):
    """Only everyday repetitions come on top of the calls asked for: less than two in a hundred."""
    assert COUNT <= len(make(11, COUNT, ()).calls) < COUNT * 1.02


def test_calls_read_as_the_client_writes_them(make, rows_of):
    """Reported totals contain the exclusive buckets, and refused calls report nothing."""
    for row in filter(lambda row: row.is_call, rows_of(make(11, COUNT))):
        if row.source == "none":
            assert row.failed
            assert "gen_ai.usage.input_tokens" not in row.attributes
            continue
        inputs = row.uncached + row.read + row.written
        assert row.attributes["gen_ai.usage.input_tokens"] == inputs
        assert row.attributes["gen_ai.usage.output_tokens"] == row.output + row.reasoning


def test_cached_tokens_come_from_prefixes_sent_before(make, rows_of):
    """Whoever reads from the cache sends a prefix that an earlier call had sent too."""
    sent: set[str] = set()
    calls = sorted((row for row in rows_of(make(11, COUNT)) if row.is_call), key=start)
    reading = [row for row in calls if row.read]
    for row in calls:
        if row.read:
            assert row.model + row.prefixes[:16] in sent
        sent.add(row.model + row.prefixes[:16])
    assert len(reading) > 100


def start(row):
    return row.started


def test_all_but_one_small_model_have_a_price():
    """One model of the company's own is unpriced; every other name is known to the price source."""
    unknown = [model.name for model in MODELS if find(model.provider, model.name) is None]
    assert unknown == ["tagger-2"]
