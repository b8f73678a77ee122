"""Ids of traces, spans, tasks and answers."""

from dataclasses import dataclass

import numpy as np

from centspan.deploy.demo.backfill.calls import NONE, Calls, Ints
from centspan.deploy.demo.backfill.mixing import Words, mix

_TRACE_HIGH, _TRACE_LOW, _ROOT, _SPAN, _ANSWER, _TASK, _TASK_SPAN, _LATE_SPAN = range(200, 208)
SINGLE = 10**12
"""Added to the row of a call that is alone in its trace."""


@dataclass(frozen=True, slots=True)
class Identities:
    """Of calls: bytes for traces and spans, hex digits for answers.

    `root` is the span of the app above the call: the app's own sampler dropped it.
    """

    trace: list[bytes]
    root: list[bytes]
    span: list[bytes]
    answer: list[str]


def identities(seed: int, calls: Calls) -> Identities:
    """Make them; calls of one task or conversation share a trace."""
    rows = np.arange(len(calls))
    single = np.where(calls.chain == calls.content, SINGLE + rows, -calls.chain - 2)
    work = np.where(calls.task != NONE, calls.task, single)
    return Identities(
        trace=trace_ids(seed, work),
        root=_pieces(mix(seed, work, _ROOT), 8),
        span=_pieces(mix(seed, rows, _SPAN), 8),
        answer=[piece.hex() for piece in _pieces(mix(seed, rows, _ANSWER), 8)],
    )


def trace_ids(seed: int, work: Ints) -> list[bytes]:
    """The trace of each piece of work; a task's number is its work."""
    halves = np.stack([mix(seed, work, _TRACE_HIGH), mix(seed, work, _TRACE_LOW)], axis=1)
    return _pieces(halves.ravel(), 16)


def task_names(seed: int, number: Ints) -> list[str]:
    """The ids of tasks as the client makes them: 32 hex digits."""
    halves = np.stack([mix(seed, number, _TASK), mix(seed, number, _TASK, 1)], axis=1)
    return [piece.hex() for piece in _pieces(halves.ravel(), 16)]


def task_spans(seed: int, number: Ints, *, late: bool = False) -> list[bytes]:
    """The span ids of tasks, or of their late outcomes."""
    return _pieces(mix(seed, number, _LATE_SPAN if late else _TASK_SPAN), 8)


def _pieces(words: Words, size: int) -> list[bytes]:
    data = words.astype(">u8").tobytes()
    return [data[at : at + size] for at in range(0, len(data), size)]
