"""What other systems export, read by their tables; and verdicts."""

import csv
import json
from decimal import Decimal

import pytest

from centspan.collector.importing.format import FORMATS
from centspan.deploy.cli import import_calls

CALLS = (
    "provider, model, operation, uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens, "
    "output_tokens, reasoning_tokens, recorded_usd, recorded_by"
)


def litellm(at, number, **columns):
    usage = {
        "prompt_tokens": 1000,
        "completion_tokens": 200,
        "prompt_tokens_details": {"cached_tokens": 600},
        "completion_tokens_details": {"reasoning_tokens": 150},
        "cache_creation_input_tokens": 100,
    }
    return {
        "request_id": f"chatcmpl-{number}",
        "call_type": "acompletion",
        "api_key": "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
        "spend": 0.00123,
        "total_tokens": 1200,
        "prompt_tokens": 1000,
        "completion_tokens": 200,
        "startTime": at(number),
        "endTime": at(number + 2),
        "completionStartTime": at(number + 0.5),
        "model": "claude-sonnet-4-5",
        "model_group": "smart",
        "custom_llm_provider": "anthropic",
        "end_user": "customer-1",
        "team_id": "search",
        "metadata": {"usage_object": usage, "status": "success"},
        "cache_hit": "False",
        **columns,
    }


def test_the_command_offers_every_format():
    """--format knows the formats that have a table, without loading them."""
    assert import_calls.FORMATS == FORMATS


def test_litellm_logs_are_a_gateways_record(file, at, bring, stored):
    """LiteLLM's spend is a gateway's; cached and reasoning tokens are found in its metadata."""
    failed = {
        "spend": 0,
        **dict.fromkeys(("total_tokens", "prompt_tokens", "completion_tokens"), 0),
        "status": "failure",
        "metadata": {"error_information": {"error_class": "RateLimitError", "error_code": "429"}},
    }
    rows = litellm(at, 1), litellm(at, 2, **failed), litellm(at, 3, cache_hit="True", spend=0)
    result, refused = bring(file("spend.jsonl", *rows), "litellm")
    assert (result.imported, refused, result.unknown_columns) == (3, {}, {})
    first = ("anthropic", "claude-sonnet-4-5", "chat", 300, 600, 100, 50, 150)
    assert stored(CALLS)[0] == (*first, Decimal("0.00123"), "gateway")
    how = "status, error_type, http_status, served_from, duration_us, time_to_first_token_us, team"
    assert stored(how) == [
        ("ok", "", 0, "", 2_000_000, 500_000, "search"),
        ("error", "RateLimitError", 429, "", 2_000_000, 500_000, "search"),
        ("ok", "", 0, "gateway_cache", 2_000_000, 500_000, "search"),
    ]


def test_litellm_spend_of_nothing_is_no_bill(file, at, bring, stored):
    """LiteLLM writes 0 where it knows no price: the call has no recorded amount, and is never $0."""
    rows = [litellm(at, number, spend=spend) for number, spend in enumerate((0, 0.0, "0", 1e-9))]
    bring(file("spend.jsonl", *rows), "litellm")
    assert stored("recorded_usd") == [(None,)] * 3 + [(Decimal("1e-9"),)]


