"""Measures one generation in this interpreter; the last line of its output is the result as JSON.

`python -m matrix <generation> <rounds>`: after the matrix itself, so many rounds of the same
cases on random numbers. Every second generation imports centspan after the SDKs.
"""

import gc
import importlib
import json
import sys
from importlib.metadata import version
from random import Random
from typing import Any

from fake_llm.server import running
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from centspan.instrumentation.guard import swallowed
from matrix.case import Column
from matrix.columns import GENERATIONS
from matrix.measure import measure


def imported(columns: tuple[Column, ...], *, first: bool) -> dict[str, Any]:
    """The SDKs, with `import centspan.auto` before or after them."""
    if first:
        importlib.import_module("centspan.auto")
    modules = {each.module: importlib.import_module(each.module) for each in columns}
    importlib.import_module("centspan.auto")
    return modules


def main(generation: str, rounds: int) -> None:
    """Measure every column of a generation."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    columns = GENERATIONS[generation]
    modules = imported(columns, first=generation != "previous")
    gc.freeze()  # the cases collect often, and the SDKs are large
    measured: dict[str, Any] = {}
    for column in columns:
        module, wrong = modules[column.module], []
        with running() as fake:
            cells = measure(column, module, fake, exporter, None)
            for seed in range(rounds):
                drawn = measure(column, module, fake, exporter, Random(seed))
                wrong += _differences(column, drawn, seed)
        measured[column.name] = {
            "version": version(column.distribution),
            "cells": cells,
            "wrong": _unexpected(column, cells) + wrong + _swallowed(),
        }
    sys.stdout.write(f"\n{json.dumps(measured)}\n")


def _swallowed() -> list[str]:
    return [f"{where} failed {n} times behind the app's back" for where, n in swallowed().items()]


def _unexpected(column: Column, cells: dict[str, str]) -> list[str]:
    return [
        f"{each.row}: {cells[each.row]}, expected {each.gets}"
        for each in column.cases
        if cells[each.row] != each.gets
    ]


def _differences(column: Column, cells: dict[str, str], seed: int) -> list[str]:
    return [
        f"{each.row} of seed {seed}: {cells[each.row]}, expected {expected}"
        for each in column.cases
        if each.row in cells and cells[each.row] != (expected := each.gets.replace(", $", ""))
    ]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
