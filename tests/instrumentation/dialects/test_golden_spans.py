"""What each emitter really sent, read by the client and by the store, against the provider's truth."""

import json

import pytest

from centspan.instrumentation import served
from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.dialects import is_llm_call, operation, read_usage, text

COUNTED = ("input", "prompt", "prompt_tokens", "inputTokens")


def as_stored(attributes):
    """Attributes as the store keeps them: text."""
    return {name: _text(value) for name, value in attributes.items()}


def _text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, list) else str(value)


def read(span, attributes):
    """A call as the client reads it, None for a span that is none."""
    if not is_llm_call(attributes):
        return None
    usage = read_usage(attributes, span["scope"])
    failed = span["status"] == "Error" or attributes.get("error.type")
    return {
        "operation": operation(attributes),
        "provider": served.provider(attributes),
        "model": served.model(attributes),
        "service_tier": served.tier(attributes),
        "web_searches": usage.web_searches,
        "usage_source": usage.source,
        "usage_status": usage.status,
        "status": "error" if failed else "ok",
        "tokens": {b: n for b in sorted(BUCKETS) if (n := getattr(usage, b))},
    }


def test_the_store_counts_each_emitters_calls_as_the_provider_billed_them(
    spans, stored_spans, in_order
):
    """Every recorded case ends in exactly its real calls: buckets, searches, provider, model, tier."""
    wrong = {}
    for golden in spans:
        counted = [told for _, counts, _, _, told in stored_spans[golden.name] if counts]
        if in_order(counted) != in_order(golden.expected):
            wrong[golden.name] = (counted, golden.expected)
    assert wrong == {}


def test_the_client_reads_each_span_as_the_store_does(spans, stored_spans):
    """Python and SQL say the same of every recorded span, in the app's types and as text."""
    for golden in spans:
        stored = {own: told for own, _, _, _, told in stored_spans[golden.name]}
        for span in golden.spans:
            for attributes in (span["attributes"], as_stored(span["attributes"])):
                assert read(span, attributes) == stored.get(span["span"]), golden.name


def test_an_emitters_own_figure_is_no_bill(spans, stored_spans):
    """Whatever amount an instrumentation works out itself is recorded as the client's."""
    recorded = {golden.emitter: set() for golden in spans}
    for golden in spans:
        told = {each["span"]: text(each["attributes"], "recorded_usd") for each in golden.spans}
        for own, _, _, recorded_by, _ in stored_spans[golden.name]:
            assert recorded_by == ("client" if told[own] else ""), golden.name
            recorded[golden.emitter].add(recorded_by)
    with_amounts = {"openlit", "logfire", "pydantic-ai", "litellm", "openinference-litellm"}
    assert with_amounts <= {emitter for emitter, found in recorded.items() if "client" in found}


@pytest.mark.parametrize(
    "emitter", ["opentelemetry-openai", "openinference-openai", "vercel-ai-sdk"]
)
def test_parts_beyond_their_total_are_shown_never_clamped(spans, emitter):
    """More cached tokens than input: every count is kept as it was said, and marked inconsistent."""
    golden = next(g for g in spans if g.emitter == emitter and g.case == "chat")
    span = golden.spans[-1]
    spelled = {name: n for name, n in span["attributes"].items() if "cache" in name.lower() and n}
    usage = read_usage(span["attributes"] | dict.fromkeys(spelled, 10**6), span["scope"])
    sound = read_usage(span["attributes"], span["scope"])
    assert (usage.status, sound.status) == ("inconsistent", "ok")
    assert usage.cache_read == 10**6
    assert usage.uncached_input == sound.total_input
