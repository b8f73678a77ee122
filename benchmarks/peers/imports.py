"""What a fresh process pays for the import, and for the import with a first call sent."""

import random
import statistics
import subprocess
from collections import defaultdict
from pathlib import Path

from contract import Bar, Figure, progress
from peers.rounds import variables

_TELL = """
import resource, time
print(time.process_time() * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_SDK = """
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
"""
_OURS = "import centspan.auto\n"
_CALL = """
from openai import OpenAI
from opentelemetry import trace
client = OpenAI(api_key="k", base_url="{address}/v1")
def call():
    client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi"}])
"""
_BY_HAND = """
with trace.get_tracer("app").start_as_current_span("chat"):
    call()
trace.get_tracer_provider().force_flush()
"""
_BY_US = """
call()
trace.get_tracer_provider().force_flush()
"""
_PROGRAMS = {
    "SDK + exporter": _SDK,
    "centspan.auto": _SDK + _OURS,
    "SDK + exporter, openai, a call sent": _SDK + _CALL + _BY_HAND,
    "centspan.auto, openai, a call sent": _OURS + _CALL + _BY_US,
}


def figures(python: Path, address: str, times: int) -> list[Figure]:
    """Return CPU ms and MB above SDK + exporter, medians of `times` processes in shuffled order."""
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    order = list(_PROGRAMS)
    for number in range(times):
        progress(f"imports {number + 1} of {times}")
        random.shuffle(order)
        for name in order:
            taken[name].append(_run(python, _PROGRAMS[name], address))
    found: list[Figure] = []
    for suffix in ("", ", openai, a call sent"):
        base, ours = taken["SDK + exporter" + suffix], taken["centspan.auto" + suffix]
        for place, unit, limit in ((0, "CPU ms", 150), (1, "MB", 25)):
            floor, with_us = (
                statistics.median(each[place] for each in way) for way in (base, ours)
            )
            name = f"import centspan.auto{suffix}: above SDK + exporter ({floor:,.0f})"
            bar = Bar(limit, goal=bool(suffix))  # the promise is about the import
            found.append(Figure(name, unit, with_us - floor, bars=(bar,)))
    return found


def _run(python: Path, program: str, address: str) -> tuple[float, float]:
    program = program.replace("{address}", address) + _TELL
    finished = subprocess.run(
        [python.as_posix(), "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=variables(f"{address}/sink/imports"),
    )
    cpu, memory = finished.stdout.split()
    return float(cpu), float(memory)
