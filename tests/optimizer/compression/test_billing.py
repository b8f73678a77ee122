"""What a shorter prompt is billed, where a provider's cache read some of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.optimizer.compression.billing import Beginnings, Replay, billed
from centspan.optimizer.compression.distil import Distil
from centspan.optimizer.compression.history import History
from centspan.optimizer.compression.kept import Billed, Kept
from centspan.optimizer.compression.measure import Measured, Tokens, measured
from centspan.optimizer.compression.prefixes import Prefixes, same_beginning
from centspan.optimizer.compression.prompt import Piece
from centspan.optimizer.compression.schema import Schema
from centspan.optimizer.prefix_cache.rules import CacheRule
from centspan.optimizer.prefix_cache.rules import Kept as KeptFor

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
PRICES = {
    "uncached_input": Decimal("2.5e-6"),
    "cache_read": Decimal("0.25e-6"),
    "cache_write_5m": Decimal("3.125e-6"),
    "cache_write_1h": Decimal("5e-6"),
}
RULE = CacheRule("openai", "", 1024, (KeptFor(300, ""),))


def kept(prompt, tokens, minute=0):
    at = NOON + timedelta(minutes=minute)
    return Kept(1, at, "", "openai", "gpt-4o", prompt, tokens, PRICES, Decimal(1))


def shorter(before, after):
    """A prompt of so many counted tokens that a strategy brings down to so many."""
    return Measured("s", False, (), {"user": before}, {"user": after}, Decimal(1))


def test_what_is_not_shorter_is_billed_as_it_was():
    """A prompt that stays as it was is billed as it was, however much of it was read from a cache."""
    was = Billed(100, 2000, 300, 0)
    one = kept((), was)
    assert billed(one, shorter(2400, 2400), Beginnings(9000, 9000, 1.0), RULE) == was
    assert billed(one, shorter(2400, 2400), Beginnings(0, 0, 1.0), RULE) == was
    assert billed(kept((), Billed(0, 0, 0, 0)), shorter(0, 0), Beginnings(0, 0, 0), None).all == 0


def test_what_was_not_sent_before_is_not_read():
    """Where half as much of the beginning was sent before, half as many tokens are read; the rest is billed as the rest was."""
    one = kept((), Billed(100, 2000, 300, 0))
    found = billed(one, shorter(2400, 2000), Beginnings(8000, 4800, 0.5), RULE)
    assert found == Billed(200, 1200, 600, 0)


def test_a_beginning_below_the_minimum_is_not_read():
    """Where fewer tokens than the provider's minimum are the same as before, none is read."""
    one = kept((), Billed(100, 2000, 0, 0))
    assert billed(one, shorter(2100, 1200), Beginnings(8000, 3000, 1.0), RULE) == Billed(
        1200, 0, 0, 0
    )


def test_no_more_is_saved_than_the_share_of_what_was_billed():
    """Where more tokens are counted than were billed the saving is that share; where fewer, the tokens counted."""
    one = kept((), Billed(500, 0, 0, 0))
    begins = Beginnings(0, 0, 0.0)
    assert billed(one, shorter(1000, 500), begins, RULE).all == 250
    assert billed(one, shorter(100, 50), begins, RULE).all == 450


@pytest.mark.parametrize(
    ("one", "other", "same"), [("", "", 0), ("abc", "abd", 2), ("abc", "abc", 3), ("x", "y", 0)]
)
def test_the_beginning_that_two_texts_share(one, other, same):
    """The common beginning is counted in characters."""
    assert same_beginning(one, other) == same


def test_a_beginning_is_forgotten():
    """A beginning is known for five minutes after its last use, by one model, and up to the first block that differs."""
    known = Prefixes(300)
    text = "a" * 1000
    assert known.sent("m", text, NOON) == 0
    assert known.sent("m", text, NOON + timedelta(minutes=4)) == 1000
    assert known.sent("m", "a" * 700 + "b", NOON + timedelta(minutes=8)) == 512
    assert known.sent("other", text, NOON + timedelta(minutes=8)) == 0
    assert known.sent("m", text, NOON + timedelta(minutes=14)) == 0


def turns(count):
    """The prompts of a conversation: each has all that was said before, which the provider has read by then."""
    said = [Piece("system", "system", "Answer by the rules of the house. " * 40)]
    for turn in range(count):
        asked = Piece("user", "user", f"Question {turn}: {'where does my order stand now? ' * 20}")
        yield turn, (*said, asked)
        said.append(Piece("history", "user", asked.text))
        said.append(Piece("history", "assistant", f"Answer {turn}: {'it is on its way. ' * 40}"))


def conversation(strategy):
    """USD that a strategy saves of a conversation, each prompt of which was read as far as it was sent before."""
    replay, saved, tokens = Replay(300), Decimal(0), Tokens("gpt-4o")
    whole = Prefixes(300)
    for turn, prompt in turns(12):
        (found,) = measured(prompt, [strategy], tokens)
        text = "\n\n".join(f"{piece.role}: {piece.text}" for piece in prompt)
        read = whole.sent("m", text, NOON + timedelta(minutes=turn)) // 4
        one = kept(prompt, Billed(found.before - read, read, 0, 0), turn)
        begins = replay.beginnings(one, found)
        saved += one.usd(one.billed) - one.usd(billed(one, found, begins, None))
    return saved


def test_a_history_that_is_told_anew_each_time_costs_more_than_it_saves():
    """A summary that changes with each message takes tokens off, and loses more of the provider's cache than they cost."""
    assert conversation(History()) < 0


def test_what_always_makes_the_same_of_the_same_keeps_the_cache():
    """Distilling keeps the beginnings of a conversation alike, and so saves; what finds nothing to do saves nothing."""
    assert conversation(Distil()) > 0
    assert conversation(Schema()) == 0
