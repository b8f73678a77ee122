"""What the fields of a row become: tokens by bucket, amounts, labels, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from centspan.collector.importing.call import read_call
from centspan.collector.importing.cells import Refused
from centspan.collector.importing.identity import Naming, identity
from centspan.collector.importing.moments import DAY
from centspan.collector.importing.readers import readers
from centspan.collector.importing.settings import Rate, Settings, limits
from centspan.instrumentation.attribution import user_id
from centspan.instrumentation.fingerprint_key import fingerprint_key
from centspan.instrumentation.prefix_chain import name_hash

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MICROS = int(NOW.timestamp()) * 1_000_000
OLDEST, NEWEST = limits(MICROS, 400)
READERS = readers("calls")
SETTINGS = Settings(OLDEST, 400, NEWEST, "test", READERS)
BASE = {"started_at": "2026-11-16T10:00:00Z", "provider": "openai", "model": "gpt-4o"}
TOKENS = (
    "uncached_input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)


def call(settings=SETTINGS, **fields):
    """The one call of a row."""
    return plain(imported(settings, **fields).calls[0])


def plain(columns):
    """With zeros for the columns that were left out."""
    return dict.fromkeys(TOKENS, 0) | {"service_tier": ""} | columns


def imported(settings=SETTINGS, **fields):
    if "calls" in fields:
        settings = replace(settings, readers=readers("calls", shared=True))
    all_fields = {key: value for key, value in {**BASE, **fields}.items() if value is not None}
    return read_call(all_fields, identity(all_fields, {}, Naming(), "file\x001"), settings)


def refused(settings=SETTINGS, **fields):
    with pytest.raises(Refused) as caught:
        imported(settings, **fields)
    return "; ".join(caught.value.reasons)


def test_unknown_usage_is_not_zero():
    """A row without input and output has no usage; a reported 0 is one."""
    assert call()["usage_source"] == "none"
    assert call(cache_read_tokens="5")["usage_source"] == "none"
    assert call(input_tokens="0")["usage_source"] == "provider"


def test_cached_and_reasoning_tokens_are_taken_out_of_their_totals():
    """Input includes cached tokens, output reasoning; each token ends in one bucket."""
    found = call(
        input_tokens="1000",
        output_tokens="300.0",
        cache_read_tokens=600,
        cache_write_tokens=100,
        cache_write_1h_tokens=30,
        reasoning_tokens="200",
    )
    assert [found[name] for name in TOKENS] == [300, 600, 70, 30, 100, 200]
    assert (found["usage_status"], found["requests"]) == ("ok", 1)


@pytest.mark.parametrize(
    "counts",
    [
        {"input_tokens": 10, "cache_read_tokens": 11},
        {"output_tokens": 10, "reasoning_tokens": 11},
        {"input_tokens": 9, "cache_write_tokens": 1, "cache_write_1h_tokens": 2, "cache_read_tokens": 9},
        {"input_tokens": 10, "output_tokens": 5, "total_tokens": 16},
    ],
)  # fmt: skip
def test_counts_that_contradict_each_other_are_kept_and_shown(counts):
    """Parts above their total make a call inconsistent; it is imported, and nothing is clamped."""
    found = call(**counts)
    assert found["usage_status"] == "inconsistent"
    assert found["uncached_input_tokens"] == counts.get("input_tokens", 0)


@pytest.mark.parametrize("tokens", ["-1", "12.5", "many", "1e12", str(2**32)])
def test_what_is_no_count_is_refused(tokens):
    """Negative, broken, wordy and impossible counts are refused with what was found."""
    assert f"found '{tokens}'" in refused(input_tokens=tokens)


def test_every_reason_is_said_at_once():
    """A row with several faults is refused with all of them."""
    said = refused(started_at="soon", input_tokens="x", status="maybe")
    assert all(name in said for name in ("started_at", "input_tokens", "status"))


def test_what_the_store_would_not_keep_is_refused():
    """Rows from before the retention and from the future are refused with that reason."""
    said = refused(started_at="2023-11-16")
    assert said == "older than the 400 days the store keeps calls, found 2023-11-16 00:00:00"
    assert "no time in the future" in refused(started_at="2026-11-22T12:00:00Z")
    moved = Settings(OLDEST, 400, NEWEST, "test", READERS, shift=1096 * DAY)
    assert call(moved, started_at="2023-11-16 18:15:46.6805900")["started_at"] == (
        int(datetime(2026, 11, 16, 18, 15, 46, tzinfo=UTC).timestamp()) * 1_000_000 + 680_590
    )


def test_the_context_band_is_that_of_the_whole_input():
    """Cached tokens count for the price's context tier."""
    assert call(input_tokens=200_001, cache_read_tokens=200_000)["context_band"] == 200_000


