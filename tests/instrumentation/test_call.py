"""A call in flight: one span, ended once, with what is known of it and no text."""

import threading

import pytest
from opentelemetry import context as otel
from opentelemetry import trace

from centspan.instrumentation import call as calls
from centspan.instrumentation.attribution import label, user_id
from centspan.instrumentation.call import Request, Response, begin, suppress
from centspan.instrumentation.call_failure import may_have_been_served
from centspan.instrumentation.fingerprint import chat
from centspan.instrumentation.usage import NO_USAGE, Usage

REQUEST = Request("openai", "chat", "gpt-4o-mini", host="api.openai.com", port=443)
USED = Usage(uncached_input=400, cache_read=600, output=136, reasoning=64)
ANSWER = Response(USED, "gpt-4o-mini-2024-07-18", "chatcmpl-1", ("stop",))


def test_nothing_is_recorded_inside_another_call(recorded):
    """An SDK on top of another SDK makes one span: the outer one."""
    outer = begin(REQUEST)
    with outer.active():
        assert begin(REQUEST) is None
    outer.finish(ANSWER)
    assert len(recorded.all()) == 1


def test_nothing_is_recorded_under_suppress(recorded):
    """`suppress()` keeps calls inside it silent, and only those."""
    with suppress():
        assert begin(REQUEST) is None
    assert begin(REQUEST) is not None


@pytest.mark.parametrize(
    "key",
    ["suppress_instrumentation", otel._SUPPRESS_INSTRUMENTATION_KEY],
    ids=["word", "key of the process"],
)
def test_nothing_is_recorded_where_opentelemetry_is_suppressed(recorded, key):
    """Both spellings of OpenTelemetry's suppression are obeyed."""
    token = otel.attach(otel.set_value(key, True))
    try:
        assert begin(REQUEST) is None
    finally:
        otel.detach(token)


def test_a_finished_call_says_what_was_asked_answered_used_and_paid(recorded):
    """One span carries request, answer, inclusive and exclusive counts, and the list price."""
    request = Request(
        "openai", "chat", "gpt-4o-mini", "h", 1, stream=True, max_tokens=9, temperature=0.5
    )
    call = begin(request)
    call.first_chunk()
    call.finish(Response(USED, "gpt-4o-mini-2024-07-18", "id", ("stop",), "default", "req_1", 200))
    found = recorded.one()
    assert 0 < found.pop("gen_ai.response.time_to_first_chunk") < 1
    assert found == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "server.address": "h",
        "server.port": 1,
        "gen_ai.request.stream": True,
        "gen_ai.request.max_tokens": 9,
        "gen_ai.request.temperature": 0.5,
        "centspan.root.kind": "client",
        "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
        "gen_ai.response.id": "id",
        "gen_ai.response.finish_reasons": ("stop",),
        "centspan.request.id": "req_1",
        "http.response.status_code": 200,
        "centspan.usage.source": "provider",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 200,
        "gen_ai.usage.cache_read.input_tokens": 600,
        "gen_ai.usage.reasoning.output_tokens": 64,
        "centspan.tokens.uncached_input": 400,
        "centspan.tokens.cache_read": 600,
        "centspan.tokens.output": 136,
        "centspan.tokens.reasoning": 64,
        "gen_ai.usage.cost.amount": 0.000225,
        "gen_ai.usage.cost.currency": "USD",
        "gen_ai.usage.cost.source": "client",
        "centspan.cost.input_usd": 0.00006,
        "centspan.cost.cache_usd": 0.000045,
        "centspan.cost.output_usd": 0.00012,
    }


