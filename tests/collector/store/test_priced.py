import random
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.priced import write_out
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.query import Query
from centspan.collector.roll import Roller, roll
from centspan.instrumentation.errors import CentspanError

EVERYWHERE = {"environments": ["production", "o'b"]}
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
SQL = """-- What did each feature spend?
SELECT feature, sum(p.calls) AS calls, sum(p.output_tokens) AS output_tokens,
  sum(p.list_usd) AS list_usd, sum(p.effective_usd) AS effective_usd,
  sumIf(p.calls, price_status = 'unpriced') AS unpriced_calls
FROM priced(SELECT feature FROM spend WHERE purpose != 'eval') AS p
GROUP BY feature ORDER BY feature"""
LIVE, ROLLED = (Query("by_feature", write_out(SQL, live=live)) for live in (True, False))
BRUTE = """
SELECT feature, sum(weight) AS calls, sum(c.output_tokens) AS output_tokens,
  sum(c.list_usd) AS list_usd, sum(c.effective_usd) AS effective_usd, sumIf(weight, price_status = 'unpriced') AS unpriced_calls
FROM calls AS c
WHERE counted AND purpose != 'eval' AND toStartOfHour(started_at) >= {start:DateTime('UTC')}
  AND toStartOfHour(started_at) < {end:DateTime('UTC')} AND environment IN {environments:Array(String)}
GROUP BY feature ORDER BY feature"""


@pytest.fixture
def four_days(deliver, client):
    """Calls on four days, of which the first three are rolled up; some have no price, one an odd name."""
    chosen = random.Random(5)
    spans = [_span(chosen, number) for number in range(400)]
    deliver(span for span in spans if span["at"] < TODAY)
    resolve(client, load_sources())
    roll(client, settle_seconds=-2)
    deliver(span for span in spans if span["at"] >= TODAY - timedelta(hours=30))
    resolve(client, load_sources())


def _span(chosen, number):
    model = chosen.choice(("gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "nobody-1"))
    return {
        "span": number + 1,
        "trace": number + 1,
        "at": TODAY - timedelta(days=3) + timedelta(minutes=chosen.randrange(4 * 1440)),
        "environment": chosen.choice(("production", "o'b")),
        "attributes": {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "anthropic" if "claude" in model else "openai",
            "gen_ai.request.model": model,
            "gen_ai.response.id": f"r{number}",
            "gen_ai.usage.input_tokens": chosen.randrange(1, 9000),
            "gen_ai.usage.output_tokens": chosen.randrange(1, 900),
            "centspan.feature": chosen.choice(("search", "o'b", "<script>alert(1)</script>", "")),
            "centspan.purpose": chosen.choice(("", "eval")),
        },
    }


def test_priced_equals_the_calls_whatever_range_and_grain(four_days, client):
    """Rows by day, by hour and straight from calls add up to what the calls cost, limited or not, to the last digit."""
    sealed = client.query("SELECT countIf(sealed), countIf(NOT sealed) FROM day_states").first_row
    assert all(sealed)  # both paths are taken
    equal_the_calls(client, LIVE)


def test_rollups_alone_equal_the_calls_after_one_pass(four_days, client):
    """One pass of the roller over calls of just now, some of sealed days, and boards have every one of them."""
    Roller(client).run()
    assert client.query("SELECT count() FROM hour_states WHERE dirty").first_row[0]
    equal_the_calls(client, ROLLED)


def equal_the_calls(client, question):
    chosen = random.Random(6)
    for grain in (0, 3600, 86400) * 4:
        start, end = sorted(TODAY + timedelta(hours=chosen.randrange(-80, 30)) for _ in range(2))
        limits = chosen.choice(({}, {"environments": ["production"]}, {"environments": ["o'b"]}))
        answer = question.rows(client, start=start, end=end, grain=grain, **limits)
        brute = client.query(BRUTE, parameters={"start": start, "end": end, **EVERYWHERE, **limits})
        assert answer == list(brute.named_results()), (start, end, grain)


@pytest.mark.parametrize(
    "bad", ["priced(SELECT feature FROM spend", "priced(spend)", "priced(SELECT a FROM b)"]
)
def test_a_bad_source_is_refused(bad):
    """A question whose `priced(…)` cannot be written out says what was expected."""
    with pytest.raises(CentspanError, match=r"never closes it|was expected to be SELECT"):
        write_out(f"SELECT 1 FROM {bad}")


def test_measures_that_a_question_does_not_name_are_left_out():
    """A question of calls alone multiplies nothing and sums nothing else."""
    sql = write_out("SELECT sum(calls) FROM priced(SELECT feature FROM spend)")
    assert "sum(s.calls)" in sql
    assert "output_tokens" not in sql
    assert "price_row" not in sql
    assert "AS standing" not in sql