def test_amounts_are_exact_and_named():
    """cost_usd keeps 18 digits; who recorded it is said, and is the import where nobody is."""
    found = call(cost_usd="0.0123456789012345678", recorded_by="Gateway")
    assert (found["recorded_usd"], found["recorded_by"]) == (
        Decimal("0.012345678901234567"),
        "gateway",
    )
    assert call(cost_usd="$1.5")["recorded_by"] == "import"
    assert "recorded_usd" not in call(recorded_by="gateway")


@pytest.mark.parametrize("amount", ["-1", "nan1", "1000001", "free", "1e30"])
def test_what_is_no_amount_is_refused(amount):
    """Credits, words and absurd amounts are no cost of a call."""
    assert "expected an amount from 0 to 1000000" in refused(cost_usd=amount)


def test_who_recorded_an_amount_is_one_of_four():
    """An unknown recorder is refused: whether an amount is a bill hangs on it."""
    assert "recorded_by: expected provider, gateway, client or import" in refused(
        cost_usd="1", recorded_by="invoice"
    )


def test_other_currencies_need_a_rate_of_their_day():
    """An amount in euros becomes dollars at the rate that stood; without one the row is refused."""
    assert "no rate for EUR on 2026-11-16" in refused(cost_usd="1", currency="eur")
    rates = (
        Rate("EUR", Fraction("1.10"), MICROS - 30 * DAY),
        Rate("EUR", Fraction("1.25"), MICROS - DAY),
        Rate("GBP", Fraction(2), 0),
    )
    settings = Settings(OLDEST, 400, NEWEST, "test", READERS, rates=rates)
    assert call(settings, cost_usd="3", currency="EUR")["recorded_usd"] == Decimal("3.3")
    late = call(settings, cost_usd="3", currency="EUR", started_at="2026-11-20T00:00:00Z")
    assert late["recorded_usd"] == Decimal("3.75")
    assert "no rate for EUR" in refused(
        settings, cost_usd="3", currency="EUR", started_at="2026-09-01"
    )


def test_labels_are_taken_as_they_are():
    """Labels keep their words; the standard tier has no name; names of models keep their capitals."""
    found = call(
        feature="Search ",
        tenant="acme",
        service_tier="default",
        model="Llama-4",
        provider="Groq",
        operation="embeddings",
    )
    names = ("feature", "tenant", "service_tier", "model", "provider", "operation")
    assert [found[name] for name in names] == [
        *("Search", "acme", "", "Llama-4", "groq", "embeddings")
    ]
    tiers = {"batch@eu": "batch@eu", "Standard@EU": "@eu", "Flex": "flex", "auto": ""}
    assert {said: call(service_tier=said)["service_tier"] for said in tiers} == tiers
    assert "calls no model" in refused(operation="execute_tool")


def test_providers_have_the_names_that_spans_give_them():
    """A provider is stored under the name it has on spans, however the file calls it."""
    found = [call(provider=name)["provider"] for name in ("OpenAI", "bedrock", "vertex_ai")]
    assert found == ["openai", "aws.bedrock", "gcp.vertex_ai"]


def test_users_are_hashed_as_the_client_does():
    """A user id becomes the client's keyed hash, unless it is one or is to be kept."""
    assert call(user_id="jane@example.com")["user_id"] == user_id("jane@example.com")
    assert call(user_id=user_id("jane"))["user_id"] == user_id("jane")
    keeping = Settings(OLDEST, 400, NEWEST, "test", READERS, keep_users=True)
    assert call(keeping, user_id="jane")["user_id"] == "jane"


@pytest.mark.parametrize(
    ("said", "status", "http"),
    [
        ({"status": "success"}, "ok", 0),
        ({"status": "FAILURE"}, "error", 0),
        ({"status": "429"}, "error", 429),
        ({"status": 200}, "ok", 200),
        ({"error_type": "timeout"}, "error", 0),
        ({"http_status": "500"}, "error", 500),
        ({}, "ok", 0),
    ],
)
def test_how_a_call_ended_is_understood(said, status, http):
    """Words, HTTP statuses and errors alone say whether a call failed."""
    found = call(**said)
    assert (found["status"], found["http_status"]) == (status, http)


