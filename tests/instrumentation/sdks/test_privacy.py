"""Nothing the app says or hears leaves by a span."""

from typing import Any

import pytest

CANARY = "canary-3b9e"
TOOL = {
    "type": "function",
    "function": {"name": "lookup", "description": CANARY, "parameters": {"type": "object"}},
}
MESSAGES = [
    {"role": "system", "content": f"system {CANARY}"},
    {"role": "user", "content": f"user {CANARY}"},
]


def everything(spans: Any, count: int) -> str:
    found = spans.all(count)
    assert len(found) == count
    return " ".join(
        f"{span.name} {span.attributes} {span.description} {span.events}" for span in found
    )


def test_no_text_leaves_openai_calls(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Prompts, answers, tool arguments, `user=`, headers and errors stay in the process."""
    fake_llm.default = scenario(text=f"answer {CANARY}", tools=(("lookup", CANARY),))
    ask: dict[str, Any] = {
        "model": "m",
        "messages": MESSAGES,
        "tools": [TOOL],
        "user": CANARY,
        "extra_headers": {"x-secret": CANARY},
        "extra_query": {"q": CANARY},
        "metadata": {"note": CANARY},
    }
    client = openai_client.with_options(api_key=CANARY)
    client.chat.completions.create(**ask)
    list(client.chat.completions.create(**ask, stream=True))
    with client.chat.completions.create(**ask, stream=True) as stream:
        next(stream), next(stream)
    client.responses.create(model="m", input=CANARY, instructions=CANARY, user=CANARY)
    client.embeddings.create(model="m", input=CANARY)
    fake_llm.answer(scenario(status=400, error_message=CANARY))
    with pytest.raises(Exception, match=CANARY):
        client.chat.completions.create(**ask)
    assert CANARY not in everything(spans, 6)


def test_no_text_leaves_anthropic_calls(
    anthropic_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Prompts, answers, thoughts, user ids and errors stay in the process."""
    fake_llm.default = scenario(text=f"answer {CANARY}")
    ask: dict[str, Any] = {
        "model": "claude-test",
        "max_tokens": 5,
        "system": CANARY,
        "messages": [{"role": "user", "content": CANARY}],
        "metadata": {"user_id": CANARY},
        "extra_headers": {"x-secret": CANARY},
    }
    anthropic_client.messages.create(**ask)
    list(anthropic_client.messages.create(**ask, stream=True))
    fake_llm.answer(scenario(status=400, error_message=CANARY))
    with pytest.raises(Exception, match=CANARY):
        anthropic_client.messages.create(**ask)
    assert CANARY not in everything(spans, 3)


def test_the_providers_get_no_trace_of_ours(
    openai_client: Any, anthropic_client: Any, spans: Any, fake_llm: Any
) -> None:
    """Requests carry no header or field that the SDK alone would not have sent."""
    openai_client.chat.completions.create(model="m", messages=MESSAGES)
    anthropic_client.messages.create(
        model="claude-test", max_tokens=5, messages=[{"role": "user", "content": "hi"}]
    )
    for seen in fake_llm.requests:
        names = " ".join(seen.headers).lower()
        assert "centspan" not in f"{names} {seen.body}"
        assert "traceparent" not in names
        assert "baggage" not in names
