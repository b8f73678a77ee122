"""Estimates: only where the provider was silent, learnt from where it was not."""

import pytest

from centspan.instrumentation import estimate
from centspan.instrumentation.call import Request, Response, begin
from centspan.instrumentation.fingerprint import chat
from centspan.instrumentation.usage import NO_USAGE, Usage


@pytest.fixture(autouse=True)
def _nothing_learnt(monkeypatch):
    monkeypatch.setattr(estimate, "_ratios", {})


def call(recorded, usage, prompt, answer=0):
    fingerprint = chat({"messages": [{"role": "user", "content": "x" * prompt}]})
    begin(Request("openai", "chat", "gpt-4o-mini", fingerprint=fingerprint)).finish(
        Response(usage, output_characters=answer)
    )
    return dict(recorded.all()[-1].attributes)


def test_reported_usage_is_never_estimated(recorded):
    """A provider's counts stand, however far from the characters."""
    found = call(recorded, Usage(uncached_input=9999, output=1), 400, answer=400)
    assert found["centspan.usage.source"] == "provider"
    assert found["centspan.tokens.uncached_input"] == 9999
    assert found["centspan.tokens.output"] == 1


def test_without_text_there_is_nothing_to_estimate():
    """No characters, no tokens, no cost."""
    assert estimate.estimate("m", NO_USAGE, 0, 0) is NO_USAGE


def test_missing_usage_is_a_quarter_token_a_character_at_first(recorded):
    """Marked as estimated, and priced."""
    found = call(recorded, NO_USAGE, 400, answer=80)
    assert found["centspan.usage.source"] == "estimated"
    assert found["centspan.tokens.uncached_input"] == 100
    assert found["centspan.tokens.output"] == 20
    assert found["gen_ai.usage.cost.amount"] == 0.000027


def test_the_shortest_text_is_a_token():
    """A call whose text is shorter than a token is an estimate, not one without usage."""
    short = estimate.estimate("m", NO_USAGE, 1, 1)
    assert (short.uncached_input, short.output, short.source) == (1, 1, "estimated")


def test_the_ratio_follows_what_the_model_reported(recorded):
    """After calls at half a token a character, an estimate is half a token a character."""
    for _ in range(3):
        call(recorded, Usage(uncached_input=500), 1000)
    assert call(recorded, NO_USAGE, 400)["centspan.tokens.uncached_input"] == 200


def test_a_change_of_content_is_followed_in_steps():
    """An exponential average: one odd call moves it by a tenth."""
    estimate.learn("m", 1000, 200)
    estimate.learn("m", 1000, 1200)
    assert estimate.ratio("m") == pytest.approx(0.3)


def test_what_is_no_text_teaches_nothing(recorded):
    """Short prompts, absurd ratios and audio do not spoil the ratio."""
    estimate.learn("gpt-4o-mini", 10, 50)
    estimate.learn("gpt-4o-mini", 1000, 100_000)
    call(recorded, Usage(uncached_input=1000, audio_input=500), 1000)
    assert estimate.ratio("gpt-4o-mini") == estimate.DEFAULT_RATIO


def test_counts_that_were_reported_are_kept_beside_the_estimate(recorded):
    """An unfinished stream that had told its input keeps it; only the output is estimated."""
    known = Usage(uncached_input=7, cache_read=90, source="estimated")
    found = call(recorded, known, 4000, answer=40)
    assert found["centspan.tokens.uncached_input"] == 7
    assert found["centspan.tokens.cache_read"] == 90
    assert found["centspan.tokens.output"] == 10


def test_memory_is_bounded_in_models():
    """A gateway with endless model names does not fill memory."""
    for number in range(2000):
        estimate.learn(f"model-{number}", 1000, 250)
    assert len(estimate._ratios) <= 512