def test_only_the_first_ending_counts(recorded):
    """Whoever ends a call first, from whatever thread, ends it; the others change nothing."""
    call = begin(REQUEST)
    threads = [threading.Thread(target=call.finish, args=(ANSWER,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    call.fail(ValueError())
    call.abandon(Response())
    assert recorded.one()["centspan.usage.source"] == "provider"
    assert recorded.all()[0].status.status_code is trace.StatusCode.UNSET


def test_a_failure_names_its_class_and_no_text(recorded):
    """An exception's message is in no attribute, event or status."""
    begin(REQUEST).fail(ValueError("canary-7f3a"), 429)
    (span,) = recorded.all()
    assert span.attributes["error.type"] == "ValueError"
    assert span.attributes["http.response.status_code"] == 429
    assert span.status.status_code is trace.StatusCode.ERROR
    assert span.status.description is None
    assert "canary" not in span.to_json()


def test_a_call_that_failed_without_an_answer_used_nothing(recorded):
    """A refused request has no usage and no cost, not an estimate."""
    fingerprint = chat({"messages": [{"role": "user", "content": "x" * 1000}]})
    begin(Request("openai", "chat", "gpt-4o-mini", fingerprint=fingerprint)).fail(ValueError(), 400)
    found = recorded.one()
    assert found["centspan.usage.source"] == "none"
    assert not [name for name in found if "tokens" in name or "cost" in name]


def test_an_abandoned_stream_reports_what_was_used(recorded):
    """Given up half way, the call still has its tokens, as far as they were seen or estimated."""
    fingerprint = chat({"messages": [{"role": "user", "content": "x" * 400}]})
    request = Request("openai", "chat", "never-seen", stream=True, fingerprint=fingerprint)
    begin(request).abandon(Response(output_characters=80))
    found = recorded.one()
    assert found["centspan.stream.abandoned"] is True
    assert found["centspan.usage.source"] == "estimated"
    assert found["centspan.tokens.uncached_input"] == 100
    assert found["centspan.tokens.output"] == 20


def test_attempts_and_those_nobody_saw_the_answer_of_are_counted(recorded):
    """Retries show; timeouts that may have been billed are told from refusals that cannot be."""
    call = begin(REQUEST)
    call.attempt_failed(429)
    call.attempt_failed(None)
    call.attempt_failed(None, ConnectionRefusedError())
    call.finish(ANSWER)
    found = recorded.one()
    assert found["centspan.attempts"] == 4
    assert found["http.request.resend_count"] == 3
    assert found["centspan.attempts.unseen"] == 1


def test_a_last_attempt_that_timed_out_may_have_been_billed(recorded):
    """The cause below an SDK's exception decides whether the provider may have served it."""
    begin(REQUEST).fail(TimeoutError())
    assert recorded.one()["centspan.attempts.unseen"] == 1


def test_what_unseen_attempts_sent_is_measured_or_estimated(recorded):
    """With an answer its prompt's tokens count for each attempt, else the prompt's characters."""
    answered = begin(REQUEST)
    answered.attempt_failed(None)
    answered.attempt_failed(None)
    answered.finish(ANSWER)
    prompt = chat({"messages": [{"role": "user", "content": "x" * 4000}]})
    lost = begin(Request("openai", "chat", "never-seen-before", fingerprint=prompt))
    lost.attempt_failed(None)
    lost.fail(TimeoutError())
    begin(REQUEST).fail(TimeoutError())
    sent = "centspan.attempts.unseen_input_tokens"
    found = [span.attributes.get(sent) for span in recorded.all()]
    assert found == [2 * 1000, 2 * 1000, None]


@pytest.mark.parametrize(("cause", "served"), [("ReadTimeout", True), ("ConnectTimeout", False)])
def test_the_cause_of_an_error_tells_whether_it_was_served(cause, served):
    """An `APIConnectionError` is judged by the transport's exception that caused it."""
    error = type("APIConnectionError", (Exception,), {})()
    error.__cause__ = type(cause, (Exception,), {})()
    assert may_have_been_served(error) is served
    assert may_have_been_served(ValueError()) is False


def test_http_spans_nest_below_a_call_and_carry_no_labels_out(recorded):
    """The span is current while the SDK works; our baggage does not leave for the provider."""
    tracer = recorded.provider.get_tracer("http")
    with label(tenant="acme"):
        call = begin(REQUEST)
        with call.active():
            carrier = {}
            from opentelemetry.propagate import inject

            inject(carrier)
            tracer.start_span("POST").end()
    call.finish(ANSWER)
    http, llm = recorded.all()
    assert http.parent.span_id == llm.context.span_id
    assert "acme" not in str(carrier)
    assert llm.attributes["centspan.tenant"] == "acme"


def test_the_apps_user_leaves_as_a_keyed_hash(recorded):
    """One person has one id: by the SDK's `user=` and by a label, which wins."""
    jane = Request("openai", "chat", "gpt-4o-mini", user="jane@example.com")
    begin(jane).finish(ANSWER)
    with label(user="jane@example.com"):
        begin(REQUEST).finish(ANSWER)
    with label(user="joe"):
        begin(jane).finish(ANSWER)
    asked, labelled, other = (span.attributes["user.id"] for span in recorded.all())
    assert len(asked) == 18
    assert asked.startswith("u_")
    assert labelled == asked
    assert other == user_id("joe") != asked


def test_a_call_keeps_its_fingerprints_and_says_which_tools_were_called(recorded):
    """Fingerprint attributes are on the span; the tools' `called` follows the answer."""
    tools = [{"type": "function", "function": {"name": name}} for name in ("a", "b")]
    fingerprint = chat({"messages": [{"role": "user", "content": "hi"}], "tools": tools})
    call = begin(Request("openai", "chat", "m", has_tools=True, fingerprint=fingerprint))
    call.finish(Response(USED, tools_called=("b",)))
    found = recorded.one()
    assert [entry.rpartition(":")[2] for entry in found["centspan.tools"].split(",")] == ["0", "1"]
    assert found["centspan.fingerprint.request"] == fingerprint.request
    assert found["centspan.fingerprint.key_id"] == fingerprint.key_id


def test_inconsistent_usage_is_said(recorded):
    """What the provider reported is kept as it is and marked."""
    begin(REQUEST).finish(Response(Usage(uncached_input=5, cache_read=9, status="inconsistent")))
    assert recorded.one()["centspan.usage.status"] == "inconsistent"


@pytest.mark.parametrize(("reported", "billed"), [(0, 1), (3, 3)])
def test_a_call_is_one_request_unless_more_are_reported(recorded, reported, billed):
    """A fee for each request is counted, though few usage reports name any: as in the store."""
    usage = Usage(uncached_input=1000, requests=reported)
    begin(Request("perplexity", "chat", "sonar")).finish(Response(usage))
    found = recorded.one()
    fee = found["gen_ai.usage.cost.amount"] - found["centspan.cost.input_usd"]
    assert fee == pytest.approx(0.012 * billed)
    assert found.get("centspan.units.requests", 0) == reported


def test_an_unknown_model_has_no_cost(recorded):
    """An unknown price is absent, never 0."""
    begin(Request("openai", "chat", "no-such-model")).finish(Response(USED))
    assert "gen_ai.usage.cost.amount" not in recorded.one()


def test_a_standard_tier_is_not_said(recorded):
    """`default`, `standard` and their like leave no attribute."""
    begin(REQUEST).finish(Response(USED, service_tier="default"))
    assert "centspan.service_tier" not in recorded.one()


def test_a_tier_with_prices_of_its_own_is_left_to_the_store(recorded):
    """A flex call says its tier and no cost, rather than the standard price."""
    begin(REQUEST).finish(Response(USED, service_tier="flex"))
    assert recorded.one()["centspan.service_tier"] == "flex"
    assert "gen_ai.usage.cost.amount" not in recorded.one()


def test_a_broken_pipeline_never_reaches_the_app(monkeypatch):
    """Whatever fails on our side, `begin` returns and the ending returns."""

    class Broken:
        def set_attributes(self, _):
            raise RuntimeError

        def end(self, _):
            raise RuntimeError

    monkeypatch.setattr(calls.provider, "tracer", lambda: 1 / 0)
    assert begin(REQUEST) is None
    calls.Call(REQUEST, Broken()).finish(Response(usage=NO_USAGE))
