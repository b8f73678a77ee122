"""Labels: who spends, in every way an app may be built."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from opentelemetry import baggage, context
from opentelemetry.baggage.propagation import W3CBaggagePropagator

from centspan.instrumentation import carry, label
from centspan.instrumentation.attribution import current_attributes, defaults, user_id


@pytest.fixture(autouse=True)
def _no_labels(monkeypatch):
    for name in ("FEATURE", "TENANT", "TEAM", "USER", "ROUTE", "PROMPT_VERSION", "PURPOSE"):
        monkeypatch.delenv(f"CENTSPAN_{name}", raising=False)
    monkeypatch.delenv("OTEL_RESOURCE_ATTRIBUTES", raising=False)
    defaults.cache_clear()
    yield
    assert current_attributes() == {}
    defaults.cache_clear()


def feature():
    return current_attributes().get("centspan.feature")


def test_without_labels_there_is_nothing():
    """An app that labels nothing gets no label attributes."""
    assert current_attributes() == {}


def test_none_and_empty_values_label_nothing():
    """`label(tenant=None)` leaves an outer label alone."""
    with label(tenant="acme"), label(tenant=None, feature=""):
        assert current_attributes() == {"centspan.tenant": "acme"}


def test_every_label_has_its_attribute():
    """The eight labels become the attributes the store reads."""
    names = ("feature", "tenant", "team", "user", "route", "prompt_version", "purpose", "session")
    with label(**{name: name for name in names}):
        assert current_attributes() == {
            "centspan.feature": "feature",
            "centspan.tenant": "tenant",
            "centspan.team": "team",
            "user.id": user_id("user"),
            "centspan.route": "route",
            "centspan.prompt_version": "prompt_version",
            "centspan.purpose": "purpose",
            "session.id": "session",
        }


def test_an_unknown_label_is_refused_where_it_is_written():
    """A misspelt label is the developer's to fix: the message names what exists and what was found."""
    with pytest.raises(TypeError, match=r"takes feature, .*found featrue"):
        label(featrue="x")


def test_values_are_short_single_lines_of_text():
    """Numbers become text, control characters go, 200 characters stay."""
    with label(tenant=42, feature="a\nb\x00c", team="x" * 500):
        found = current_attributes()
    assert found["centspan.tenant"] == "42"
    assert found["centspan.feature"] == "abc"
    assert found["centspan.team"] == "x" * 200


def test_an_object_that_cannot_be_read_labels_nothing():
    """A value whose `str()` raises does not reach the app as an error."""

    class Hostile:
        def __str__(self):
            raise RuntimeError

    with label(tenant=Hostile()):
        assert current_attributes() == {}


def test_nested_labels_merge_and_the_inner_wins():
    """Inside, both hold; after the inner block the outer ones are back."""
    with label(feature="outer", team="t"):
        with label(feature="inner"):
            assert current_attributes() == {"centspan.feature": "inner", "centspan.team": "t"}
        assert feature() == "outer"


def test_a_label_may_be_reused_and_nested_in_itself():
    """One label object serves many blocks, also at the same time."""
    one = label(feature="f")
    with one, one:
        assert feature() == "f"
    with one:
        assert feature() == "f"


def test_labels_leave_with_the_block_that_raised():
    """An exception passes through unchanged and takes the label with it."""
    with pytest.raises(KeyError), label(feature="f"):
        raise KeyError
    assert feature() is None


def test_a_function_keeps_its_result_and_its_name():
    """The decorator labels what runs inside and changes nothing else."""

    @label(feature="f")
    def double(x):
        """Doc."""
        return feature(), 2 * x

    assert double(2) == ("f", 4)
    assert (double.__name__, double.__doc__) == ("double", "Doc.")


def test_a_coroutine_function_is_labelled_across_awaits():
    """The label survives `await`, and concurrent tasks do not see each other's."""

    async def one(name):
        @label(feature=name)
        async def work():
            await asyncio.sleep(0)
            inner = await asyncio.to_thread(feature)
            return feature(), inner

        return await work()

    async def main():
        async with label(team="t"):
            return await asyncio.gather(*(one(str(n)) for n in range(20)))

    assert asyncio.run(main()) == [(str(n), str(n)) for n in range(20)]


def test_a_generator_does_not_label_its_caller():
    """Between two items the caller stands outside; `send`, `throw` and `return` still work."""

    @label(feature="inside")
    def items():
        got = yield feature()
        try:
            yield got, feature()
        except ValueError:
            yield "caught", feature()
        return "result"

    with label(feature="outside"):
        running = items()
        assert next(running) == "inside"
        assert feature() == "outside"
        assert running.send("sent") == ("sent", "inside")
        assert running.throw(ValueError) == ("caught", "inside")
        with pytest.raises(StopIteration) as end:
            next(running)
        assert end.value.value == "result"
        assert feature() == "outside"


