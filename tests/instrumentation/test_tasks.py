"""Tasks: outcome known or unknown, and the calls that belong to them."""

import asyncio
from decimal import Decimal

import pytest
from opentelemetry.trace import SpanKind

from centspan.instrumentation import label, report_outcome, task
from centspan.instrumentation.attribution import current_attributes
from centspan.instrumentation.call import Request, Response, begin

ID, NAME = "centspan.task.id", "centspan.task.name"
OUTCOME, REASON, VALUE = (f"centspan.task.{name}" for name in ("outcome", "reason", "value_usd"))


def test_a_task_that_says_nothing_is_unknown(recorded):
    """Leaving the block without a word is never success."""
    with task("answer-ticket"):
        pass
    found = recorded.one()
    assert found[NAME] == "answer-ticket"
    assert OUTCOME not in found


def test_calls_inside_carry_the_task_and_calls_outside_do_not(recorded):
    """Every call in the block has the task's id and name."""
    with task("answer-ticket") as t:
        begin(Request("openai", "chat", "m")).finish(Response())
        t.succeeded()
    begin(Request("openai", "chat", "m")).finish(Response())
    inside, _, outside = (span.attributes for span in recorded.all())
    assert (inside[ID], inside[NAME]) == (t.id, "answer-ticket")
    assert ID not in outside


def test_a_success_has_its_value_in_exact_dollars(recorded):
    """`succeeded(value_usd=…)` ends in one internal span that lasts as long as the block."""
    with label(feature="support"), task("answer-ticket", task_id="T-1") as t:
        t.succeeded(value_usd=Decimal("12.345678"))
    (span,) = recorded.all()
    assert span.name == "centspan.task"
    assert span.kind is SpanKind.INTERNAL
    assert span.end_time > span.start_time
    found = span.attributes
    assert (found[ID], found[OUTCOME], found[VALUE]) == ("T-1", "succeeded", "12.345678")
    assert found["centspan.feature"] == "support"


def test_a_failure_has_a_reason(recorded):
    """`failed(reason)` keeps a short word, cleaned like a label."""
    with task("answer-ticket") as t:
        t.failed("no_answer\n" + "x" * 300)
    found = recorded.one()
    assert found[OUTCOME] == "failed"
    assert found[REASON].startswith("no_answerx")
    assert len(found[REASON]) < 201


def test_an_exception_fails_the_task_by_its_class_and_goes_on(recorded):
    """The app sees its own exception; the span sees the class, not the message."""

    @task("answer-ticket")
    def look_up():
        raise LookupError("canary")

    with pytest.raises(LookupError, match="canary"):
        look_up()
    with pytest.raises(LookupError), task("answer-ticket") as t:
        fail_after_success(t)
    assert {span.attributes[OUTCOME] for span in recorded.all()} == {"failed"}
    assert {span.attributes[REASON] for span in recorded.all()} == {"LookupError"}
    assert "canary" not in "".join(span.to_json() for span in recorded.all())


def fail_after_success(t):
    t.succeeded()
    raise LookupError("canary")


def test_the_last_word_stands(recorded):
    """A task that corrects itself ends as it said last."""
    with task("t") as t:
        t.succeeded(value_usd=1)
        t.failed("reopened")
    found = recorded.one()
    assert (found[OUTCOME], VALUE in found) == ("failed", False)


def test_a_value_that_is_no_amount_does_not_reach_the_app(recorded):
    """NaN and infinity are left out; the outcome stands."""
    with task("t") as t:
        t.succeeded(value_usd=float("nan"))
    found = recorded.one()
    assert (found[OUTCOME], VALUE in found) == ("succeeded", False)


def test_inner_tasks_take_their_calls(recorded):
    """A call belongs to the innermost task."""
    with task("outer") as outer, task("inner") as inner:
        assert current_attributes()[ID] == inner.id != outer.id


def test_async_blocks_and_decorators_are_tasks(recorded):
    """`async with`, and functions, coroutine functions and generators, each call a task of its own."""

    @task("sync")
    def sync():
        return current_attributes()[ID]

    @task("coroutine")
    async def coroutine():
        await asyncio.sleep(0)
        return current_attributes()[ID]

    @task("generator")
    def generator():
        yield current_attributes()[ID]
        yield current_attributes()[ID]

    @task("async generator")
    async def async_generator():
        yield current_attributes()[ID]

    async def main():
        async with task("block") as t:
            t.succeeded()
        return [await coroutine(), *[each async for each in async_generator()], t.id]

    first, second = generator()
    assert first == second
    ids = [sync(), sync(), first, *asyncio.run(main())]
    assert len(set(ids)) == len(ids)
    assert {span.attributes[ID] for span in recorded.all()} == set(ids)
    assert current_attributes() == {}


def test_a_task_that_is_a_generator_given_up_has_failed(recorded):
    """Closing it half way is no success."""

    @task("t")
    def generator():
        yield 1

    running = generator()
    next(running)
    running.close()
    assert recorded.one()[OUTCOME] == "failed"


def test_an_outcome_may_come_late_from_anywhere(recorded):
    """`report_outcome` needs only the id; saying it after the block does the same."""
    report_outcome("T-1", False, reason="refund", value_usd="3.50")
    with task("t", task_id="T-2") as t:
        pass
    t.succeeded()
    first, block, late = recorded.all()
    assert first.name == late.name == "centspan.task.outcome"
    assert dict(first.attributes) | {"centspan.root.kind": "internal"} == {
        ID: "T-1",
        OUTCOME: "failed",
        REASON: "refund",
        VALUE: "3.50",
        "centspan.root.kind": "internal",
    }
    assert OUTCOME not in block.attributes
    assert (late.attributes[ID], late.attributes[OUTCOME]) == ("T-2", "succeeded")


def test_outcomes_are_kept_whatever_the_sampler(otlp_sink, run_python):
    """A task in an app that samples nothing still arrives."""
    done = run_python(
        "import centspan.auto\n"
        "from centspan.instrumentation import task\n"
        "with task('t') as t:\n    t.succeeded()\n",
        {"OTEL_EXPORTER_OTLP_ENDPOINT": otlp_sink.endpoint, "OTEL_TRACES_SAMPLER": "always_off"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    (span,) = otlp_sink.wait_for(1)
    assert span["attributes"][OUTCOME] == "succeeded"
