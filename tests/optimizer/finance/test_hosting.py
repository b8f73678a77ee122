"""A model of one's own against the API, over a year."""

from decimal import Decimal as D

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.finance_example import EXAMPLE
from centspan.optimizer.finance.finance_file import read
from centspan.optimizer.finance.hosting import Load, Option, compared
from centspan.optimizer.finance.load import monthly_load
from centspan.optimizer.finance.self_hosting import Range, Replica
from centspan.optimizer.finance.told import pays_from

PAIR = Replica(gpus=2, usd_per_gpu_hour=D("3.5"), requests_per_hour=D(800))
LOAD = Load(400_000, D("0.0135") * 400_000, D(1000), D(1000))


def test_few_calls_do_not_pay_for_a_replica():
    """Where the API costs less at every volume, no number of calls is told."""
    found = compared(Option("own", "self-hosted", replica=PAIR), Load(10, D("0.01"), D(1), D(1)))
    assert found.pays == ()
    assert pays_from(found) == "which pays at no volume"


def test_whole_replicas_pay_from_the_known_volumes():
    """At $0.0135 a request a pair pays from 373,334, the API is cheaper again from 576,001 to 746,666; with $15,000 of operations it pays above 3,351,111."""
    plain = compared(Option("own", "self-hosted", replica=PAIR), LOAD)
    assert plain.pays == (Range(373_334, 576_000), Range(746_667, None))
    assert (plain.replicas, plain.usd_per_month, plain.usd_first_year) == (1, 5040, 60_480)
    assert pays_from(plain) == "which pays from 373,334 to 576,000, above 746,666 calls a month"
    staffed = compared(Option("own", "self-hosted", fixed_usd=D(15_000), replica=PAIR), LOAD)
    assert staffed.pays[0].first == 3_351_112


def test_a_set_up_is_earned_within_the_first_year():
    """A set-up of twelve times the operations is as operations are, and is paid once in the year's cost."""
    once = compared(Option("own", "fine-tuned", set_up_usd=D(180_000), replica=PAIR), LOAD)
    assert once.pays[0].first == 3_351_112
    assert once.usd_first_year == 180_000 + 12 * 5040


def test_a_busy_hour_needs_more_replicas():
    """Where a busy hour has twice the calls of a mean one, a replica carries half as many a month."""
    busy = Load(LOAD.requests, LOAD.usd, LOAD.input_tokens, LOAD.output_tokens, D(2))
    found = compared(Option("own", "self-hosted", replica=PAIR), busy)
    assert (found.replicas, found.usd_per_month) == (2, 10_080)


def test_a_price_of_ones_own_pays_above_what_its_set_up_takes():
    """A fine-tuned model at $3 and $4.50 a million costs $0.0075 a request of 1,000 and 1,000 tokens: $6,000 of set-up and $100 a month pay above 99,999 calls."""
    tuned = Option("small", "fine-tuned", D(6000), D(100), None, D(3), D("4.5"))
    found = compared(tuned, LOAD)
    assert found.pays == (Range(100_000, None),)
    assert found.usd_per_month == 100 + 400_000 * D("0.0075")
    dear = Option("dear", "fine-tuned", usd_per_million_input=D(100))
    assert compared(dear, LOAD).pays == ()


def test_a_month_is_at_the_pace_of_what_was_measured():
    """Calls of ten hours are scaled to 720; the peak is a busy hour against a mean one, at least 1."""
    row = {"calls": 100, "input_tokens": 1000, "output_tokens": 500, "busy_calls": 25}
    found = monthly_load(row, D(2), D(10))
    assert (found.requests, found.usd, found.peak) == (7200, 144, D("2.5"))
    assert (found.input_tokens, found.output_tokens) == (10, 5)


def test_the_example_tells_of_every_way(tmp_path):
    """The example file has self-hosting, quantising and three ways to fine-tune."""
    path = tmp_path / "finance.toml"
    path.write_text(EXAMPLE, "utf-8")
    assert [each.kind for each in read(path).hosting] == [
        *("self-hosted", "quantised", "fine-tuned", "fine-tuned", "fine-tuned")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[quantised]\ngpus = 1\nusd_per_gpu_hour = 1", "quantised.requests_per_hour"),
        ("[quantised]\nnames = 1", "found names"),
        ("fine_tuning = 3", r"expected tables \[\[fine_tuning\]\]"),
        ("[[fine_tuning]]\ngpus = 1", "expected name"),
        ("[[fine_tuning]]\nname = 'x'\nusd_per_million_input = 1\ngpus = 1", "found both"),
        ("[[fine_tuning]]\nname = 'x'\nusd_per_million_input = 1", "usd_per_million_output"),
    ],
)
def test_a_way_that_is_not_told_in_full_is_named(tmp_path, text, told):
    """A way that lacks a figure, or mixes GPUs with a price for tokens, is refused with its table and key."""
    path = tmp_path / "finance.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CentspanError, match=told):
        read(path)
