"""Every provider's usage report becomes the same exclusive buckets; nothing is lost or clamped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centspan.instrumentation.provider_usage import (
    anthropic_usage,
    any_usage,
    bedrock_usage,
    cohere_usage,
    gemini_usage,
    ollama_usage,
    openai_usage,
)
from centspan.instrumentation.usage import NO_USAGE, Usage

OPENAI = {
    "prompt_tokens": 1000,
    "completion_tokens": 200,
    "total_tokens": 1200,
    "prompt_tokens_details": {"cached_tokens": 600, "audio_tokens": 100},
    "completion_tokens_details": {"reasoning_tokens": 64, "audio_tokens": 10},
}
READERS = (
    openai_usage,
    anthropic_usage,
    gemini_usage,
    bedrock_usage,
    cohere_usage,
    ollama_usage,
)
CASES = {
    "openai chat": (
        openai_usage,
        OPENAI,
        Usage(
            uncached_input=300,
            cache_read=600,
            audio_input=100,
            output=126,
            reasoning=64,
            audio_output=10,
        ),
    ),
    "openai responses": (
        openai_usage,
        {
            "input_tokens": 1000,
            "output_tokens": 200,
            "total_tokens": 1200,
            "input_tokens_details": {"cached_tokens": 600, "cache_write_tokens": 100},
            "output_tokens_details": {"reasoning_tokens": 64},
        },
        Usage(uncached_input=300, cache_read=600, cache_write_5m=100, output=136, reasoning=64),
    ),
    "openai embeddings": (
        openai_usage,
        {"prompt_tokens": 8, "total_tokens": 8},
        Usage(uncached_input=8),
    ),
    "openai images": (
        openai_usage,
        {
            "input_tokens": 50,
            "output_tokens": 4000,
            "total_tokens": 4050,
            "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
        },
        Usage(uncached_input=10, image_input=40, output=4000),
    ),
    "reasoning beside the completion, as its total tells": (
        openai_usage,
        {
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "total_tokens": 25,
            "completion_tokens_details": {"reasoning_tokens": 10},
        },
        Usage(uncached_input=10, output=5, reasoning=10),
    ),
    "deepseek": (
        openai_usage,
        {"prompt_tokens": 10, "completion_tokens": 5, "prompt_cache_hit_tokens": 4},
        Usage(uncached_input=6, cache_read=4, output=5),
    ),
    "perplexity": (
        openai_usage,
        {"prompt_tokens": 10, "completion_tokens": 5, "num_search_queries": 2},
        Usage(uncached_input=10, output=5, web_searches=2),
    ),
    "realtime, whose audio was cached in part": (
        openai_usage,
        {
            "input_tokens": 1000,
            "output_tokens": 50,
            "total_tokens": 1050,
            "input_token_details": {
                "cached_tokens": 900,
                "text_tokens": 700,
                "audio_tokens": 300,
                "cached_tokens_details": {"text_tokens": 640, "audio_tokens": 260},
            },
            "output_token_details": {"text_tokens": 20, "audio_tokens": 30},
        },
        Usage(uncached_input=60, cache_read=900, audio_input=40, output=20, audio_output=30),
    ),
    "langchain": (
        openai_usage,
        {
            "input_tokens": 100,
            "output_tokens": 20,
            "total_tokens": 120,
            "input_token_details": {"cache_read": 60, "cache_creation": 10},
            "output_token_details": {"reasoning": 8},
        },
        Usage(uncached_input=30, cache_read=60, cache_write_5m=10, output=12, reasoning=8),
    ),
    "anthropic with both cache times": (
        anthropic_usage,
        {
            "input_tokens": 100,
            "cache_creation_input_tokens": 2000,
            "cache_creation": {"ephemeral_5m_input_tokens": 1500, "ephemeral_1h_input_tokens": 500},
            "cache_read_input_tokens": 5000,
            "output_tokens": 150,
            "output_tokens_details": {"thinking_tokens": 50},
            "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 0},
            "service_tier": "standard",
        },
        Usage(
            uncached_input=100,
            cache_read=5000,
            cache_write_5m=1500,
            cache_write_1h=500,
            output=100,
            reasoning=50,
            web_searches=2,
        ),
    ),
    "anthropic without the split": (
        anthropic_usage,
        {"input_tokens": 100, "cache_creation_input_tokens": 20, "output_tokens": 1},
        Usage(uncached_input=100, cache_write_5m=20, output=1),
    ),
    "gemini": (
        gemini_usage,
        {
            "prompt_token_count": 100,
            "cached_content_token_count": 50,
            "candidates_token_count": 10,
            "thoughts_token_count": 5,
            "tool_use_prompt_token_count": 7,
            "total_token_count": 122,
            "prompt_tokens_details": [{"modality": "AUDIO", "token_count": 20}],
            "cache_tokens_details": [{"modality": "AUDIO", "token_count": 15}],
        },
        Usage(uncached_input=52, cache_read=50, audio_input=5, output=10, reasoning=5),
    ),
    "gemini over the wire": (
        gemini_usage,
        {"promptTokenCount": 9, "candidatesTokenCount": 1, "totalTokenCount": 10},
        Usage(uncached_input=9, output=1),
    ),
    "bedrock": (
        bedrock_usage,
        {
            "inputTokens": 4,
            "outputTokens": 99,
            "totalTokens": 1521,
            "cacheWriteInputTokens": 1418,
            "cacheDetails": [{"ttl": "1h", "inputTokens": 1000}, {"ttl": "5m", "inputTokens": 418}],
        },
        Usage(uncached_input=4, cache_write_5m=418, cache_write_1h=1000, output=99),
    ),
    "bedrock, whose total leaves cached tokens out": (
        bedrock_usage,
        {"inputTokens": 4, "outputTokens": 6, "totalTokens": 10, "cacheReadInputTokens": 90},
        Usage(uncached_input=4, cache_read=90, output=6),
    ),
    "cohere bills other counts than it processes": (
        cohere_usage,
        {
            "tokens": {"input_tokens": 70.0, "output_tokens": 9.0},
            "billed_units": {"input_tokens": 5.0, "output_tokens": 9.0},
        },
        Usage(uncached_input=5, output=9),
    ),
    "cohere rerank": (
        cohere_usage,
        {"billed_units": {"search_units": 2.0}},
        Usage(requests=2),
    ),
    "ollama": (
        ollama_usage,
        {"model": "llama3", "prompt_eval_count": 7, "eval_count": 3, "eval_duration": 99},
        Usage(uncached_input=7, output=3),
    ),
}


@pytest.mark.parametrize("reads", READERS)
@pytest.mark.parametrize("nothing", [None, {}, {"unknown": 3}, {"prompt_tokens": None}, object()])
def test_no_usage_stays_no_usage(reads, nothing):
    """A report that is missing, empty or foreign is `none`, not zero tokens from the provider."""
    assert reads(nothing) is NO_USAGE


@pytest.mark.parametrize("case", CASES)
def test_each_dialect_becomes_exclusive_buckets(case):
    """Every token of each provider's report stands in exactly one bucket."""
    reads, reported, expected = CASES[case]
    assert reads(reported) == expected


