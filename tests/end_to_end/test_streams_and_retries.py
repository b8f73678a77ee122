"""What a stream leaves unsaid and what retries hide is in the store all the same, and marked."""

from collections import Counter
from decimal import Decimal

import pytest
from genai_prices import calc_price
from genai_prices.types import Usage
from ledger import BUCKETS

APP = """
import centspan.auto, anthropic, gc, json, openai, os
from centspan.instrumentation import label

ELSEWHERE = os.environ["OPENAI_BASE_URL"].replace("127.0.0.1", "localhost")
known = openai.OpenAI(api_key="stream-asked")
unknown = openai.OpenAI(api_key="stream-unasked", base_url=ELSEWHERE)
leaving, leaving_too = openai.OpenAI(api_key="left"), anthropic.Anthropic(api_key="left")
retrying = openai.OpenAI(api_key="retried", max_retries=3)
ask = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi " * 400}]}
claude = {"model": "claude-haiku-4-5", "max_tokens": 99, "messages": ask["messages"]}
def plan(*attempts): return {"x-plan": json.dumps([each | SILENT for each in attempts])}
SILENT = {"usage": "asked"}  # a stream tells its usage only where it is asked

with label(feature="asked"):
    for _ in range(15):
        chunks = list(known.chat.completions.create(**ask, stream=True, extra_headers=plan({})))
        assert all(chunk.choices and chunk.usage is None for chunk in chunks)
with label(feature="unasked"):
    for _ in range(15): list(unknown.chat.completions.create(**ask, stream=True, extra_headers=plan({})))
with label(feature="left"):
    long = plan({"text": "word " * 200, "chunk": 50})
    for _ in range(4):
        stream = leaving.chat.completions.create(**ask, stream=True, extra_headers=long)
        next(stream), next(stream)
        del stream; gc.collect()
        with leaving_too.messages.stream(**claude, extra_headers=long) as stream:
            next(iter(stream.text_stream))
with label(feature="retried"):
    failing = plan({"status": 500}, {"status": 429}, {})
    retrying.chat.completions.create(**ask, extra_headers=failing)
    slow = plan({"delay": 4}, {})
    retrying.with_options(timeout=1.2).chat.completions.create(**ask, extra_headers=slow)
"""


@pytest.fixture(scope="module")
def ran():
    """Whether the app has run in this session; its rows serve every test."""
    return []


@pytest.fixture
def rows(ran, run_apps, app, stack):
    """The stored calls of one feature of the app."""
    if not ran:
        ran += run_apps(app("odd-streams", APP))
    calls = stack.calls("odd-streams", priced=True)
    return lambda feature: [row for row in calls if row["feature"] == feature]


def buckets(row):
    return tuple(row[f"{bucket}_tokens"] for bucket in BUCKETS)


def test_streams_that_say_nothing_of_usage_are_asked_unseen_by_the_app(rows, provider):
    """A known host is asked for usage: exact rows, and no chunk of the app's stream betrays it."""
    asked, billed = rows("asked"), provider.of("stream-asked")
    assert all(each.body["stream_options"] == {"include_usage": True} for each in billed)
    assert {row["usage_source"] for row in asked} == {"provider"}
    assert Counter(map(buckets, asked)) == Counter(
        tuple(each.tokens.get(bucket, 0) for bucket in BUCKETS) for each in billed
    )


def test_streams_that_cannot_be_asked_are_estimated(rows, provider):
    """A host that is not known gets the app's own request, and its rows are marked as estimates."""
    unasked, billed = rows("unasked"), provider.of("stream-unasked")
    assert not any("stream_options" in each.body for each in billed)
    assert len(unasked) == len(billed) == 15
    assert {row["usage_source"] for row in unasked} == {"estimated"}
    assert all(row["uncached_input_tokens"] and row["output_tokens"] for row in unasked)
    assert all(row["list_usd"] > 0 and row["counted"] for row in unasked)


def test_streams_the_app_abandons_report_what_was_used(rows, provider):
    """A stream that is left early is a row, marked; what the provider told by then is exact."""
    left = rows("left")
    assert len(left) == len(provider.of("left")) == 8
    assert all(row["abandoned"] and row["usage_source"] == "estimated" for row in left)
    assert all(row["status"] == "ok" and row["output_tokens"] > 0 for row in left)
    told = [each.tokens for each in provider.of("left") if each.path == "/v1/messages"]
    assert Counter(buckets(row)[:4] for row in left if row["provider"] == "anthropic") == Counter(
        tuple(tokens[bucket] for bucket in BUCKETS[:4]) for tokens in told
    )


def test_retries_inside_the_sdk_are_counted_and_what_they_hide_is_estimated(rows, provider):
    """Attempts stand in the row; those that timed out are priced as their input, on their own."""
    retried = rows("retried")
    assert len(provider.of("retried")) == 5
    assert [row["attempts"] for row in retried] == [3, 2]
    assert [row["unseen_attempts"] for row in retried] == [0, 1]
    assert retried[0]["unseen_estimate_usd"] is None
    tokens = sum(buckets(retried[1])[:4])
    uncached = calc_price(Usage(input_tokens=1_000_000), "gpt-4o-mini", provider_id="openai")
    assert retried[1]["unseen_estimate_usd"] == tokens * uncached.total_price / Decimal(10**6)
