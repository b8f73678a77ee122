"""Runs a column's cases one after the other and says what was measured of each."""

import gc
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from fake_llm.scenario import Scenario
from fake_llm.server import FakeLLM
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from centspan.instrumentation import attributes as names
from centspan.instrumentation.dialects import is_llm_call
from matrix.case import Case, Column

ROUNDS = 1
"""Of the same cases on random numbers, after the matrix itself."""
_PATIENCE = 10.0
_PREFIX = names.TOKENS_PREFIX


def measure(
    column: Column, module: Any, fake: FakeLLM, exporter: InMemorySpanExporter, draw: Random | None
) -> dict[str, str]:
    """Row → cell of one column; with `draw` on numbers of its own, whose cells leave money out."""
    cells: dict[str, str] = {}
    exporter.clear()
    with column.opened(module, fake) as app:
        cases = [each for each in column.cases if not (draw and each.once)]
        for case in cases:
            plans = _plans(case, draw)
            cells[case.row] = _measured(column, case, app, fake, exporter, plans, bool(draw))
    time.sleep(0.05)
    if cases and (late := _calls(exporter, 0)):
        cells[cases[-1].row] += f" and {len(late)} more spans"
    return cells


def _measured(
    column: Column,
    case: Case,
    app: Any,
    fake: FakeLLM,
    exporter: InMemorySpanExporter,
    plans: list[Scenario],
    any_price: bool,
) -> str:
    fake.forget()
    fake.answer(*plans)
    try:
        with _environment(case, fake):
            case.run(app)
    except Exception as error:  # noqa: BLE001 - a cell like any other: the page must show it
        traceback.print_exc()
        exporter.clear()
        return f"WRONG: raised {type(error).__name__}"
    calls = _calls(exporter, 1)
    exporter.clear()
    if len(calls) != 1:
        return f"{len(calls)} spans"
    tokens = {name: n for name, n in (case.reads or column.reads)(plans[-1]).items() if n}
    cost = (case.model or column.model).cost(tokens)
    return ", ".join(_facts(calls[0], tokens, cost, any_price))


def _facts(
    span: Any, tokens: dict[str, int], cost: Decimal | None, any_price: bool
) -> Iterator[str]:
    said = dict(span.attributes)
    if span.status.status_code.name == "ERROR":
        yield f"error {said.get(names.HTTP_STATUS, said.get(names.ERROR_TYPE))}"
    found = {name.removeprefix(_PREFIX): n for name, n in said.items() if name.startswith(_PREFIX)}
    source = said.get(names.USAGE_SOURCE)
    if source == "provider":
        yield "exact" if found == tokens else f"WRONG {found}, not {tokens}"
    elif source == "estimated":
        yield "estimate" if found.get("output") else "WRONG: an estimate without the text seen"
    amount = said.get(names.COST_AMOUNT)
    if amount is not None and not any_price:
        right = source == "estimated" or Decimal(repr(amount)) == cost
        yield "$" if right else f"WRONG ${amount}, not {cost}"
    if attempts := said.get(names.ATTEMPTS, 1) - 1:
        yield f"{attempts + 1} attempts"
    if unseen := said.get(names.UNSEEN_ATTEMPTS):
        yield f"{unseen} unseen"
    if said.get(names.ABANDONED):
        yield "abandoned"


def _calls(exporter: InMemorySpanExporter, wanted: int) -> list[Any]:
    """The calls that count, as soon as there are as many as wanted."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        spans = exporter.get_finished_spans()
        calls = [each for each in spans if is_llm_call(dict(each.attributes or {}))]
        calls = [each for each in calls if names.NOT_COUNTED not in (each.attributes or {})]
        if len(calls) >= wanted or time.monotonic() > deadline:
            return calls
        time.sleep(0.005)
        gc.collect()  # what an SDK's threads held when the app let go


def _plans(case: Case, draw: Random | None) -> list[Scenario]:
    drawn = Scenario() if draw is None else _drawn(draw)
    return [replace(drawn, **changes) for changes in case.plans]


def _drawn(draw: Random) -> Scenario:
    """Numbers, chunk sizes, names and extra fields that nobody has seen before."""
    cached, reasoning = draw.randrange(5000), draw.randrange(900)
    return Scenario(
        input=cached + draw.randrange(1, 90_000),
        cached=cached,
        output=reasoning + draw.randrange(1, 4000),
        reasoning=reasoning,
        uncached=draw.randrange(1, 9000),
        cache_read=draw.randrange(20_000),
        cache_write_5m=draw.randrange(9000),
        cache_write_1h=draw.randrange(9000),
        chunk=draw.randrange(1, 14),
        split=draw.choice((0, draw.randrange(1, 200))),
        model=f"renamed-{draw.randrange(10**6)}",
        delta_repeats=draw.random() < 0.5,
        extra=True,
    )


@contextmanager
def _environment(case: Case, fake: FakeLLM) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({name: value.format(port=fake.port) for name, value in case.env})
    try:
        yield
    finally:
        for name, _ in case.env:
            os.environ.pop(name, None)
            os.environ.update({name: before[name]} if name in before else {})