@pytest.mark.parametrize("case", CASES)
def test_unknown_extra_fields_change_nothing(case):
    """Providers add fields at any time."""
    reads, reported, expected = CASES[case]
    assert reads({**reported, "new_tokens": 5, "new_details": {"x": 1}, "cost": 0.1}) == expected


def test_sdk_objects_read_like_their_dicts():
    """Pydantic models, with the fields their SDK does not know, are read as they are."""
    openai, anthropic = pytest.importorskip("openai.types"), pytest.importorskip("anthropic.types")
    chat = openai.CompletionUsage.model_validate({**OPENAI, "num_search_queries": 1, "x": {"y": 1}})
    assert openai_usage(chat) == openai_usage({**OPENAI, "num_search_queries": 1})
    reported = CASES["anthropic with both cache times"][1]
    assert anthropic_usage(anthropic.Usage.model_validate(reported)) == anthropic_usage(reported)


@pytest.mark.parametrize(
    ("reads", "reported"),
    [
        (openai_usage, {**OPENAI, "prompt_tokens_details": {"cached_tokens": 2000}}),
        (openai_usage, {**OPENAI, "completion_tokens_details": {"reasoning_tokens": 300}}),
        (openai_usage, {**OPENAI, "total_tokens": 9999}),
        (openai_usage, {**OPENAI, "completion_tokens": -1, "total_tokens": None}),
        (gemini_usage, {"promptTokenCount": 9, "cachedContentTokenCount": 10}),
    ],
)
def test_parts_that_contradict_their_total_are_kept_and_marked(reads, reported):
    """Nothing is clamped into agreement: the counts stay as reported, the status says so."""
    found = reads(reported)
    assert found.status == "inconsistent"
    assert min(found.uncached_input, found.output, found.cache_read, found.reasoning) >= 0


