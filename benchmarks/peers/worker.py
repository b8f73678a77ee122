"""Makes calls with one setup and says what they took: a line in, a line of JSON out.

`small 50` makes 50 calls with a prompt of about 200 tokens, `large 20` 20 with about 20,000;
no two prompts begin alike, so that nobody's cache answers. The flush is inside the clock.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import setups

_SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank while it rains. "
_SYSTEM = "You answer questions about orders, briefly and in the customer's language."
_SENTENCES = {"small": 9, "large": 1175}
_CALLS_BEFORE = 30


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--setup", required=True)
    parser.add_argument("--sdk", choices=("openai", "anthropic"), required=True)
    parser.add_argument("--provider", required=True)
    parser.add_argument("--cpu", type=int)
    options = parser.parse_args()
    if options.cpu is not None:
        os.sched_setaffinity(0, {options.cpu})
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a peer prints is no answer
    setup = next(each for each in setups.SETUPS if each.__name__ == options.setup)(options.sdk)
    ask = _asking(options.sdk, setup.client, options.provider)
    _timed(setup, ask, "small", _CALLS_BEFORE)
    print("ready", file=answers)
    for line in sys.stdin:
        size, calls = line.split()
        print(json.dumps(_timed(setup, ask, size, int(calls))), file=answers)


def _asking(sdk: str, client: Any, provider: str) -> Callable[[str], Any]:
    if sdk == "openai":
        create = client(api_key="k", base_url=f"{provider}/v1").chat.completions.create
        return lambda text: create(
            model="gpt-4o-mini",
            messages=[{"role": "system", "content": _SYSTEM}, {"role": "user", "content": text}],
            max_tokens=50,
            temperature=0.5,
        )
    create = client(api_key="k", base_url=provider).messages.create
    return lambda text: create(
        model="claude-sonnet-4-5",
        system=_SYSTEM,
        messages=[{"role": "user", "content": text}],
        max_tokens=50,
    )


_prompts = iter(range(10**9))


def _timed(setup: setups.Setup, ask: Callable[[str], Any], size: str, calls: int) -> Any:
    prompts = [f"{next(_prompts):09d} {_SENTENCE * _SENTENCES[size]}" for _ in range(calls)]
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    for prompt in prompts:
        setup.around(lambda prompt=prompt: ask(prompt))
    setup.flush()
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    return {"cpu_us": cpu / calls / 1000, "wall_us": wall / calls / 1000, "calls": calls}


if __name__ == "__main__":
    main()