def test_litellm_logs_as_csv_are_the_same_calls(tmp_path, client, at, bring):
    """The same table as CSV, its metadata as text in a cell, brings the same calls."""
    rows = [litellm(at, number) for number in (1, 2)]
    path = tmp_path / "spend.csv"
    with path.open("w", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows({**row, "metadata": json.dumps(row["metadata"])} for row in rows)
    bring(path, "litellm")
    asked = f"SELECT {CALLS}, trace_id FROM llm_calls FINAL ORDER BY started_at"
    before = client.query(asked).result_rows
    again = tmp_path / "spend.jsonl"
    again.write_text("".join(json.dumps(row) + "\n" for row in rows))
    bring(again, "litellm")
    assert client.query(asked).result_rows == before


def observation(at, number, usage, **columns):
    return {
        "id": f"{number:016x}",
        "traceId": f"{number:032x}",
        "type": "GENERATION",
        "startTime": at(number),
        "endTime": at(number + 1),
        "model": "gpt-4o",
        "usageDetails": usage,
        "costDetails": {"input": 0.001, "total": 0.002},
        "level": "DEFAULT",
        "metadata": {"anything": 1},
        **columns,
    }


def test_langfuse_counts_leave_cached_tokens_out(file, at, bring, stored):
    """Langfuse's parts add up to its total; where its total says that input includes them, so it is."""
    exclusive = {
        "input": 400,
        "input_cached_tokens": 600,
        "output": 50,
        "output_reasoning_tokens": 150,
    }
    rows = [
        observation(at, 1, {**exclusive, "total": 1200}),
        observation(
            at, 2, {"input": 1000, "input_cached_tokens": 600, "output": 200, "total": 1200}
        ),
        observation(at, 3, {**exclusive, "total": 1300}, level="ERROR"),
        observation(at, 4, {}, type="SPAN"),
    ]
    result, _ = bring(file("observations.json", *rows), "langfuse")
    assert (result.imported, result.skipped, result.unknown_columns) == (3, 1, {})
    counts = "uncached_input_tokens, cache_read_tokens, output_tokens, reasoning_tokens"
    assert stored(f"{counts}, usage_status, status") == [
        (400, 600, 50, 150, "ok", "ok"),
        (400, 600, 200, 0, "ok", "ok"),
        (400, 600, 50, 150, "inconsistent", "error"),
    ]
    assert stored("DISTINCT recorded_by, recorded_usd", order="1") == [("client", Decimal("0.002"))]
    assert stored("lower(hex(span_id))")[0] == (f"{1:016x}",)


def test_langfuse_columns_of_its_blob_export_are_known(file, at, bring, stored):
    """Snake case names of the storage export bring the same."""
    row = {
        "id": "obs-1", "trace_id": "t", "type": "GENERATION", "start_time": at(), "environment": "eu",
        "provided_model_name": "gpt-4o", "user_id": "u", "session_id": "s", "total_cost": "0.5",
        "usage_details": '{"input": 5, "output": 6}',
    }  # fmt: skip
    result, _ = bring(file("blob.jsonl", row), "langfuse")
    assert result.unknown_columns == {}
    assert stored("model, environment, session_id, uncached_input_tokens, output_tokens") == [
        ("gpt-4o", "eu", "s", 5, 6)
    ]


def test_openai_usage_keeps_its_totals(file, client, at, bring):
    """A bucket of 270 requests is 270 calls with exactly its tokens, cached ones apart."""
    results = [
        {
            "object": "organization.usage.completions.result",
            "input_tokens": 14_350_791,
            "input_cached_tokens": 12_000_001,
            "output_tokens": 96_969,
            "num_model_requests": 270,
            "model": "gpt-4o",
            "batch": True,
            "service_tier": None,
            "project_id": "proj_1",
            "user_id": None,
            "api_key_id": None,
        },
        {
            "object": "organization.usage.embeddings.result",
            "input_tokens": 16,
            "num_model_requests": 2,
            "model": "text-embedding-3-small",
        },
    ]
    bucket = {"object": "bucket", "start_time": 1, "end_time": 2, "results": results}
    page = {"object": "page", "data": [bucket], "has_more": False, "next_page": None}
    result, _ = bring(file("usage.json", page), "openai-usage", fixed={"started_at": at()})
    assert (result.rows, result.imported, result.unknown_columns) == (2, 2, {})
    asked = (
        "SELECT operation, service_tier, sum(calls), sum(uncached_input_tokens), "
        "sum(cache_read_tokens), sum(output_tokens) FROM spend GROUP BY 1, 2 ORDER BY 1"
    )
    assert client.query(asked).result_rows == [
        ("chat", "batch", 270.0, 2_350_790, 12_000_001, 96_969),
        ("embeddings", "", 2.0, 16, 0, 0),
    ]


def test_openai_usage_without_models_says_what_to_do(file, at, bring):
    """Buckets that are not grouped by model cannot be priced: they are refused with that reason."""
    row = {"start_time": at(), "input_tokens": 5, "num_model_requests": 1, "model": None}
    _, refused = bring(file("usage.jsonl", row), "openai-usage")
    assert refused == {1: ("no model",)}


EVALUATIONS = (
    "item_id,feature,class,model,score,max_score,evaluator,judged_at,cost_usd,duration_ms,id"
)


def test_verdicts_outside_their_range_are_refused(file, at, bring, stored):
    """A score above its best, below zero or -1 for no judgement is refused, and averaged nowhere."""
    lines = [
        f"q1,faq,qa,gpt-4o,4.5,5,judge,{at()},0.01,900,a",
        f"q1,faq,qa,gpt-4o-mini,5.5,5,judge,{at()},,,b",
        f"q2,faq,qa,gpt-4o,-1,5,judge,{at()},,,c",
        f"q3,faq,qa,gpt-4o,-0.5,5,judge,{at()},,,d",
        f"q4,faq,qa,gpt-4o,,5,judge,{at()},,,e",
        f"q5,faq,qa,gpt-4o,0,5,judge,{at()},,,f",
    ]
    _, refused = bring(file("v.csv", *lines, header=EVALUATIONS), "evaluations")
    assert refused == {
        2: ("score: expected 0 to 5, found '5.5'",),
        3: ("score: -1 means that there was no judgement",),
        4: ("score: expected 0 to 5, found '-0.5'",),
        5: ("no score",),
    }
    asked = "item_id, feature, class, model, score, max_score, cost_usd, duration_ms"
    assert stored(asked, "evaluations", "item_id") == [
        ("q1", "faq", "qa", "gpt-4o", 4.5, 5.0, Decimal("0.01"), 900.0),
        ("q5", "faq", "qa", "gpt-4o", 0.0, 5.0, None, None),
    ]


def test_a_score_without_its_best_is_of_one(file, at, bring):
    """Where no best score is given it is 1, and the message says how to give it."""
    header = "item_id,score,judged_at"
    _, refused = bring(file("v.csv", f"q1,7,{at()}", header=header), "evaluations")
    assert "--set max_score" in refused[1][0]
    result, _ = bring(
        file("v.csv", f"q1,7,{at()}", header=header), "evaluations", fixed={"max_score": "10"}
    )
    assert result.imported == 1


def test_verdicts_come_once_and_find_their_calls(client, file, at, bring):
    """Verdicts of one item at one moment stay apart, a re-run adds none, and the prompt links them."""
    header = "started_at,provider,model,input_tokens,prompt"
    bring(file("calls.csv", f"{at()},openai,gpt-4o,9,why?", header=header))
    header = "item_id,model,score,judged_at,prompt"
    rows = [f"q1,{model},0.5,{at()},why?" for model in ("a", "b", "b")]
    path = file("verdicts.csv", *rows, header=header)
    assert bring(path, "evaluations")[0].imported == 3
    assert bring(path, "evaluations")[0].imported == 0
    linked = client.query(
        "SELECT count() FROM evaluations AS e INNER JOIN llm_calls AS c "
        "ON e.request_fingerprint = c.request_fingerprint "
        "AND e.fingerprint_key_id = c.fingerprint_key_id"
    )
    assert linked.result_rows == [(3,)]


def test_a_verdict_on_a_span_names_it(file, at, bring, stored):
    """A trace and a span id link a verdict to the very call."""
    header = "trace_id,span_id,score,judged_at,evaluator"
    line = f"{1:032x},{2:016x},1,{at()},people"
    bring(file("v.csv", line, header=header), "evaluations")
    assert stored("lower(hex(trace_id)), lower(hex(span_id))", "evaluations", "1") == [
        (f"{1:032x}", f"{2:016x}")
    ]


def test_what_hangs_on_a_call_arrives(file, at, bring, stored):
    """Outcomes, prefix blocks and, where allowed, text are stored with their call; a re-run adds none."""
    row = {
        "started_at": at(),
        "provider": "openai",
        "model": "gpt-4o",
        "input_tokens": 5,
        "task_id": "t",
        "task_ok": True,
        "attempt": 2,
        "item_id": "q1",
        "prefix_fingerprints": ["00000000000000aa"],
        "prefix_block_tokens": 512,
        "tool_names": ["search"],
        "prompt": "hello",
    }
    for _ in range(2):
        bring(file("c.jsonl", row), keep_prompts=True)
    assert stored("task_id, outcome", "task_outcomes", "1") == [("t", "succeeded")]
    assert stored("prefixes, prefix_block_tokens", "call_prefixes", "1") == [([170], 512)]
    assert stored("input_messages LIKE '%hello%'", "call_content", "1") == [(1,)]
    assert stored("item_id, is_retry, attempts, has_tools") == [("q1", 1, 1, 1)]


@pytest.mark.parametrize("name", ["calls", "evaluations"])
def test_columns_that_are_not_read_are_named(file, at, bring, name):
    """A column that no field is read from is reported, in JSON too."""
    row = {"started_at": at(), "model": "m", "judged_at": at(), "score": 1, "inputtokens": 5}
    result, _ = bring(file("x.jsonl", row), name)
    assert "input_tokens" in result.unknown_columns["inputtokens"]
