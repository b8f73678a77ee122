"""Awkward names, as SDKs, clouds and gateways write them: the right price or none at all."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import load_sources
from centspan.instrumentation.pricing.listing import find

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
OUTPUT = PRICED.index("output")
BEDROCK = "anthropic.claude-sonnet-4-5-20250929-v1:0"
ARN = "arn:aws:bedrock:us-east-1:123456789012:"

NOBODYS = (
    ("", ""),
    ("", "llama3.2"),
    ("openai", "our-own-model"),
    ("openai", "ft:gpt-9:acme::x"),
    ("openai", "claude-sonnet-4-5"),
    ("azure.ai.openai", "my-deployment"),
    ("azure.ai.openai", "prod-eu-2"),
    ("aws.bedrock", ARN + "application-inference-profile/abc123"),
    ("aws.bedrock", ARN + "provisioned-model/abc123"),
    ("ibm.watsonx.ai", "ibm/granite-3-8b-instruct"),
    ("anthropic", "claude-unknown-9"),
    ("gcp.gemini", "gemini-9-pro-preview-06-05"),
    ("ollama", "llama3.2"),
    ("ollama", "gpt-oss:20b"),
    ("vllm", "mistral-large-latest"),
    ("fireworks_ai", "accounts/acme/models/my-tune"),
)
KNOWN = (
    ("openai", "gpt-4o", "10"),
    ("openai", "GPT-4o", "10"),
    ("OpenAI", "gpt-4o-2024-08-06", "10"),
    ("openai", "gpt-4o-2024-05-13", "15"),
    ("openai", "gpt-5-20250807", "10"),
    ("openai", "openai/gpt-4o", "10"),
    ("openai", "ft:gpt-4o-mini-2024-07-18:acme::x", "1.2"),
    ("openai", "ft:gpt-4o-mini:acme::x", "1.2"),
    ("openai", "ft:gpt-4o:acme:suffix:x", "15"),
    ("openai", "ft:gpt-4.1-2025-04-14:acme::x", "12"),
    ("openai", "ft:gpt-3.5-turbo-0125:acme::x", "6"),
    ("", "openai/gpt-4o", "10"),
    ("", "azure/gpt-4o", "10"),
    ("", "vertex_ai/gemini-2.5-pro", "10"),
    ("", "groq/llama-3.3-70b-versatile", "0.79"),
    ("", BEDROCK, "16.5"),
    ("", f"us.{BEDROCK}", "16.5"),
    ("", f"global.{BEDROCK}", "15"),
    ("", f"{ARN}inference-profile/eu.{BEDROCK}", "16.5"),
    ("litellm", "openai/gpt-4o", "10"),
    ("litellm", "anthropic/claude-sonnet-4-5", "15"),
    ("litellm", f"bedrock/us.{BEDROCK}", "16.5"),
    ("litellm", f"bedrock/converse/us.{BEDROCK}", "16.5"),
    ("litellm", "vertex_ai/claude-sonnet-4-5@20250929", "15"),
    ("openrouter", "openai/gpt-4o", "10"),
    ("openrouter", "anthropic/claude-sonnet-4.5", "15"),
    ("aws.bedrock", BEDROCK, "16.5"),
    ("aws.bedrock", f"us.{BEDROCK}", "16.5"),
    ("aws.bedrock", f"eu.{BEDROCK}", "16.5"),
    ("aws.bedrock", f"jp.{BEDROCK}", "16.5"),
    ("aws.bedrock", f"global.{BEDROCK}", "15"),
    ("aws.bedrock", f"{ARN}inference-profile/us.{BEDROCK}", "16.5"),
    ("aws_bedrock", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "3.2"),
    ("bedrock", "amazon.nova-pro-v1:0", "3.2"),
    ("aws.bedrock", "us.meta.llama3-3-70b-instruct-v1:0", "0.72"),
    ("aws.bedrock", "anthropic.claude-3-5-sonnet-20241022-v2:0:200k", "15"),
    ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "15"),
    ("gcp.vertex_ai", "publishers/anthropic/models/claude-sonnet-4-5", "15"),
    ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", "10"),
    (
        "gcp.vertex_ai",
        "projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro",
        "10",
    ),
    ("gcp.gemini", "models/gemini-2.5-pro", "10"),
    ("gcp.gemini", "gemini-2.5-pro-preview-06-05", "10"),
    ("gcp.gen_ai", "gemini-2.5-flash", "2.5"),
    ("google_genai", "gemini-2.5-flash-lite", "0.4"),
    ("azure.ai.openai", "gpt-4o", "10"),
    ("azure.ai.openai", "gpt-4o-2024-08-06", "10"),
    ("az.ai.openai", "gpt-5-mini", "2"),
    ("azure.ai.inference", "gpt-4o", "10"),
    ("azure", "o4-mini-2025-04-16", "4.4"),
    ("anthropic", "claude-3-5-sonnet-latest", "15"),
    ("anthropic", "claude-sonnet-4-20250514", "15"),
    ("anthropic", "claude-opus-4-1-20250805", "75"),
    ("x_ai", "grok-4", "15"),
    ("xai", "grok-4.5", "6"),
    ("mistral_ai", "mistral-large-latest", "1.5"),
    ("mistralai", "codestral-latest", "0.9"),
    ("cohere", "command-a-03-2025", "10"),
    ("groq", "openai/gpt-oss-120b", "0.6"),
    ("together_ai", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "0.88"),
    ("perplexity", "sonar-deep-research", "8"),
)
LIKELY = (
    ("", "gpt-4o", "10"),
    ("", "models/gemini-2.5-pro", "10"),
    ("our-gateway", "claude-opus-4-5", "25"),
    ("openai", "gpt-4o-2099-01-01", "10"),
)


@pytest.fixture(scope="module")
def sources():
    return load_sources()


def standing(sources, provider, model):
    rows = look_up(Name(provider, model), sources)
    assert not isinstance(rows, Unknown), rows
    (row,) = [
        row
        for row in rows
        if row.context_band == 0
        and row.valid_from <= NOW < row.valid_to
        and row.day_from <= 12 * 3600 < row.day_to
    ]
    return row


@pytest.mark.parametrize(("provider", "model"), NOBODYS)
def test_a_name_nobody_has_stays_unpriced(sources, provider, model):
    """Deployments, profiles, local and made-up models find no price in store or app, never $0."""
    assert isinstance(look_up(Name(provider, model), sources), Unknown)
    assert find(provider, model) is None


@pytest.mark.parametrize(("provider", "model", "output"), KNOWN)
def test_a_name_in_any_spelling_has_its_own_price(sources, provider, model, output):
    """Prefixes, regions, dates, ARNs and gateways lead to the one price, for sure."""
    row = standing(sources, provider, model)
    assert row.prices[OUTPUT] * 10**6 == Decimal(output)
    assert not row.assumed


@pytest.mark.parametrize(("provider", "model", "output"), LIKELY)
def test_a_name_that_is_only_likely_says_so(sources, provider, model, output):
    """What rests on more than the name has the likely price, assumed."""
    row = standing(sources, provider, model)
    assert row.prices[OUTPUT] * 10**6 == Decimal(output)
    assert row.assumed
