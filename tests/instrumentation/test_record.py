"""Home-made clients: calls recorded after the fact, and around a function."""

import asyncio
import time
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from centspan.instrumentation import Usage, label, llm_call, record, record_call
from centspan.instrumentation.call import Request, Response, begin

REPORT = {"prompt_tokens": 1000, "completion_tokens": 200}


def test_a_recorded_call_is_a_call_like_any_other(recorded):
    """One line gives tokens, cost, labels and times."""
    with label(tenant="acme"):
        record_call(
            provider="openai",
            model="gpt-4o-mini",
            usage=REPORT,
            started_at=datetime(2026, 1, 2, tzinfo=UTC),
            duration_s=1.5,
            response_id="r1",
        )
    (span,) = recorded.all()
    assert span.start_time == 1767312000 * 10**9
    assert span.end_time - span.start_time == 1_500_000_000
    assert span.attributes["gen_ai.response.id"] == "r1"
    assert span.attributes["centspan.tokens.uncached_input"] == 1000
    assert span.attributes["gen_ai.usage.cost.amount"] == 0.00027
    assert span.attributes["centspan.tenant"] == "acme"


def test_a_duration_alone_ends_now(recorded):
    """Without a start, the call began `duration_s` ago."""
    record_call(provider="p", model="m", usage=REPORT, duration_s=60)
    (span,) = recorded.all()
    assert span.end_time - span.start_time == 60 * 10**9


@pytest.mark.parametrize("usage", [Usage(uncached_input=5), {"uncached_input": 5}])
def test_usage_may_be_in_our_own_buckets(recorded, usage):
    """`Usage`, or a dict with its names."""
    record_call(provider="p", model="m", usage=usage)
    assert recorded.one()["centspan.tokens.uncached_input"] == 5


def test_usage_of_the_apps_making_is_held_to_the_same_rule(recorded):
    """`Usage` with a count that is none leaves as inconsistent."""
    record_call(provider="p", model="m", usage=Usage(uncached_input=5, output=-2))
    found = recorded.one()
    assert found["centspan.usage.status"] == "inconsistent"
    assert found["centspan.tokens.uncached_input"] == 5
    assert "centspan.tokens.output" not in found


def test_the_apps_own_cost_stands_instead_of_ours(recorded):
    """`cost_usd` is recorded as the client's figure, exactly."""
    record_call(provider="openai", model="gpt-4o", usage=REPORT, cost_usd=Decimal("0.0123"))
    found = recorded.one()
    assert found["gen_ai.usage.cost.amount"] == "0.0123"
    assert found["gen_ai.usage.cost.source"] == "client"
    assert "centspan.cost.input_usd" not in found


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        (Decimal("4.9999999999999996e-06"), "0.0000049999999999999996"),
        (Decimal("123456789.123456789123456789"), "123456789.123456789123456789"),
        (0.1, "0.1"),
        ("0", "0"),
    ],
)
def test_the_apps_own_cost_is_told_to_its_last_digit(recorded, cost, told):
    """Money never passes through a float of ours."""
    record_call(provider="openai", model="gpt-4o", usage=REPORT, cost_usd=cost)
    assert recorded.one()["gen_ai.usage.cost.amount"] == told


@pytest.mark.parametrize(
    "cost", [Decimal(-1), float("nan"), float("inf"), "much", Decimal("1e400")]
)
def test_a_cost_that_is_none_is_ignored_with_one_warning(recorded, caplog, cost):
    """A negative or endless amount is no cost: the list price stands, and the log says why, once."""
    record._warn_of_cost.cache_clear()
    for _ in range(2):
        record_call(provider="openai", model="gpt-4o-mini", usage=REPORT, cost_usd=cost)
    assert {span.attributes["gen_ai.usage.cost.amount"] for span in recorded.all()} == {0.00027}
    (warning,) = caplog.messages
    assert "expected cost_usd" in warning


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (LookupError("canary"), "LookupError"),
        ("openai.RateLimitError", "RateLimitError"),
        ("canary: not a class", "Error"),
    ],
)
def test_an_error_is_a_class_and_never_text(recorded, error, name):
    """An exception, its class' name, or `Error` for anything else."""
    record_call(provider="p", model="m", error=error)
    assert recorded.one()["error.type"] == name
    assert "canary" not in recorded.all()[0].to_json()


@pytest.mark.parametrize("broken", [{"usage": 7}, {"usage": "text"}, {"cost_usd": "much"}])
def test_strange_arguments_never_raise(recorded, broken):
    """What cannot be read is left out; the call is recorded."""
    record_call(provider="p", model="m", **broken)
    assert recorded.one()["gen_ai.request.model"] == "m"


def test_a_decorated_function_keeps_its_answer(recorded):
    """The call is around the function; usage, model and id are found in what it returns."""

    @llm_call(provider="openai", model="gpt-4o-mini")
    def ask(*, messages):
        return {"id": "r1", "model": "gpt-4o-mini-2024-07-18", "usage": REPORT}

    answer = ask(messages=[{"role": "user", "content": "canary"}])
    assert answer["id"] == "r1"
    found = recorded.one()
    assert found["gen_ai.response.model"] == "gpt-4o-mini-2024-07-18"
    assert found["centspan.tokens.output"] == 200
    assert found["centspan.sections"] == "user:6"
    assert "canary" not in recorded.all()[0].to_json()


