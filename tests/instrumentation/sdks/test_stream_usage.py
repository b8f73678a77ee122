"""Where usage is asked for on the app's behalf, and where never."""

from typing import Any

import pytest

from centspan.instrumentation.sdks import stream_usage

MESSAGES = [{"role": "user", "content": "hi"}]


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No host has refused anything yet."""
    monkeypatch.setattr(stream_usage, "_refused", set())


def stream(client: Any, **extra: Any) -> list[Any]:
    chat = client.chat.completions
    return list(chat.create(model="m", messages=MESSAGES, stream=True, **extra))


def test_unknown_hosts_are_never_asked(openai_client: Any, fake_llm: Any, spans: Any) -> None:
    """A host that is not known to take the option gets the app's request unchanged."""
    stream(openai_client)
    assert "stream_options" not in fake_llm.requests[0].body
    assert spans.one().source == "estimated"


def test_the_apps_own_options_stand(
    openai_client: Any, fake_llm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the app set `stream_options`, as argument or in `extra_body`, they are not touched."""
    monkeypatch.setenv("CENTSPAN_STREAM_USAGE_HOSTS", "127.0.0.1")
    own = {"include_usage": False}
    stream(openai_client, stream_options=own)
    stream(openai_client, extra_body={"stream_options": own})
    assert [each.body["stream_options"] for each in fake_llm.requests] == [own, own]


def test_only_streams_that_the_sdk_reads_are_asked(
    openai_client: Any, fake_llm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole answers, responses, and streams that the app reads as bytes are not changed."""
    monkeypatch.setenv("CENTSPAN_STREAM_USAGE_HOSTS", "127.0.0.1")
    openai_client.chat.completions.create(model="m", messages=MESSAGES)
    list(openai_client.responses.create(model="m", input="hi", stream=True))
    streaming = openai_client.chat.completions.with_streaming_response
    with streaming.create(model="m", messages=MESSAGES, stream=True) as response:
        response.read()
    raw = openai_client.chat.completions.with_raw_response
    list(raw.create(model="m", messages=MESSAGES, stream=True).parse())
    assert ["stream_options" in each.body for each in fake_llm.requests] == [False] * 4


def test_a_refused_request_is_sent_again_unchanged_and_the_host_remembered(
    openai_client: Any,
    fake_llm: Any,
    scenario: Any,
    spans: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A 400 to a request we changed costs the app nothing, once per host."""
    monkeypatch.setenv("CENTSPAN_STREAM_USAGE_HOSTS", "127.0.0.1")
    fake_llm.default = scenario(refuses_stream_options=True)
    assert len(stream(openai_client)) == len(stream(openai_client)) > 3
    assert ["stream_options" in each.body for each in fake_llm.requests] == [True, False, False]
    first, second = spans.all(2)
    assert first.attributes["centspan.attempts"] == 2
    assert first.status == second.status == "UNSET"
    assert "centspan.attempts" not in second.attributes


def test_a_request_that_is_wrong_anyway_fails_as_ever(
    openai_client: Any,
    instrumented: Any,
    fake_llm: Any,
    scenario: Any,
    spans: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A 400 that the unchanged request gets as well reaches the app and brands no host."""
    monkeypatch.setenv("CENTSPAN_STREAM_USAGE_HOSTS", "127.0.0.1")
    fake_llm.answer(scenario(status=400), scenario(status=400))
    refusal = instrumented("openai").BadRequestError
    with pytest.raises(refusal) as caught:
        stream(openai_client)
    assert not isinstance(caught.value.__context__, refusal)
    stream(openai_client)
    assert ["stream_options" in each.body for each in fake_llm.requests] == [True, False, True]
    failed, _ = spans.all(2)
    assert failed.attributes["http.response.status_code"] == 400


def test_the_table_of_hosts() -> None:
    """Only OpenAI, Azure OpenAI and Groq are asked by default; look-alikes are not."""
    asked = ("api.openai.com", "eu.api.openai.com", "x.openai.azure.com", "api.groq.com")
    never = ("api.openai.com.evil.example", "notopenai.azure.com", "api.mistral.ai", "localhost")
    assert all(stream_usage.takes_option(host, 443) for host in asked)
    assert not any(stream_usage.takes_option(host, 443) for host in never)