def test_durations_come_from_either_way():
    """A duration is given in milliseconds, or as the end; never negative."""
    assert call(duration_ms="12.5")["duration_us"] == 12_500
    assert call(ended_at="2026-11-16T10:00:02Z")["duration_us"] == 2_000_000
    assert call(ended_at="2026-11-16T09:00:00Z")["duration_us"] == 0


def test_a_row_that_is_a_later_try_is_a_retry():
    """Each row is one try: the third is a retry once, not three times."""
    found = call(attempt="3")
    assert (found["attempt"], found["is_retry"], found["attempts"]) == (3, 1, 1)
    assert call(attempt="1")["is_retry"] == 0


def test_a_task_ends_as_its_rows_say():
    """task_ok of a row with a task id is the task's outcome; unknown is none."""
    track = imported(task_id="t1", task_ok="true", duration_ms=1000).tracks[0]
    assert track.table == "task_outcomes"
    assert (track.columns["task_id"], track.columns["outcome"]) == ("t1", "succeeded")
    assert imported(task_id="t1", task_ok="0").tracks[0].columns["outcome"] == "failed"
    assert imported(task_id="t1", task_ok="unknown").tracks == []
    assert imported(task_ok="true").tracks == []


def test_fingerprints_of_a_file_are_kept_or_hashed():
    """16 hex digits stand as they are and belong to no key; other words become keyed hashes."""
    given = call(request_fingerprint="00000000000000ff")
    assert (given["request_fingerprint"], given["fingerprint_key_id"]) == (255, 0)
    hashed = call(request_fingerprint="question 7")
    assert hashed["request_fingerprint"] == int(name_hash("request", "question 7"), 16)
    assert hashed["fingerprint_key_id"] == int(fingerprint_key().id, 16)


def test_blocks_and_tools_are_kept_without_their_names():
    """Prefix blocks keep their order and size in tokens, tools only keyed hashes."""
    row = imported(prefix_fingerprints="[46, 47]", prefix_block_tokens="512", tool_names="a,b")
    columns = row.tracks[0].columns
    assert columns["prefixes"] == [int(name_hash("prefix", word), 16) for word in ("46", "47")]
    assert (columns["prefix_block_tokens"], row.calls[0]["has_tools"]) == (512, 1)
    assert columns["tool_hashes"] == [int(name_hash("tool", word), 16) for word in "ab"]


def test_a_prompt_leaves_no_text_unless_it_may():
    """Of a prompt only keyed hashes and characters are kept; its text only with --keep-prompts."""
    secret = "the launch is on Friday"
    row = imported(prompt=secret)
    assert secret not in str(row)
    assert row.calls[0]["request_fingerprint"] != 0
    assert row.tracks[0].columns["section_chars"] == [len(secret)]
    assert (
        call(prompt=[{"role": "user", "content": secret}])["request_fingerprint"]
        == (row.calls[0]["request_fingerprint"])
    )
    keeping = Settings(OLDEST, 400, NEWEST, "test", READERS, keep_prompts=True)
    kept = {track.table: track.columns for track in imported(keeping, prompt=secret).tracks}
    assert secret in kept["call_content"]["input_messages"]


@pytest.mark.parametrize("calls", [1, 2, 7, 1000, 3_000_000])
def test_a_row_for_many_calls_keeps_every_sum(calls):
    """A row that stands for many calls becomes a few weighted ones: calls and tokens add up exactly."""
    tokens = 1_000_000_019 * min(calls, 10)
    many = imported(input_tokens=tokens, cache_read_tokens=333_333, output_tokens=77, calls=calls)
    rows = list(map(plain, many.calls))
    total = {name: sum(row["weight"] * row[name] for row in rows) for name in TOKENS}
    assert sum(row["weight"] for row in rows) == calls
    assert total["output_tokens"] == 77
    assert sum(total[name] for name in TOKENS[:4]) == tokens
    assert len({row["span_id"] for row in rows}) == len(rows) <= 4


def test_a_bucket_without_requests_is_no_call():
    """A row that stands for no call at all becomes none; tokens without a count are one."""
    assert imported(input_tokens=0, output_tokens=0, calls=0).calls == []
    assert len(imported(input_tokens=5, calls=0).calls) == 1
