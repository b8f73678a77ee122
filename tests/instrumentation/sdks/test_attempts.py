"""Errors pass unchanged and are recorded; retries inside the SDK are visible."""

import asyncio
import threading
from typing import Any

import pytest

MESSAGES = [{"role": "user", "content": "hi"}]
ASK = {"model": "m", "messages": MESSAGES}
CANARY = "canary-7f3a"


def test_retries_are_counted(
    openai_client: Any, anthropic_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """A call that got 429 and 500 before its answer says so: three attempts, none unseen."""
    for call in (
        lambda: openai_client.chat.completions.create(**ASK),
        lambda: anthropic_client.messages.create(**ASK, max_tokens=5),
    ):
        fake_llm.answer(scenario(status=429), scenario(status=500))
        call()
    for span in spans.all(2):
        assert span.attributes["centspan.attempts"] == 3
        assert span.attributes["http.request.resend_count"] == 2
        assert "centspan.attempts.unseen" not in span.attributes
        assert span.status == "UNSET"


def test_an_attempt_that_timed_out_may_be_billed(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """After a timeout the SDK asks again: the attempt it gave up counts as unseen."""
    fake_llm.answer(scenario(delay=0.6))
    openai_client.with_options(timeout=0.3).chat.completions.create(**ASK)
    span = spans.one()
    assert span.attributes["centspan.attempts"] == 2
    assert span.attributes["centspan.attempts.unseen"] == 1
    assert span.tokens["output"] == 136


def test_a_provider_that_is_not_there_bills_nothing(instrumented: Any, spans: Any) -> None:
    """Attempts that no connection was made for are counted, but none as unseen."""
    openai = instrumented("openai")
    client = openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="sk-test", max_retries=1)
    with client, pytest.raises(openai.APIConnectionError):
        client.chat.completions.create(**ASK)
    span = spans.one()
    assert span.attributes["centspan.attempts"] == 2
    assert "centspan.attempts.unseen" not in span.attributes


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_an_error_is_the_sdks_own(
    openai_client: Any, instrumented: Any, spans: Any, fake_llm: Any, scenario: Any, status: int
) -> None:
    """The app gets the SDK's exception; the span its class and status, no usage, no message."""
    openai = instrumented("openai")
    fake_llm.answer(scenario(status=status, error_message=CANARY))
    with pytest.raises(openai.APIStatusError, match=CANARY) as caught:
        openai_client.with_options(max_retries=0).chat.completions.create(**ASK)
    span = spans.one()
    assert span.status == "ERROR"
    assert not span.description
    assert span.attributes["error.type"] == f"openai.{type(caught.value).__name__}"
    assert span.attributes["http.response.status_code"] == status
    assert span.source == "none"
    assert span.tokens == {}
    assert span.events == ()
    assert CANARY not in str(span.attributes)


def test_a_stream_that_breaks_off_fails_with_what_was_seen(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """A connection that is lost midway is an error; the text that came is an estimate."""
    fake_llm.answer(scenario(text="x" * 4000, chunk=400, disconnect_after=6))
    with pytest.raises(Exception, match=r".") as caught:
        list(openai_client.chat.completions.create(**ASK, stream=True))
    span = spans.one()
    assert span.status == "ERROR"
    assert span.attributes["error.type"].endswith(type(caught.value).__name__)
    assert span.source == "estimated"
    assert span.tokens["output"] == 500


def test_an_error_event_in_a_stream_is_an_error(
    anthropic_client: Any, openai_client: Any, spans: Any, fake_llm: Any, monkeypatch: Any
) -> None:
    """A provider that reports an error inside a stream that began well has failed."""
    from fake_llm import anthropic_wire

    def failing(whole: Any, plan: Any) -> list[Any]:
        error = {"type": "overloaded_error", "message": CANARY}
        return [*steps(whole, plan)[:4], {"type": "error", "error": error}]

    steps = anthropic_wire.steps
    monkeypatch.setattr(anthropic_wire, "steps", failing)
    with pytest.raises(Exception, match=CANARY):
        list(anthropic_client.messages.create(**ASK, max_tokens=5, stream=True))
    span = spans.one()
    assert span.status == "ERROR"
    assert span.tokens["cache_write_1h"] == 500
    assert CANARY not in str(span.attributes)


def test_a_cancelled_request_is_recorded(
    instrumented: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """A task cancelled before the answer ends its span and is cancelled as ever."""
    fake_llm.answer(scenario(delay=1))
    openai = instrumented("openai")

    async def calls() -> None:
        url = f"{fake_llm.url}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="sk-test") as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.chat.completions.create(**ASK), 0.3)

    asyncio.run(calls())
    span = spans.one()
    assert span.attributes["error.type"].endswith("CancelledError")
    assert span.attributes["centspan.attempts.unseen"] == 1


def test_calls_from_many_threads_do_not_mix(
    openai_client: Any, spans: Any, fake_llm: Any, scenario: Any
) -> None:
    """Forty streams read in eight threads with one client are forty right spans."""
    fake_llm.default = scenario(usage="last_chunk")

    def work() -> None:
        for _ in range(5):
            list(openai_client.chat.completions.create(**ASK, stream=True))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = spans.all(40)
    assert len(found) == 40
    assert all(span.attributes["gen_ai.usage.output_tokens"] == 200 for span in found)
