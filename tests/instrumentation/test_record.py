"""Home-made clients: calls recorded after the fact, and around a function."""

import asyncio
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
