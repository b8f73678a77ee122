"""Names as spans spell them find the model they mean, or nothing."""

import pytest

from centspan.collector.prices.listing import Listing, Unknown, find


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("", ""),
        ("openai", ""),
        ("openai", "our-own-model"),
        ("azure.ai.openai", "my-deployment"),
        ("ollama", "llama3.2"),
        ("ollama", "gpt-oss:20b"),
        ("vllm", "mistral-large-latest"),
        ("vllm", "google/gemma-3-27b-it"),
        ("", "llama3.2"),
        ("aws.bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc"),
    ],
)
def test_a_name_nobody_lists_is_not_guessed(provider, model):
    """Own deployments, local models and made-up names find no price, rather than a likely one."""
    assert isinstance(find(provider, model), Unknown)


@pytest.mark.parametrize(
    ("provider", "model", "listed"),
    [
        ("openai", "gpt-4o", "gpt-4o"),
        ("OpenAI", "GPT-4o", "gpt-4o"),
        ("openai", "gpt-4o-2024-08-06", "gpt-4o"),
        ("openai", "gpt-5-20250807", "gpt-5"),
        ("azure.ai.openai", "gpt-4o", "gpt-4o"),
        ("aws.bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "regional.anthropic."),
        ("aws.bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "global.anthropic."),
        ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("gcp.gemini", "models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("gcp.gen_ai", "gemini-2.5-pro", "gemini-2.5-pro"),
        ("x_ai", "grok-4", "grok-4-0709"),
        ("mistral_ai", "mistral-large-latest", "mistral-large"),
        ("groq", "openai/gpt-oss-120b", "openai/gpt-oss-120b"),
        ("openrouter", "openai/gpt-4o", "openai/gpt-4o"),
        ("litellm", "azure/gpt-4o", "gpt-4o"),
        ("", "groq/llama-3.3-70b-versatile", "llama-3.3-70b-versatile"),
    ],
)
def test_a_name_finds_its_listing(provider, model, listed):
    """Providers in the conventions' spelling and models in theirs find the source's entry for sure."""
    found = find(provider, model)
    assert isinstance(found, Listing), found
    assert found.model.id.startswith(listed)
    assert not found.assumed


@pytest.mark.parametrize(
    ("provider", "model", "note"),
    [
        ("", "gpt-4o", "no provider; the price of openai"),
        ("our-gateway", "claude-opus-4-5", "the price of anthropic"),
        ("openai", "gpt-4o-2099-01-01", "listed as gpt-4o"),
    ],
)
def test_what_is_matched_by_likeness_says_so(provider, model, note):
    """A match that rests on more than the span's words is assumed, with the reason."""
    found = find(provider, model)
    assert isinstance(found, Listing), found
    assert found.assumed
    assert note in found.note
