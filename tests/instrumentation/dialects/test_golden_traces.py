"""One call seen by two instrumentations counts once; calls that look alike stay apart."""

import random

import pytest


def by_span(store, traces):
    """The verdict on every span: (golden, span) → counted, and why not."""
    found = store.calls()
    return {
        (golden.name, own): (counts, because)
        for number, golden in enumerate(traces, 1)
        for own, counts, because, _, _ in found[number]
    }


def wrong_in(store, traces, in_order):
    """The goldens whose counted calls are not exactly their real ones."""
    found = store.calls()
    return [
        golden.name
        for number, golden in enumerate(traces, 1)
        if in_order(told for _, counts, _, _, told in found[number] if counts)
        != in_order(golden.expected)
    ]


def test_two_real_calls_that_look_alike_stay_two(store, traces, in_order):
    """Equal questions with equal counts, one after the other or at once, are two calls."""
    alike = [golden for golden in traces if golden.case.startswith("two alike")]
    store.empty()
    store.take([(number, golden.spans) for number, golden in enumerate(alike, 1)])
    assert len(alike) >= 20
    assert all(len(golden.calls) == 2 for golden in alike)
    assert wrong_in(store, alike, in_order) == []


def test_each_call_counts_once_however_many_saw_it(store, traces, in_order):
    """Framework and SDK, agent and model, gateway and client: exactly the real calls count."""
    store.empty()
    store.take([(number, golden.spans) for number, golden in enumerate(traces, 1)])
    assert wrong_in(store, traces, in_order) == []
    verdicts = by_span(store, traces).values()
    reasons = {because for counts, because in verdicts if not counts}
    assert reasons >= {"same_response_id", "rollup_of_children", "same_call"}
    assert all(bool(counts) != bool(because) for counts, because in verdicts)


@pytest.mark.parametrize("judge_between", [False, True])
def test_the_verdict_is_the_same_in_any_order_of_delivery(store, traces, judge_between):
    """Span by span, shuffled, judged once or after each delivery: the same spans count."""
    store.empty()
    store.take([(number, golden.spans) for number, golden in enumerate(traces, 1)])
    expected = by_span(store, traces)
    rng = random.Random(7)
    single = [(n, [span]) for n, golden in enumerate(traces, 1) for span in golden.spans]
    rng.shuffle(single)
    store.empty()
    store.take(*(single[place::4] for place in range(4)), judge_between=judge_between)
    assert by_span(store, traces) == expected