def test_a_decorated_coroutine_function_is_one_call(recorded):
    """Async as well; an SDK's call inside is part of it, not another."""

    @llm_call(provider="p", model="m", usage=lambda answer: answer.counts)
    async def ask():
        await asyncio.sleep(0)
        assert begin(Request("openai", "chat", "m")) is None
        return SimpleNamespace(counts={"inputTokens": 3, "outputTokens": 4})

    asyncio.run(ask())
    found = recorded.one()
    assert (found["centspan.tokens.uncached_input"], found["centspan.tokens.output"]) == (3, 4)


def test_an_exception_of_a_decorated_function_goes_on(recorded):
    """The app sees its own exception, the span its class."""

    @llm_call(provider="p", model="m")
    def ask():
        raise KeyError("canary")

    with pytest.raises(KeyError):
        ask()
    assert recorded.one()["error.type"] == "KeyError"


def test_an_answer_without_usage_is_estimated(recorded):
    """A plain string has characters at least."""

    @llm_call(provider="p", model="unseen")
    def ask(prompt):
        return "x" * 40

    ask("hi")
    found = recorded.one()
    assert found["centspan.usage.source"] == "estimated"
    assert found["centspan.tokens.output"] == 10


PROMPT = [{"role": "user", "content": "x" * 400}]


class Client:
    @llm_call(provider="p", model="unseen")
    def ask(self, messages, *rest, **more):
        return "y" * 40


@pytest.mark.parametrize(
    "ask", [lambda c: c.ask(PROMPT), lambda c: c.ask(messages=PROMPT, temperature=0)]
)
def test_arguments_are_known_by_their_names_however_they_are_given(recorded, ask):
    """By position or by name, of a function or a method: the prompt's characters are seen."""
    ask(Client())
    found = recorded.one()
    assert found["centspan.tokens.uncached_input"] == 100
    assert found["centspan.tokens.output"] == 10


def test_an_unknown_prompt_is_no_estimate(recorded):
    """An answer alone would pass for all that the call used: its usage is unknown."""

    @llm_call(provider="p", model="unseen")
    def ask(puzzle):
        return "x" * 40

    ask("?")
    assert recorded.one()["centspan.usage.source"] == "none"


def test_arguments_the_function_refuses_are_the_apps_own_error(recorded):
    """The app sees Python's own TypeError."""
    with pytest.raises(TypeError, match="unexpected keyword"):
        llm_call(provider="p", model="m")(lambda prompt: "")(wrong=1)
    assert recorded.one()["error.type"] == "TypeError"


@llm_call(provider="p", model="unseen")
def stream(messages, fails=False):
    """Doc."""
    got = yield "y" * 20
    yield got or "y" * 20
    if fails:
        raise KeyError("canary")
    yield {"model": "unseen-2", "id": "r1"}
    return "y" * 40


@llm_call(provider="p", model="seen")
async def later(messages, report=None):
    yield "y" * 20
    await asyncio.sleep(0)
    yield "y" * 20
    if report:
        yield {"usage": report}


def test_a_decorated_generator_is_a_call_until_its_end(recorded):
    """It is seen whole: the text it gives, model and id, the time until the first of it."""
    steps = stream(PROMPT)
    assert recorded.all() == []
    assert (stream.__name__, stream.__doc__) == ("stream", "Doc.")
    next(steps)
    assert begin(Request("p", "chat", "m")) is not None  # between two items the app is outside
    assert recorded.all() == []
    assert steps.send("z" * 60) == "z" * 60
    assert list(steps) == [{"model": "unseen-2", "id": "r1"}]
    found = recorded.one()
    assert found["gen_ai.request.stream"] is True
    assert found["gen_ai.response.time_to_first_chunk"] >= 0
    assert (found["gen_ai.response.model"], found["gen_ai.response.id"]) == ("unseen-2", "r1")
    assert found["centspan.tokens.uncached_input"] == 100
    assert found["centspan.tokens.output"] == 20
    assert "centspan.stream.abandoned" not in found


def test_a_decorated_async_generator_is_a_call_until_its_end(recorded):
    """Its usage may come in any item, the last one as a rule."""

    async def read():
        return [item async for item in later(messages=PROMPT, report=REPORT)]

    assert len(asyncio.run(read())) == 3
    found = recorded.one()
    assert found["centspan.usage.source"] == "provider"
    assert found["centspan.tokens.output"] == 200


def test_a_generator_that_fails_or_is_given_up_tells_what_it_gave(recorded):
    """The exception goes on to the app; what was read until then is counted."""
    with pytest.raises(KeyError):
        list(stream(PROMPT, fails=True))
    given_up = stream(PROMPT)
    next(given_up)
    given_up.close()
    deadline = time.monotonic() + 5
    while len(recorded.all()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    failed, abandoned = (span.attributes for span in recorded.all())
    assert (failed["error.type"], failed["centspan.tokens.output"]) == ("KeyError", 10)
    assert abandoned["centspan.stream.abandoned"] is True
    assert abandoned["centspan.tokens.output"] == 5


def test_a_decorated_function_inside_a_call_records_nothing(recorded):
    """Two layers of a home-made client are one call."""

    @llm_call(provider="p", model="m")
    def inner():
        return "x"

    outer = begin(Request("p", "chat", "m"))
    with outer.active():
        assert inner() == "x"
    outer.finish(Response())
    assert len(recorded.all()) == 1
