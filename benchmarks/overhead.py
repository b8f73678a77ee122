"""What instrumentation adds to an LLM call: CPU, bytes sent, and what the import costs."""

import argparse
import json
import os
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from contract import Bar, Benchmark, Figure, Result, main, progress
from peers import environments, imports, provider
from peers.environments import Environment
from peers.rounds import Entrant, medians, play, started

_TEACHES = """\
CPU that instrumentation adds to a call of the real OpenAI and Anthropic SDKs, against the same
environment without it: export over OTLP/HTTP to a local sink, flush inside the clock, all threads
counted. Everybody lives in an environment of their own, made on demand (network needed once; a
peer that cannot be installed is left out). Ours has fingerprints, cost and attribution on.

examples:
  python benchmarks/overhead.py
  python benchmarks/overhead.py --peers openlit --rounds 80 --json results/overhead.json
  python benchmarks/overhead.py --peers none          only ours and the floor
"""
FLOOR = "hand-written span"
_SIZES = {"small": 50, "large": 20}
_PROMPTS = {"small": "~200-token prompt", "large": "~20,000-token prompt"}
_BARS = {
    "small": (Bar(0.5, "openlit"), Bar(3, FLOOR, goal=True), Bar(2, FLOOR, goal=True)),
    "large": (Bar(0.3333, "openlit"), Bar(3, FLOOR, goal=True), Bar(2, FLOOR, goal=True)),
}
_BOTH = ("openai", "anthropic")
_FIELD: tuple[tuple[str, str, Environment, tuple[str, ...]], ...] = (
    (FLOOR, "floor", environments.OURS, _BOTH),
    ("centspan", "centspan", environments.OURS, _BOTH),
    ("Anthropic SDK's own span", "native", environments.OURS, ("anthropic",)),
    ("official GenAI", "official", environments.OFFICIAL, _BOTH),
    ("langfuse", "langfuse", environments.LANGFUSE, ("openai",)),
    ("langfuse, no content", "langfuse_lean", environments.LANGFUSE, ("openai",)),
    ("openlit", "openlit", environments.OPENLIT, _BOTH),
    ("openlit, no content, no http", "openlit_lean", environments.OPENLIT, _BOTH),
    ("logfire + genai-prices", "logfire", environments.LOGFIRE, _BOTH),
    ("openinference", "openinference", environments.OPENINFERENCE, _BOTH),
    ("openinference, no content", "openinference_lean", environments.OPENINFERENCE, _BOTH),
    ("phoenix", "phoenix", environments.PHOENIX, _BOTH),
    ("phoenix, no content", "phoenix_lean", environments.PHOENIX, _BOTH),
    ("mlflow", "mlflow", environments.MLFLOW, _BOTH),
    ("mlflow, no content", "mlflow_lean", environments.MLFLOW, _BOTH),
    ("traceloop", "traceloop", environments.TRACELOOP, _BOTH),
    ("traceloop, no content", "traceloop_lean", environments.TRACELOOP, _BOTH),
)
"""Name, setup, environment, SDKs."""


def measure(options: argparse.Namespace) -> Result:
    """Measure calls, then the import."""
    entrants, left_out = _entrants(options)
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    here, there = (cpus[-1], cpus[0]) if len(cpus) > 1 and not options.unpinned else (None, None)
    with provider.running(there) as address:
        with started(entrants, address, here) as (workers, broken):
            added, plain = play(entrants, workers, options.rounds, _SIZES)
            sent = _sent(address)
        figures = _figures(medians(added))
        figures += imports.figures(_ours(options), address, options.imports)
    return Result(tuple(figures), _notes(options, medians(plain), sent), (*left_out, *broken))


def _ours(options: argparse.Namespace) -> Path:
    """Our own environment; without a network the one this runs in, whatever else is in it."""
    return environments.python_of(environments.OURS, options.environments) or Path(sys.executable)


def _entrants(options: argparse.Namespace) -> tuple[list[Entrant], list[str]]:
    wanted = options.peers.split(",")
    entrants: dict[str, Entrant] = {}
    left_out: list[str] = []
    for name, setup, environment, sdks in _FIELD:
        ours = environment is environments.OURS
        if not (ours or {"all", environment.name} & set(wanted)):
            continue
        python = (
            _ours(options) if ours else environments.python_of(environment, options.environments)
        )
        if python is None:
            left_out.append(f"{name}: {environment.name} cannot be installed here")
            continue
        for sdk in (each for each in sdks if each in options.sdks):
            entrant = Entrant(f"{name}, {sdk}", setup, sdk, python, environment.name)
            base = Entrant(entrant.against, "baseline", sdk, python, environment.name)
            entrants |= {base.name: base, entrant.name: entrant}
    return list(entrants.values()), left_out


def _figures(added: dict[tuple[str, str], float]) -> list[Figure]:
    return [
        Figure(
            name=f"CPU added per call, {sdk}, {_PROMPTS[size]}",
            unit="µs",
            ours=added[f"centspan, {sdk}", size],
            floor=(FLOOR, added[f"{FLOOR}, {sdk}", size]),
            peers={
                name: added[f"{name}, {sdk}", size]
                for name, *_ in _FIELD
                if name not in ("centspan", FLOOR) and (f"{name}, {sdk}", size) in added
            },
            bars=_BARS[size],
        )
        for sdk in _BOTH
        for size in _SIZES
        if (f"centspan, {sdk}", size) in added
    ]


def _notes(
    options: argparse.Namespace, plain: dict[tuple[str, str], float], sent: dict[str, int]
) -> tuple[str, ...]:
    calls = 30 + options.rounds * sum(_SIZES.values())
    each = ", ".join(f"{name} {count // calls:,}" for name, count in sorted(sent.items()))
    return (
        (
            f"median of {options.rounds} rounds' paired differences; every round visits every worker "
            f"in random order with {_SIZES['small']} small and {_SIZES['large']} large calls"
        ),
        "a call without instrumentation: "
        + ", ".join(f"{name} {size} {value:,.0f} µs" for (name, size), value in plain.items()),
        f"bytes that arrived at the sink per call: {each}",
    )


def _sent(address: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{address}/taken", timeout=10) as answer:
        return json.load(answer)


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    names = [e.name for _, _, e, _ in _FIELD if e is not environments.OURS]
    known = ", ".join(dict.fromkeys(names))
    add("--peers", default="all", help=f"all, none, or some of {known} (comma between)")
    add("--sdks", nargs="+", default=list(_BOTH), choices=_BOTH, help="default: both")
    add("--rounds", type=int, default=40, help="more for a noisy machine (default 40)")
    add("--imports", type=int, default=7, help="fresh processes per import measured (default 7)")
    add("--unpinned", action="store_true", help="do not keep workers and provider on CPUs apart")
    where = environments.default_folder()
    add("--environments", type=Path, default=where, help="where peers are installed (%(default)s)")


if __name__ == "__main__":
    progress("overhead: CPU added per call")
    sys.exit(main(Benchmark("overhead", _TEACHES, measure, options_of)))
