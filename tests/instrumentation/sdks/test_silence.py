"""Where the adapters must stay silent, and out of the app's way."""

from types import FunctionType
from typing import Any

import pytest
import wrapt
from opentelemetry import context

from centspan.instrumentation.call import suppress
from centspan.instrumentation.sdks import opening
from centspan.instrumentation.sdks.openai_chat import ChatFold

MESSAGES = [{"role": "user", "content": "hi"}]


def passing_on(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
    return wrapped(*args, **kwargs)


def test_requests_that_call_no_model_make_no_span(
    openai_client: Any, anthropic_client: Any, spans: Any
) -> None:
    """Listing models and batches, uploading files and counting tokens make no span of ours."""
    openai_client.models.list()
    openai_client.batches.list()
    openai_client.files.create(file=("a.jsonl", b"{}"), purpose="batch")
    anthropic_client.messages.count_tokens(model="claude-test", messages=MESSAGES)
    assert [span for span in spans.all() if span.scope == "centspan"] == []


def test_suppressed_calls_make_no_span(openai_client: Any, spans: Any) -> None:
    """Under `suppress()` and under OpenTelemetry's own suppression nothing is recorded."""
    with suppress():
        openai_client.chat.completions.create(model="m", messages=MESSAGES)
    token = context.attach(context.set_value("suppress_instrumentation", True))
    openai_client.chat.completions.create(model="m", messages=MESSAGES)
    context.detach(token)
    assert spans.all() == []


def test_instrumenting_twice_changes_nothing(
    openai_client: Any, instrumented: Any, spans: Any
) -> None:
    """An SDK that is instrumented again still makes one span a call."""
    request = instrumented("openai").OpenAI.request
    assert instrumented("openai").OpenAI.request is request
    openai_client.chat.completions.create(model="m", messages=MESSAGES)
    spans.one()


@pytest.mark.parametrize("broken", ["describe", "body_of", "begin"])
def test_a_bug_of_ours_does_not_reach_the_app(
    openai_client: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Where opening a span fails the app's call goes out and is answered as ever."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(opening, broken, fail)
    answer = openai_client.chat.completions.create(model="m", messages=MESSAGES)
    assert answer.choices[0].message.content == "Paris is the capital of France."


def test_a_bug_in_watching_a_stream_does_not_reach_the_app(
    openai_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where taking a chunk in fails the app gets every chunk as ever."""

    def fail(*args: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(ChatFold, "see", fail)
    monkeypatch.setattr(ChatFold, "response", fail)
    stream = openai_client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert text == "Paris is the capital of France."


def test_calls_that_a_tracer_has_wrapped_are_left_to_it(
    openai_client: Any, instrumented: Any, spans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A method wrapped by a known tracer is left alone; one wrapped by anyone else is not."""
    completions = instrumented("openai").resources.chat.completions.Completions
    original = vars(completions)["create"]
    for module, expected in (("opentelemetry.instrumentation.x", 0), ("newrelic.hooks", 1)):
        wrapper = FunctionType(passing_on.__code__, {"__name__": module})
        monkeypatch.setattr(completions, "create", wrapt.FunctionWrapper(original, wrapper))
        openai_client.chat.completions.create(model="m", messages=MESSAGES)
        assert len(spans.all(expected, seconds=0.2)) == expected