def test_more_cached_than_prompt_keeps_both_numbers():
    """The input total stands as uncached input, the cached count beside it."""
    found = openai_usage({"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 20}})
    assert (found.uncached_input, found.cache_read, found.status) == (10, 20, "inconsistent")


FIELDS = [
    "prompt_tokens",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cached_tokens",
    "prompt_tokens_details",
    "cache_creation",
    "inputTokens",
    "cacheDetails",
    "tokens",
    "promptTokenCount",
    "promptTokensDetails",
    "billed_units",
    "ttl",
    "modality",
]
COUNTS = (
    None,
    -3,
    0,
    7,
    10**30,
    2.5,
    float("nan"),
    float("inf"),
    "12",
    "many",
    True,
    b"",
    object(),
)
VALUES = st.sampled_from(COUNTS)
PARTS = VALUES | st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4)


@given(st.dictionaries(st.sampled_from(FIELDS), PARTS | st.lists(PARTS, max_size=2), max_size=6))
def test_any_report_gives_counts_that_are_not_negative(reported):
    """Whatever comes over the wire: no exception, no negative count."""
    for reads in READERS:
        found = reads(reported)
        assert found.total_input >= 0
        assert found.total_output >= 0


@pytest.mark.parametrize("case", CASES)
def test_a_report_is_known_by_its_fields(case):
    """`record_call` needs no more than the report, and the provider for Anthropic's plainest."""
    _, reported, expected = CASES[case]
    assert any_usage("anthropic" if "anthropic" in case else "somebody", reported) == expected


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ({"input": 100, "output": 7}, Usage(uncached_input=100, output=7)),
        ({"promptTokens": 100, "completionTokens": 7}, Usage(uncached_input=100, output=7)),
        (
            {"input_tokens": 100, "output_tokens": 7, "reasoning": 3},
            Usage(uncached_input=100, output=4, reasoning=3),
        ),
        (
            {"uncached_input": 90, "cache_read": 50, "completion_tokens": 7, "new_tokens": 5},
            Usage(uncached_input=90, cache_read=50, output=7),
        ),
        (
            {"input": 10, "output": 7, "cache_read_input_tokens": 90},
            Usage(uncached_input=10, cache_read=90, output=7),
        ),
        ({"input": 8, "web_searches": 2, "model": "m"}, Usage(uncached_input=8, web_searches=2)),
    ],
)
def test_spellings_may_be_mixed(reported, expected):
    """One name of ours among others', or unknown ones, never makes a known count vanish."""
    assert any_usage("somebody", reported) == expected


@pytest.mark.parametrize(
    ("reported", "output"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 5_000_000_000}, 0),
        ({"prompt_tokens": 3, "completion_tokens": 10**5000}, 0),
        ({"prompt_tokens": 3, "completion_tokens": -7.0}, 0),
        ({"prompt_tokens": 3, "completion_tokens": "many"}, 0),
        ({"prompt_tokens": 3, "completion_tokens": 12.7}, 12),
        ({"uncached_input": 3, "output": -7}, 0),
    ],
)
def test_a_count_that_is_no_whole_number_of_tokens_is_marked(reported, output):
    """Negative, broken or impossibly large counts make the usage inconsistent, never plausible."""
    found = any_usage("somebody", reported)
    assert (found.uncached_input, found.output, found.status) == (3, output, "inconsistent")


def test_whole_numbers_may_be_written_as_decimals():
    """Some report `12.0`, and some as text."""
    found = any_usage("somebody", {"prompt_tokens": 12.0, "completion_tokens": "7.0"})
    assert found == Usage(uncached_input=12, output=7)


def test_our_own_bucket_names_are_taken_as_they_are():
    """A home-made client may report exclusive buckets itself."""
    assert any_usage("x", {"uncached_input": 3, "cache_read": 2, "requests": 1}) == Usage(
        uncached_input=3, cache_read=2, requests=1
    )
