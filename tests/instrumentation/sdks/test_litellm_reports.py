"""Usage as versions of LiteLLM report it, in exclusive buckets; the matrix runs LiteLLM itself."""

from types import SimpleNamespace
from typing import Any

from centspan.instrumentation.sdks.litellm_answers import OPERATIONS, fold_for, usage_in
from centspan.instrumentation.sdks.openai_said import ResponseListener


def report(prompt: int, completion: int, **others: Any) -> Any:
    cached = SimpleNamespace(cached_tokens=5000 if prompt else 0)
    totals = {"prompt_tokens": prompt, "completion_tokens": completion}
    return SimpleNamespace(**totals, prompt_tokens_details=cached, **others)


def chunk(usage: Any = None, finish: str | None = None) -> Any:
    choice = SimpleNamespace(delta=SimpleNamespace(content="x" * 40), finish_reason=finish)
    return SimpleNamespace(id="chatcmpl-1", model="claude", choices=[choice], usage=usage)


def test_cache_writes_named_only_beside_the_details_are_found() -> None:
    """Versions that name cache writes at the top alone: they are inside the prompt's count."""
    usage = usage_in(report(7100, 200, cache_creation_input_tokens=2000))
    assert (usage.uncached_input, usage.cache_read, usage.cache_write_5m) == (100, 5000, 2000)
    assert usage.status == "ok"


def test_the_input_of_a_stream_is_found_where_only_its_first_report_has_it() -> None:
    """Versions that report the input with the first event and the output with the last."""
    chunks = [chunk(report(7100, 1)), chunk(), chunk(report(0, 200), "stop")]
    fold = fold_for(SimpleNamespace(chunks=chunks))
    for each in chunks:
        fold.see(each)
    usage = fold.response().usage
    assert (usage.uncached_input, usage.cache_read, usage.output) == (2100, 5000, 200)


def test_an_unfinished_streams_output_is_estimated_from_its_text() -> None:
    """Until the provider says why it stopped, its count of the output is a placeholder."""
    chunks = [chunk(report(7100, 1)), chunk()]
    fold = fold_for(SimpleNamespace(chunks=chunks))
    for each in chunks:
        fold.see(each)
    response = fold.response()
    assert response.usage.source == "estimated"
    assert (response.usage.cache_read, response.usage.output) == (5000, 0)
    assert response.output_characters == 80


def test_answers_are_listened_to_as_openais():
    """Where text may be kept, chats and responses have a listener, embeddings none; a stream's pieces are one message."""
    chat, responses, embedding = (each.listener for each in OPERATIONS)
    assert (responses, embedding) == (ResponseListener, None)
    listener = chat()
    for content, finish in (("Par", None), ("is.", None), (None, "stop")):
        choice = SimpleNamespace(
            index=0, delta=SimpleNamespace(content=content), finish_reason=finish
        )
        listener.hear(SimpleNamespace(choices=[choice]))
    parts = [{"type": "text", "content": "Paris."}]
    assert listener.messages() == [{"role": "assistant", "parts": parts, "finish_reason": "stop"}]