def test_a_closed_generator_runs_its_cleanup_labelled():
    """A generator given up half way still cleans up inside its label."""
    seen = []

    @label(feature="inside")
    def items():
        try:
            yield 1
        finally:
            seen.append(feature())

    running = items()
    next(running)
    running.close()
    assert seen == ["inside"]


def test_an_async_generator_does_not_label_its_caller():
    """As for generators, with `asend`, `athrow` and `aclose`."""
    seen = []

    @label(feature="inside")
    async def items():
        try:
            got = yield feature()
            try:
                yield got, feature()
            except ValueError:
                yield "caught"
        finally:
            seen.append(feature())

    async def main():
        running = items()
        assert await anext(running) == "inside"
        assert feature() is None
        assert await running.asend("sent") == ("sent", "inside")
        assert await running.athrow(ValueError) == "caught"
        await running.aclose()
        assert [item async for item in items()] == ["inside", (None, "inside")]

    asyncio.run(main())
    assert seen == ["inside", "inside"]


def test_threads_are_labelled_by_carry():
    """A thread starts without labels; `carry` hands them over, to many threads at once."""
    with label(feature="f"), ThreadPoolExecutor(4) as pool:
        assert pool.submit(feature).result() is None
        assert list(pool.map(carry(feature), *[()])) == []
        futures = [pool.submit(carry(feature)) for _ in range(20)]
        assert {future.result() for future in futures} == {"f"}
        thread = threading.Thread(target=carry(lambda: seen.append(feature())))
        seen = []
        thread.start()
        thread.join()
    assert seen == ["f"]


def test_labels_cross_services_as_baggage():
    """What a propagator carries over arrives as labels on the other side."""
    carrier = {}
    with label(feature="search", tenant="acme inc"):
        W3CBaggagePropagator().inject(carrier)
    token = context.attach(W3CBaggagePropagator().extract(carrier))
    try:
        assert current_attributes() == {
            "centspan.feature": "search",
            "centspan.tenant": "acme inc",
        }
        with label(feature="here"):
            assert feature() == "here"
    finally:
        context.detach(token)


def test_a_user_leaves_as_a_keyed_hash_only(monkeypatch):
    """Span, baggage and environment: the next service sees the same id, nobody the name."""
    carrier = {}
    with label(user="jane@example.com"):
        W3CBaggagePropagator().inject(carrier)
        here = current_attributes()["user.id"]
    assert "jane" not in str(carrier)
    assert here == user_id("jane@example.com")
    token = context.attach(W3CBaggagePropagator().extract(carrier))
    assert current_attributes() == {"user.id": here}
    context.detach(token)
    token = context.attach(baggage.set_baggage("user.id", "jane@example.com"))
    assert current_attributes() == {"user.id": here}
    context.detach(token)
    monkeypatch.setenv("CENTSPAN_USER", "jane@example.com")
    defaults.cache_clear()
    assert current_attributes() == {"user.id": here}
    monkeypatch.undo()
    defaults.cache_clear()


def test_foreign_baggage_is_no_label():
    """Other keys in the baggage do not become attributes."""
    token = context.attach(baggage.set_baggage("secret", "x"))
    try:
        assert current_attributes() == {}
    finally:
        context.detach(token)


def test_inner_outer_baggage_environment_in_this_order(monkeypatch):
    """Precedence: inner label, outer label, incoming baggage, variable, resource attribute."""
    monkeypatch.setenv(
        "OTEL_RESOURCE_ATTRIBUTES",
        "service.name=x,centspan.team=resource,centspan.route=resource,centspan.purpose=a%20b",
    )
    monkeypatch.setenv("CENTSPAN_TEAM", "variable")
    monkeypatch.setenv("CENTSPAN_FEATURE", "variable")
    monkeypatch.setenv("CENTSPAN_TENANT", "variable")
    defaults.cache_clear()
    token = context.attach(baggage.set_baggage("centspan.feature", "baggage"))
    inner = context.attach(baggage.set_baggage("centspan.tenant", "baggage"))
    try:
        with label(tenant="outer", prompt_version="outer"), label(prompt_version="inner"):
            found = current_attributes()
    finally:
        context.detach(inner)
        context.detach(token)
        monkeypatch.undo()
        defaults.cache_clear()
    assert found == {
        "centspan.team": "variable",
        "centspan.route": "resource",
        "centspan.purpose": "a b",
        "centspan.feature": "baggage",
        "centspan.tenant": "outer",
        "centspan.prompt_version": "inner",
    }
